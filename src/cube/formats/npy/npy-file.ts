/**
 * NumPy cubes: an array in a `.npy` file and, beside it, a `.json` file with the wavelengths and the metadata (see
 * `cube-description.ts`). Cubes are written as `[band, row, column]`.
 */
import type { CubeSink, CubeSource } from '../../cube-source.ts';
import type { ByteSource } from '../../files/byte-source.ts';
import { type CubePlace, endingOf, type InputFiles, readTextIn } from '../../files/input-files.ts';
import type { OutputFiles } from '../../files/output-files.ts';
import { CubeError, type CubeHeader, headerOf } from '../../spectral-cube.ts';
import { arrayLayout } from '../array-layout.ts';
import { type CubeDescription, formatCubeDescription, parseCubeDescription } from '../cube-description.ts';
import {
  type CubeFormat,
  type OpenContext,
  type StoreOptions,
  scaleFactorOf,
  withEnding,
} from '../cube-format.ts';
import { INTERLEAVES, type RawLayout } from '../raw/raw-layout.ts';
import { readRawWindow } from '../raw/raw-window.ts';
import { formatCount } from '../raw/sample-type.ts';
import { createPairedSink } from '../raw-sink.ts';
import { formatNpyHeader, NPY_PREFIX_BYTES, NPY_TYPES, npyDataOffset, parseNpyHeader } from './npy-header.ts';

/** Name of the JSON file that goes with a `.npy` file. */
export function npySidecarName(name: string): string {
  return `${name.slice(0, name.length - endingOf(name).length)}.json`;
}

/**
 * Opens a NumPy cube. Without wavelengths in a sidecar, 31 bands are taken as 400..700 nm with a note.
 *
 * @throws CubeError if the array, its size or the sidecar is wrong.
 * @throws FileError if the file is missing or not readable.
 */
export async function openNpy({ files, name }: CubePlace, context: OpenContext): Promise<CubeSource> {
  const file = await files.open(name);
  try {
    const { layout, notes } = await readLayout(file, await readSidecar(files, name, context), context);
    return {
      ...headerOf(layout),
      notes,
      readWindow: (window, signal) => readRawWindow(file, layout, window, signal),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readLayout(
  file: ByteSource,
  described: CubeDescription | undefined,
  context: OpenContext,
): Promise<{ layout: RawLayout; notes: readonly string[] }> {
  const prefix = new Uint8Array(await file.read(0, Math.min(NPY_PREFIX_BYTES, file.size)));
  const headerBytes = npyDataOffset(prefix, file.name);
  const header = parseNpyHeader(
    new Uint8Array(await file.read(0, Math.min(headerBytes, file.size))),
    file.name,
  );
  const { shape, type } = header;
  if (file.size !== header.fileBytes) {
    throw new CubeError(
      `expected ${formatCount(header.fileBytes)} bytes for ${shape.join(' x ')} ${type}, found ${formatCount(file.size)} in ${file.name}`,
      { hint: 'the file was cut short or changed: save the array again' },
    );
  }
  const sidecarName = npySidecarName(file.name);
  return arrayLayout({
    shape,
    fastestFirst: header.fortranOrder,
    usual: 'first',
    type,
    littleEndian: header.littleEndian,
    headerOffset: header.dataOffset,
    name: file.name,
    described,
    describedIn: sidecarName,
    supply: `write ${sidecarName} beside ${file.name} with { "wavelengths": [...], "wavelengthUnits": "nm" }`,
    context,
  });
}

async function readSidecar(
  files: InputFiles,
  name: string,
  { limits }: OpenContext,
): Promise<CubeDescription | undefined> {
  const sidecar = npySidecarName(name);
  if (!(await files.list()).files.includes(sidecar)) return undefined;
  return parseCubeDescription(await readTextIn(files, sidecar, limits.textBytes), sidecar);
}

/**
 * Opens a NumPy cube for writing. The `.npy` file and its sidecar appear with `finish`, which gives their paths.
 *
 * @param name ends in `.npy`.
 * @throws CubeError if the header cannot be.
 * @throws FileError if an output exists and may not be replaced, or its folder is missing or not writable.
 */
export async function createNpySink(
  outputs: OutputFiles,
  name: string,
  header: CubeHeader,
  options: StoreOptions,
): Promise<CubeSink> {
  const { dataType = 'float32', byteOrder = 'little' } = options;
  const littleEndian = byteOrder === 'little';
  const preamble = formatNpyHeader([header.bands, header.height, header.width], {
    type: dataType,
    littleEndian,
  });
  const scaleFactor = scaleFactorOf(options);
  return createPairedSink(header, outputs, {
    dataName: withEnding(name, ['.npy']),
    textName: npySidecarName(withEnding(name, ['.npy'])),
    format: { dataType, interleave: 'bsq', littleEndian, scaleFactor, headerOffset: preamble.length },
    preamble,
    describe: (described, clampedSamples) =>
      formatCubeDescription(described, { axes: INTERLEAVES.bsq, scaleFactor, clampedSamples }),
  });
}

/** NumPy: one array in a file, what it means in a JSON file beside it. */
export const npyFormat: CubeFormat = {
  name: 'npy',
  title: 'NumPy',
  layout: 'an array `.npy` and a `.json` file beside it',
  endings: ['.npy'],
  reading: 'window',
  stores: { dataTypes: NPY_TYPES, options: ['scaleFactor', 'byteOrder'] },
  written: (name) => {
    const dataName = withEnding(name, ['.npy']);
    return [dataName, npySidecarName(dataName)];
  },
  open: openNpy,
  create: createNpySink,
};
