/**
 * A page of a TIFF file: its size, its type, and how its samples are cut into strips or tiles ("blocks"). Everything
 * is checked here against the size of the file; reading then trusts it.
 */
import { checkBands, checkWholeSamples, type ReadLimits } from '../../files/read-limits.ts';
import { CubeError } from '../../spectral-cube.ts';
import { DEFLATE_RATIO } from '../deflate.ts';
import { formatCount, SAMPLE_BYTES, type SampleType } from '../raw/sample-type.ts';
import { type TiffDirectory, type TiffFile, tagNumber, tagNumbers } from './tiff-directory.ts';
import { COMPRESSION, OTHER_COMPRESSIONS, TAGS } from './tiff-tags.ts';

/** Types of samples: those of raw files, and half precision, which becomes float32 when it is unpacked. */
export type TiffSampleType = SampleType | 'float16';

/** One picture of a file. */
export interface TiffPage {
  /** Which of the file's directories describes it, counted from 0. */
  readonly index: number;
  readonly directory: TiffDirectory;
  readonly width: number;
  readonly height: number;
  /** Samples a pixel. */
  readonly samples: number;
  readonly type: TiffSampleType;
  readonly sampleBytes: number;
  /** True where each sample has blocks of its own (planar configuration 2). */
  readonly separate: boolean;
  readonly blocks: TiffBlocks;
  readonly compression: number;
  /** Most bytes that a packed byte can become. */
  readonly ratio: number;
  readonly predictor: number;
  readonly photometric: number;
  /** Values of tag 338, one for each sample beyond the colours. */
  readonly extraSamples: readonly number[];
}

/** How a page is cut. */
export interface TiffBlocks {
  readonly tiled: boolean;
  readonly width: number;
  readonly height: number;
  readonly across: number;
  readonly down: number;
}

/** By sample format (tag 339) and bits. */
const TYPES: Readonly<Record<string, TiffSampleType>> = {
  '1/8': 'uint8',
  '1/16': 'uint16',
  '1/32': 'uint32',
  '1/64': 'uint64',
  '2/8': 'int8',
  '2/16': 'int16',
  '2/32': 'int32',
  '2/64': 'int64',
  '3/16': 'float16',
  '3/32': 'float32',
  '3/64': 'float64',
};

/** Most bytes that a packed byte can become. */
const RATIOS: ReadonlyMap<number, number> = new Map([
  [COMPRESSION.none, 1],
  // A run of 128 bytes in two.
  [COMPRESSION.packBits, 64],
  // The longest string of a full table, 3838 bytes, in 12 bits.
  [COMPRESSION.lzw, 2559],
  [COMPRESSION.deflate, DEFLATE_RATIO],
  [COMPRESSION.oldDeflate, DEFLATE_RATIO],
]);

/**
 * Reads what a file says of one of its pages.
 *
 * @throws CubeError if it is of a kind that is not read, or has more samples than the file can hold.
 */
