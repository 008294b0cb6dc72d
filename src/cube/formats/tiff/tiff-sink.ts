/**
 * Cubes written as TIFF: one page whose bands stand one after another (planar configuration 2), cut into strips,
 * samples first and the directory at the end, where everything is known.
 */
import type { CubeSink, CubeSource } from '../../cube-source.ts';
import type { OutputFile, OutputFiles } from '../../files/output-files.ts';
import { CubeError, type CubeHeader } from '../../spectral-cube.ts';
import { formatCubeDescription } from '../cube-description.ts';
import { type StoreOptions, scaleFactorOf, withEnding } from '../cube-format.ts';
import { deflate } from '../deflate.ts';
import { checkScaleFactor, clampNotes } from '../raw/raw-writer.ts';
import { createRawSink } from '../raw-sink.ts';
import {
  encodeSamples,
  formatCount,
  HOST_IS_LITTLE_ENDIAN,
  SAMPLE_BYTES,
  type SampleType,
} from '../raw/sample-type.ts';
import { createSpooledSink } from '../spooled-sink.ts';
import { formatGdalMetadata } from './gdal-metadata.ts';
import { applyDifferences, splitBytePlanes, toHostOrder } from './predictor.ts';
import {
  align,
  formatTiffDirectory,
  formatTiffHeader,
  numbersField,
  TIFF_HEADER_BYTES,
  type TiffForm,
  textField,
} from './tiff-header.ts';
import { COMPRESSION, FIELD, TAGS } from './tiff-tags.ts';

/** Endings of TIFF files, the usual one first. */
export const TIFF_ENDINGS: readonly string[] = ['.tif', '.tiff'];

/** Types that are written. */
export const TIFF_TYPES: readonly SampleType[] = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'float32',
  'float64',
];

/** Bytes of samples above which a file is a BigTIFF: 4 GiB less room for the directory and what does not pack. */
const CLASSIC_BYTES = 2 ** 32 - 2 ** 26;

/** Bytes of a strip before packing, unless a row is longer. */
const STRIP_BYTES = 2 ** 18;

/** Most bands: tag 277 is a number of 16 bits. */
const MOST_BANDS = 65_535;

/** Everything about a file that is known before its samples. */
interface TiffPlan extends TiffForm {
  readonly dataType: SampleType;
  readonly scaleFactor: number;
  readonly compress: boolean;
  /** Rows of a strip, and strips of a band. */
  readonly stripRows: number;
  readonly strips: number;
}

/** Where the strips of a file are. */
interface Strips {
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}

/**
 * Opens a TIFF cube for writing.
 *
 * @param classicBytes bytes of samples above which a file is a BigTIFF; just below 4 GiB unless given.
 * @throws CubeError if the header or the options cannot be.
 * @throws FileError if an output exists and may not be replaced, or its folder is missing or not writable.
 */
export async function createTiffSink(
  outputs: OutputFiles,
  name: string,
  header: CubeHeader,
  options: StoreOptions,
  classicBytes = CLASSIC_BYTES,
): Promise<CubeSink> {
  if (header.bands > MOST_BANDS) {
    throw new CubeError(
      `expected at most ${formatCount(MOST_BANDS)} bands in a TIFF file, found ${formatCount(header.bands)}`,
    );
  }
  const { dataType = 'float32', byteOrder = 'little', compress = false } = options;
  const { bands, height, width } = header;
  const rowBytes = width * SAMPLE_BYTES[dataType];
  const stripRows = Math.min(height, Math.max(1, Math.floor(STRIP_BYTES / rowBytes)));
  const plan: TiffPlan = {
    dataType,
    scaleFactor: scaleFactorOf(options),
    compress,
    littleEndian: byteOrder === 'little',
    big: bands * height * rowBytes > classicBytes,
    stripRows,
    strips: Math.ceil(height / stripRows),
  };
  const dataName = withEnding(name, TIFF_ENDINGS);
  return compress ? packedSink(outputs, dataName, header, plan) : plainSink(outputs, dataName, header, plan);
}

function plainSink(
  outputs: OutputFiles,
  dataName: string,
  header: CubeHeader,
  plan: TiffPlan,
): Promise<CubeSink> {
  const { bands, height, width } = header;
  const { dataType, littleEndian, scaleFactor, stripRows } = plan;
  const rowBytes = width * SAMPLE_BYTES[dataType];
  const directory = align(TIFF_HEADER_BYTES + bands * height * rowBytes);
  return createRawSink(header, outputs, {
    dataName,
    format: { dataType, interleave: 'bsq', littleEndian, scaleFactor, headerOffset: TIFF_HEADER_BYTES },
    preamble: formatTiffHeader(directory, plan),
    async complete(described, file, clampedSamples) {
      const offsets: number[] = [];
      const byteCounts: number[] = [];
      for (let band = 0; band < bands; band++) {
        for (let row = 0; row < height; row += stripRows) {
          offsets.push(TIFF_HEADER_BYTES + (band * height + row) * rowBytes);
          byteCounts.push(Math.min(stripRows, height - row) * rowBytes);
        }
      }
      await writeDirectory(file, directory, described, plan, { offsets, byteCounts }, clampedSamples);
    },
  });
}

