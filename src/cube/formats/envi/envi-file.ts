/**
 * ENVI cubes on disk: a text header (`.hdr`) and a data file beside it.
 */
import type { CubeSink, CubeSource } from '../../cube-source.ts';
import type { ByteSource } from '../../files/byte-source.ts';
import { FileError } from '../../files/file-error.ts';
import { type CubePlace, endingOf, type InputFiles, readTextIn } from '../../files/input-files.ts';
import type { OutputFiles } from '../../files/output-files.ts';
import { checkBands } from '../../files/read-limits.ts';
import { CubeError, type CubeHeader, headerOf } from '../../spectral-cube.ts';
import { type CubeFormat, type OpenContext, type StoreOptions, scaleFactorOf } from '../cube-format.ts';
import { readRawWindow } from '../raw/raw-window.ts';
import { formatCount } from '../raw/sample-type.ts';
import { createPairedSink } from '../raw-sink.ts';
import { ENVI_TYPES, type EnviHeader, formatEnviHeader, parseEnviHeader } from './envi-header.ts';

/** Ending of a spectral library. */
export const ENVI_LIBRARY_ENDING = '.sli';

/** Endings of data files, the likeliest first; a data file may also have none. */
export const ENVI_DATA_ENDINGS: readonly string[] = ['.img', '.dat', '.bsq', '.bil', '.bip', '.raw', '.bin'];

/** An ENVI file opened for reading; `header` has the fields that a cube has no place for. */
export interface EnviSource extends CubeSource {
  readonly header: EnviHeader;
  readonly headerName: string;
  readonly dataName: string;
}

/**
 * Opens an ENVI cube or spectral library.
 *
 * @param place named by the header, the data file, or both without their ending.
 * @throws CubeError if the header is wrong or the data file does not have the size that it says.
 * @throws FileError if one of the two files is missing or not readable.
 */
export async function openEnvi(
  { files, name }: CubePlace,
  context: Pick<OpenContext, 'limits' | 'wavelengths'>,
): Promise<EnviSource> {
  const { limits } = context;
  const { headerName, dataNames } = await findEnviFiles(files, name);
  const text = await readTextIn(files, headerName, limits.textBytes);
  const header = parseEnviHeader(text, headerName, context.wavelengths);
  checkBands(header.bands, limits, headerName);
  const file = await openDataFile(files, dataNames, header, headerName);
  return {
    ...headerOf(header),
    notes: header.notes,
    header,
    headerName,
    dataName: file.name,
    readWindow: (window, signal) => readRawWindow(file, header, window, signal),
    close: () => file.close(),
  };
}

/** Opens the first data file that has the right size. */
async function openDataFile(
  files: InputFiles,
  names: readonly string[],
  header: EnviHeader,
  headerName: string,
): Promise<ByteSource> {
  const sizes: string[] = [];
  for (const name of names) {
    const file = await files.open(name);
    if (file.size === header.fileBytes) return file;
    await file.close();
    sizes.push(names.length === 1 ? formatCount(file.size) : `${formatCount(file.size)} in ${file.name}`);
  }
  const { height, width, bands, type, headerOffset } = header;
  const skipped = headerOffset === 0 ? '' : ` after ${formatCount(headerOffset)} bytes`;
  throw new CubeError(
    `expected ${formatCount(header.fileBytes)} bytes for ${height} x ${width} x ${bands} ${type}${skipped}, found ${sizes.join(', ')}`,
    { hint: `check 'data type' or 'header offset' in ${headerName}` },
  );
}

/** The header and every file beside it that may hold its data, without regard to upper and lower case. */
async function findEnviFiles(
  files: InputFiles,
  name: string,
): Promise<{ headerName: string; dataNames: string[] }> {
  const { folder } = files;
  const { files: names } = await files.list();
  const present = (wanted: string) =>
    names.find((found) => found === wanted) ??
    names.find((found) => found.toLowerCase() === wanted.toLowerCase());
  const ending = endingOf(name);
  const dataEndings = [...ENVI_DATA_ENDINGS, ENVI_LIBRARY_ENDING];
  const isData = dataEndings.includes(ending);
  const stem = ending === '.hdr' || isData ? name.slice(0, -ending.length) : name;
  const header = ending === '.hdr' ? present(name) : (present(`${name}.hdr`) ?? present(`${stem}.hdr`));
  if (header === undefined) {
    const wanted = ending === '.hdr' ? name : `${stem}.hdr`;
    throw new FileError(`expected an ENVI header ${wanted} in ${folder}, found none`, {
      hint: 'an ENVI cube is two files, a text header (.hdr) and a data file, side by side',
    });
  }
  const named = present(name);
  if (isData && named !== undefined) {
    return { headerName: header, dataNames: [named] };
  }
  const base = header.slice(0, -'.hdr'.length);
  const candidates = [base, ...dataEndings.map((dataEnding) => `${base}${dataEnding}`)];
  const data = candidates.flatMap((candidate) => present(candidate) ?? []);
  if (data.length === 0) {
    throw new FileError(`expected the data file of ${header} in ${folder}, found none`, {
      hint: `put it beside the header as ${base} or ${base}.img (also ${ENVI_DATA_ENDINGS.slice(1).join(', ')})`,
    });
  }
  return { headerName: header, dataNames: [...new Set(data)] };
}

/** The two names that a cube is written to: the header's, then the data file's (`.img` unless given). */
export function enviNames(name: string): { readonly headerName: string; readonly dataName: string } {
  const ending = endingOf(name);
  const isData = ENVI_DATA_ENDINGS.includes(ending);
  const stem = isData || ending === '.hdr' ? name.slice(0, -ending.length) : name;
  return { headerName: `${stem}.hdr`, dataName: isData ? name : `${stem}.img` };
}

/**
 * Opens an ENVI cube for writing. Both files appear with `finish`, the data file first; it gives their paths
 * in this order.
 *
 * @param name of the header, the data file, or both without their ending.
 * @throws CubeError if the header or the options cannot be.
 * @throws FileError if an output exists and may not be replaced, or its folder is missing or not writable.
 */
export async function createEnviSink(
  outputs: OutputFiles,
  name: string,
  header: CubeHeader,
  options: StoreOptions,
): Promise<CubeSink> {
  const { dataType = 'float32', interleave = 'bsq', byteOrder = 'little' } = options;
  const { headerName, dataName } = enviNames(name);
  const format = {
    dataType,
    interleave,
    littleEndian: byteOrder === 'little',
    scaleFactor: scaleFactorOf(options),
    headerOffset: 0,
  };
  return createPairedSink(header, outputs, {
    dataName,
    textName: headerName,
    format,
    describe: (described, clampedSamples) => formatEnviHeader(described, { ...format, clampedSamples }),
  });
}

/** ENVI: a text header and a data file beside it. */
export const enviFormat: CubeFormat = {
  name: 'envi',
  title: 'ENVI',
  layout: 'a text header `.hdr` and a data file beside it',
  endings: ['.hdr', ...ENVI_DATA_ENDINGS],
  reading: 'window',
  stores: { dataTypes: [...ENVI_TYPES.values()], options: ['scaleFactor', 'interleave', 'byteOrder'] },
  written: (name) => {
    const { headerName, dataName } = enviNames(name);
    return [headerName, dataName];
  },
  open: openEnvi,
  create: createEnviSink,
};
