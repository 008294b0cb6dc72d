/**
 * A cube over a folder of grey PNG files, one a band. A window reads only the files of its bands, and of each the
 * rows down to its own last one; what fits a fixed room stays unpacked for the next window.
 */
import {
  allocateWindow,
  type CubeSource,
  type CubeWindow,
  checkWindow,
  windowBands,
} from '../../cube-source.ts';
import type { InputFiles } from '../../files/input-files.ts';
import { checkBands } from '../../files/read-limits.ts';
import { CubeError } from '../../spectral-cube.ts';
import { arrayLayout } from '../array-layout.ts';
import type { CubeDescription } from '../cube-description.ts';
import type { OpenContext } from '../cube-format.ts';
import { type PngHeader, readPngHeader } from './png-header.ts';
import { type PngSamples, readPngRows } from './png-picture.ts';

/** Room for unpacked bands, bytes: the first ones that were read stay, since most readers go from top to bottom. */
const KEPT_BYTES = 2 ** 27;

/** Bands unpacked at the same time: the streams that unpack run beside each other. */
const TOGETHER = 4;

/** The files of a cube. */
export interface BandFiles {
  readonly files: InputFiles;
  /** One a band, in the order that `described` gives wavelengths in. */
  readonly names: readonly string[];
  readonly described: CubeDescription;
  readonly notes: readonly string[];
}

/**
 * Opens a folder of bands; the header of every file is read.
 *
 * @param keptBytes room for unpacked bands, 128 MiB unless given; a band beyond it is unpacked again for each window.
 * @throws CubeError if a file is no grey PNG file, one has another size than the first, or the wavelengths do not fit.
 * @throws FileError if a file is missing or not readable.
 */
export async function openBandFiles(
  bandFiles: BandFiles,
  context: OpenContext,
  keptBytes = KEPT_BYTES,
): Promise<CubeSource> {
  const { files, names, described } = bandFiles;
  const { limits } = context;
  checkBands(names.length, limits, files.folder);
  const headers = await readHeaders(bandFiles);
  const [{ width, height }] = headers;
  const { layout, notes } = arrayLayout({
    shape: [names.length, height, width],
    fastestFirst: false,
    usual: 'first',
    type: 'uint16',
    littleEndian: false,
    headerOffset: 0,
    name: files.folder,
    described,
    supply: `write cube.json in ${files.folder} with { "wavelengths": [...], "wavelengthUnits": "nm" }`,
    context: { ...context, axes: ['band', 'row', 'column'] },
  });
  const { wavelengths, metadata, fileBands } = layout;
  const header = { bands: names.length, height, width, wavelengths, metadata };
  const kept = new Map<number, Promise<PngSamples>>();
  let room = keptBytes;
  const readRows = async (index: number, rows: number): Promise<PngSamples> => {
    const file = await files.open(names[index]);
    try {
      return await readPngRows(file, headers[index], rows, limits);
    } finally {
      await file.close();
    }
  };
  const samplesOf = (index: number, rows: number): Promise<PngSamples> => {
    const known = kept.get(index);
    if (known !== undefined) return known;
    const bytes = (width * height * headers[index].depth) / 8;
    if (bytes > room) return readRows(index, rows);
    room -= bytes;
    const samples = readRows(index, height);
    kept.set(index, samples);
    samples.catch(() => {
      kept.delete(index);
      room += bytes;
    });
    return samples;
  };
  return {
    ...header,
    notes: [...bandFiles.notes, ...notes],
    async readWindow(window, signal) {
      signal?.throwIfAborted();
      checkWindow(header, window);
      const result = allocateWindow(header, window);
      const { first, count } = windowBands(header, window);
      const rows = window.y + window.height;
      for (let band = 0; band < count; band += TOGETHER) {
        signal?.throwIfAborted();
        const some = fileBands.slice(first + band, first + Math.min(band + TOGETHER, count));
        const read = await Promise.all(some.map((index) => samplesOf(index, rows)));
        for (const [at, samples] of read.entries()) {
          const scale = described.scaleFactor ?? fullScale(headers[some[at]]);
          copyWindow(result, band + at, samples, { window, width, scale });
        }
      }
      return result;
    },
    async close() {
      kept.clear();
    },
  };
}

async function readHeaders({ files, names }: BandFiles): Promise<PngHeader[]> {
  const headers: PngHeader[] = [];
  for (const name of names) {
    const file = await files.open(name);
    try {
      headers.push(await readPngHeader(file));
    } finally {
      await file.close();
    }
    const [first] = headers;
    const found = headers[headers.length - 1];
    if (found.width !== first.width || found.height !== first.height) {
      throw new CubeError(
        `expected ${first.width} x ${first.height} pixels as in ${names[0]}, found ${found.width} x ${found.height} in ${name}`,
      );
    }
  }
  return headers;
}

/** Stored number of a sample of 1 where nothing is said. */
function fullScale({ depth }: PngHeader): number {
  return 2 ** depth - 1;
}

/** Puts one band's part of a window into the result, scaled. */
function copyWindow(
  result: Float32Array,
  band: number,
  samples: PngSamples,
  { window, width, scale }: { readonly window: CubeWindow; readonly width: number; readonly scale: number },
): void {
  for (let row = 0; row < window.height; row++) {
    const from = (window.y + row) * width + window.x;
    const to = (band * window.height + row) * window.width;
    for (let column = 0; column < window.width; column++)
      result[to + column] = samples[from + column] / scale;
  }
}