async function packedSink(
  outputs: OutputFiles,
  dataName: string,
  header: CubeHeader,
  plan: TiffPlan,
): Promise<CubeSink> {
  checkScaleFactor(plan.scaleFactor);
  let file: OutputFile;
  try {
    file = await outputs.create(dataName);
  } catch (error) {
    await outputs.abort();
    throw error;
  }
  return createSpooledSink(header, outputs, async (cube) => {
    const offsets: number[] = [];
    const byteCounts: number[] = [];
    let clampedSamples = 0;
    let position = TIFF_HEADER_BYTES;
    for await (const { samples, width } of stripsOf(cube, plan.stripRows)) {
      const { bytes, clamped } = encodeSamples(samples, plan.dataType, {
        scaleFactor: plan.scaleFactor,
        littleEndian: HOST_IS_LITTLE_ENDIAN,
      });
      clampedSamples += clamped;
      const packed = await deflate(predicted(bytes, width, plan));
      await file.writeAt(packed, position);
      offsets.push(position);
      byteCounts.push(packed.length);
      position += packed.length;
    }
    const directory = align(position);
    await writeDirectory(file, directory, cube, plan, { offsets, byteCounts }, clampedSamples);
    await file.writeAt(formatTiffHeader(directory, plan), 0);
    return clampNotes(clampedSamples, header, plan);
  });
}

/** Strips of every band, in the order of the file. */
async function* stripsOf(
  cube: CubeSource,
  rows: number,
): AsyncGenerator<{ readonly samples: Float32Array; readonly width: number }, void, void> {
  const { bands, height, width } = cube;
  for (let band = 0; band < bands; band++) {
    for (let y = 0; y < height; y += rows) {
      const window = { x: 0, y, width, height: Math.min(rows, height - y), bands: { first: band, count: 1 } };
      yield { samples: await cube.readWindow(window), width };
    }
  }
}

/** What is packed: differences of whole numbers, byte planes of floating point. */
function predicted(bytes: Uint8Array<ArrayBuffer>, width: number, plan: TiffPlan): Uint8Array<ArrayBuffer> {
  const sampleBytes = SAMPLE_BYTES[plan.dataType];
  const rows = { rowSamples: width, stride: 1, sampleBytes };
  if (predictorOf(plan) === 3) return splitBytePlanes(bytes, rows);
  applyDifferences(bytes, rows);
  toHostOrder(bytes, sampleBytes, plan.littleEndian);
  return bytes;
}

function predictorOf({ dataType }: TiffPlan): 2 | 3 {
  return dataType.startsWith('float') ? 3 : 2;
}

async function writeDirectory(
  file: OutputFile,
  position: number,
  header: CubeHeader,
  plan: TiffPlan,
  { offsets, byteCounts }: Strips,
  clampedSamples: number,
): Promise<void> {
  const { bands, height, width } = header;
  const { dataType, scaleFactor, compress } = plan;
  const offsetType = plan.big ? FIELD.long8 : FIELD.long;
  const each = (value: number): number[] => new Array(bands).fill(value);
  const short = (tag: number, ...values: number[]) => numbersField(tag, FIELD.short, values);
  const long = (tag: number, value: number) => numbersField(tag, FIELD.long, [value]);
  const sampleFormat = dataType.startsWith('float') ? 3 : dataType.startsWith('int') ? 2 : 1;
  const fields = [
    long(TAGS.imageWidth, width),
    long(TAGS.imageLength, height),
    numbersField(TAGS.bitsPerSample, FIELD.short, each(8 * SAMPLE_BYTES[dataType])),
    short(TAGS.compression, compress ? COMPRESSION.deflate : COMPRESSION.none),
    short(TAGS.photometric, 1),
    textField(
      TAGS.imageDescription,
      plainText(formatCubeDescription(header, { scaleFactor, clampedSamples })),
    ),
    numbersField(TAGS.stripOffsets, offsetType, offsets),
    short(TAGS.samplesPerPixel, bands),
    long(TAGS.rowsPerStrip, plan.stripRows),
    numbersField(TAGS.stripByteCounts, offsetType, byteCounts),
    numbersField(TAGS.xResolution, FIELD.rational, [1, 1]),
    numbersField(TAGS.yResolution, FIELD.rational, [1, 1]),
    short(TAGS.planarConfiguration, bands === 1 ? 1 : 2),
    short(TAGS.resolutionUnit, 1),
    textField(TAGS.software, 'spectralift'),
    ...(compress ? [short(TAGS.predictor, predictorOf(plan))] : []),
    ...(bands === 1 ? [] : [numbersField(TAGS.extraSamples, FIELD.short, each(0).slice(1))]),
    numbersField(TAGS.sampleFormat, FIELD.short, each(sampleFormat)),
    textField(TAGS.gdalMetadata, formatGdalMetadata(header, scaleFactor)),
  ];
  await file.writeAt(formatTiffDirectory(fields, position, plan), position);
}

/** JSON in the 7-bit characters that TIFF texts have. */
function plainText(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