export async function readTiffPage(file: TiffFile, index: number, limits: ReadLimits): Promise<TiffPage> {
  const { name } = file.source;
  const directory = file.directories[index];
  const optional = async (tag: number, otherwise: number): Promise<number> =>
    (await tagNumber(file, directory, tag)) ?? otherwise;
  const required = async (tag: number, what: string): Promise<number> => {
    const value = await tagNumber(file, directory, tag);
    if (value !== undefined && value >= 1) return value;
    throw new CubeError(`expected ${what} (tag ${tag}) of 1 or more, found ${value ?? 'none'} in ${name}`);
  };
  const width = await required(TAGS.imageWidth, 'a width');
  const height = await required(TAGS.imageLength, 'a height');
  const samples = await optional(TAGS.samplesPerPixel, 1);
  if (samples < 1) throw new CubeError(`expected one sample a pixel or more, found none in ${name}`);
  checkBands(samples, limits, name);
  const type = await readType(file, directory, samples);
  const extras = Math.min(directory.get(TAGS.extraSamples)?.count ?? 0, samples);
  const sampleBytes = type === 'float16' ? 2 : SAMPLE_BYTES[type];
  const planar = await optional(TAGS.planarConfiguration, 1);
  if (planar !== 1 && planar !== 2) {
    throw new CubeError(`expected planar configuration 1 or 2, found ${planar} in ${name}`);
  }
  const separate = planar === 2 && samples > 1;
  const compression = await optional(TAGS.compression, COMPRESSION.none);
  const ratio = RATIOS.get(compression);
  if (ratio === undefined) {
    const found = OTHER_COMPRESSIONS[compression] ?? compression;
    throw new CubeError(`expected no compression, Deflate, LZW or PackBits, found ${found} in ${name}`, {
      hint: 'save it with one of these, for example: gdal_translate -co COMPRESS=DEFLATE in.tif out.tif',
    });
  }
  const predictor = compression === COMPRESSION.none ? 1 : await optional(TAGS.predictor, 1);
  if (!(predictor === 1 || predictor === 2 || (predictor === 3 && type.startsWith('float')))) {
    throw new CubeError(
      `expected predictor 1 or 2, or 3 for floating point, found ${predictor} of ${type} in ${name}`,
    );
  }
  const fillOrder = await optional(TAGS.fillOrder, 1);
  if (fillOrder !== 1) throw new CubeError(`expected fill order 1, found ${fillOrder} in ${name}`);
  const bytes = width * height * samples * sampleBytes;
  if (!(bytes <= file.source.size * ratio)) {
    throw new CubeError(
      `expected ${formatCount(bytes)} bytes for ${height} x ${width} x ${samples} ${type}, found a file that cannot hold them: ${formatCount(file.source.size)} in ${name}`,
      { hint: 'the file was cut short or changed: copy or download it again' },
    );
  }
  const blocks = await readBlocks(file, directory, { width, height });
  checkWholeSamples([blocks.height, blocks.width, separate ? 1 : samples], limits, name);
  return {
    index,
    directory,
    width,
    height,
    samples,
    type,
    sampleBytes,
    separate,
    blocks,
    compression,
    ratio,
    predictor,
    photometric: await optional(TAGS.photometric, 1),
    extraSamples: (await tagNumbers(file, directory, TAGS.extraSamples, { first: 0, count: extras })) ?? [],
  };
}

async function readType(file: TiffFile, directory: TiffDirectory, samples: number): Promise<TiffSampleType> {
  const { name } = file.source;
  const same = async (tag: number, otherwise: number, what: string): Promise<number> => {
    const count = directory.get(tag)?.count ?? 0;
    // Some programs give one value for all samples.
    const values =
      (await tagNumbers(file, directory, tag, { first: 0, count: Math.min(count, samples) })) ?? [];
    const other = values.find((value) => value !== values[0]);
    if (other === undefined) return values[0] ?? otherwise;
    throw new CubeError(`expected samples of one type, found ${what} ${values[0]} and ${other} in ${name}`);
  };
  const bits = await same(TAGS.bitsPerSample, 1, 'bits');
  const format = await same(TAGS.sampleFormat, 1, 'sample formats');
  // Format 4 is "undefined", which old programs write for whole numbers.
  const type = TYPES[`${format === 4 ? 1 : format}/${bits}`];
  if (type !== undefined) return type;
  throw new CubeError(
    `expected whole numbers of 8, 16, 32 or 64 bits or floating point of 16, 32 or 64, found ${bits} bits of sample format ${format} in ${name}`,
  );
}

async function readBlocks(
  file: TiffFile,
  directory: TiffDirectory,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<TiffBlocks> {
  const tiled = directory.has(TAGS.tileOffsets);
  const size = async (tag: number, otherwise: number): Promise<number> => {
    const value = (await tagNumber(file, directory, tag)) ?? otherwise;
    if (value >= 1) return value;
    throw new CubeError(`expected strips or tiles of a size, found none in ${file.source.name}`);
  };
  const blockWidth = tiled ? await size(TAGS.tileWidth, 0) : width;
  const blockHeight = tiled
    ? await size(TAGS.tileLength, 0)
    : Math.min(height, await size(TAGS.rowsPerStrip, height));
  return {
    tiled,
    width: blockWidth,
    height: blockHeight,
    across: Math.ceil(width / blockWidth),
    down: Math.ceil(height / blockHeight),
  };
}
