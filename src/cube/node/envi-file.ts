/**
 * ENVI cubes on disk: a text header (`.hdr`) and a data file beside it.
 */
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { CubeSink, CubeSource } from '../cube-source.ts';
import { type EnviHeader, formatEnviHeader, parseEnviHeader } from '../envi-header.ts';
import { formatCount } from '../sample-type.ts';
import { CubeError, type CubeHeader } from '../spectral-cube.ts';
import type { OverwriteOption } from './atomic-file.ts';
import { FileBytes, readSmallText } from './file-bytes.ts';
import { FileError, fileProblem } from './file-error.ts';
import { createPairedSink } from './paired-sink.ts';
import { readRawWindow } from './raw-samples.ts';

/** Endings of data files, the likeliest first; a data file may also have none. */
export const ENVI_DATA_ENDINGS: readonly string[] = ['.img', '.dat', '.bsq', '.bil', '.bip', '.raw', '.bin'];

/** Largest header in bytes: wavelengths and names of thousands of bands need less than a megabyte. */
const LARGEST_HEADER = 8_388_608;

/** An ENVI file opened for reading; `header` has the fields that a cube has no place for. */
export interface EnviSource extends CubeSource {
  readonly header: EnviHeader;
  readonly headerPath: string;
  readonly dataPath: string;
}

/**
 * Opens an ENVI cube.
 *
 * @param path the header, the data file, or both without their ending.
 * @throws CubeError if the header is wrong or the data file does not have the size that it says.
 * @throws FileError if one of the two files is missing or not readable.
 */
export async function openEnvi(path: string): Promise<EnviSource> {
  const { headerPath, dataPaths } = await findEnviFiles(path);
  const header = parseEnviHeader(await readSmallText(headerPath, LARGEST_HEADER), basename(headerPath));
  const file = await openDataFile(dataPaths, header, basename(headerPath));
  const { bands, height, width, wavelengths, metadata, notes } = header;
  return {
    bands,
    height,
    width,
    wavelengths,
    metadata,
    notes,
    header,
    headerPath,
    dataPath: file.path,
    readWindow: (window, signal) => readRawWindow(file, header, window, signal),
    close: () => file.close(),
  };
}

/** Opens the first data file that has the right size. */
async function openDataFile(
  paths: readonly string[],
  header: EnviHeader,
  headerName: string,
): Promise<FileBytes> {
  const sizes: string[] = [];
  for (const path of paths) {
    const file = await FileBytes.open(path);
    if (file.size === header.fileBytes) return file;
    await file.close();
    sizes.push(paths.length === 1 ? formatCount(file.size) : `${formatCount(file.size)} in ${file.name}`);
  }
  const { height, width, bands, type, headerOffset } = header;
  const skipped = headerOffset === 0 ? '' : ` after ${formatCount(headerOffset)} bytes`;
  throw new CubeError(
    `expected ${formatCount(header.fileBytes)} bytes for ${height} x ${width} x ${bands} ${type}${skipped}, found ${sizes.join(', ')}`,
    { hint: `check 'data type' or 'header offset' in ${headerName}` },
  );
}

/** The header and every file beside it that may hold its data, without regard to upper and lower case. */
async function findEnviFiles(path: string): Promise<{ headerPath: string; dataPaths: string[] }> {
  const folder = dirname(path);
  const name = basename(path);
  let names: string[];
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  } catch (cause) {
    throw fileProblem(cause, `read the folder ${folder}`);
  }
  const present = (wanted: string) =>
    names.find((found) => found === wanted) ??
    names.find((found) => found.toLowerCase() === wanted.toLowerCase());
  const ending = extname(name).toLowerCase();
  const stem = ending === '.hdr' || ENVI_DATA_ENDINGS.includes(ending) ? name.slice(0, -ending.length) : name;
  const header = ending === '.hdr' ? present(name) : (present(`${name}.hdr`) ?? present(`${stem}.hdr`));
  if (header === undefined) {
    const wanted = ending === '.hdr' ? name : `${stem}.hdr`;
    throw new FileError(`expected an ENVI header ${wanted} in ${folder}, found none`, {
      hint: 'an ENVI cube is two files, a text header (.hdr) and a data file, side by side',
    });
  }
  if (ENVI_DATA_ENDINGS.includes(ending) && present(name) !== undefined) {
    return { headerPath: join(folder, header), dataPaths: [join(folder, present(name) ?? name)] };
  }
  const base = header.slice(0, -'.hdr'.length);
  const candidates = [base, ...ENVI_DATA_ENDINGS.map((dataEnding) => `${base}${dataEnding}`)];
  const data = candidates.flatMap((candidate) => present(candidate) ?? []);
  if (data.length === 0) {
    throw new FileError(`expected the data file of ${header} in ${folder}, found none`, {
      hint: `put it beside the header as ${base} or ${base}.img (also ${ENVI_DATA_ENDINGS.slice(1).join(', ')})`,
    });
  }
  return {
    headerPath: join(folder, header),
    dataPaths: [...new Set(data)].map((found) => join(folder, found)),
  };
}

/** How an ENVI cube is written: always band-sequential and little-endian. */
export interface EnviSinkOptions extends OverwriteOption {
  readonly dataType: 'float32' | 'uint16';
  /**
   * Stored number for a sample of 1: 10000 for uint16 and 1 for float32 unless given. uint16 holds samples in
   * 0 .. 65535 / scaleFactor; others are clamped, counted in the header and in the notes of the sink.
   */
  readonly scaleFactor?: number;
}

/** The two paths that a cube is written to: the header's, then the data file's (`.img` unless given). */
export function enviPaths(path: string): { readonly headerPath: string; readonly dataPath: string } {
  const ending = extname(path);
  const isData = ENVI_DATA_ENDINGS.includes(ending.toLowerCase());
  const stem = isData || ending.toLowerCase() === '.hdr' ? path.slice(0, -ending.length) : path;
  return { headerPath: `${stem}.hdr`, dataPath: isData ? path : `${stem}.img` };
}

/**
 * Opens an ENVI cube for writing. Both files appear with `finish`, the data file first; it gives their paths
 * in this order.
 *
 * @param path the header, the data file, or both without their ending.
 * @throws CubeError if the header or the scale factor cannot be.
 * @throws FileError if an output exists and may not be replaced, or its folder is missing or not writable.
 */
export async function createEnviSink(
  path: string,
  header: CubeHeader,
  options: EnviSinkOptions,
): Promise<CubeSink> {
  const { dataType } = options;
  const scaleFactor = options.scaleFactor ?? (dataType === 'uint16' ? 10_000 : 1);
  const { headerPath, dataPath } = enviPaths(path);
  return createPairedSink(header, {
    dataPath,
    textPath: headerPath,
    overwrite: options.overwrite === true,
    format: { dataType, scaleFactor, headerOffset: 0 },
    preamble: new Uint8Array(0),
    describe: (described, clampedSamples) =>
      formatEnviHeader(described, { dataType, scaleFactor, clampedSamples }),
  });
}
