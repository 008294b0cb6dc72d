/**
 * NumPy cubes on disk: an array `[band, row, column]` in a `.npy` file and, beside it, a `.json` file with the
 * wavelengths and the metadata (see `npy-sidecar.ts`).
 */
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { orderBands, toNanometres } from '../band-wavelengths.ts';
import type { CubeSink, CubeSource } from '../cube-source.ts';
import { formatNpyHeader, NPY_PREFIX_BYTES, npyDataOffset, parseNpyHeader } from '../npy-header.ts';
import { formatNpySidecar, type NpySidecar, parseNpySidecar } from '../npy-sidecar.ts';
import { formatCount } from '../sample-type.ts';
import { CubeError, type CubeHeader } from '../spectral-cube.ts';
import type { OverwriteOption } from './atomic-file.ts';
import { FileBytes, readSmallText } from './file-bytes.ts';
import { errorCode, fileProblem } from './file-error.ts';
import { createPairedSink } from './paired-sink.ts';
import { type RawLayout, readRawWindow } from './raw-samples.ts';

/** Largest sidecar in bytes. */
const LARGEST_SIDECAR = 8_388_608;

/** Path of the JSON file that goes with a `.npy` file. */
export function npySidecarPath(path: string): string {
  return `${path.slice(0, path.length - extname(path).length)}.json`;
}

/**
 * Opens a NumPy cube of shape (bands, rows, columns). Without wavelengths in a sidecar, 31 bands are taken as
 * 400..700 nm with a note, and any other number of bands is an error.
 *
 * @throws CubeError if the array, its size or the sidecar is wrong.
 * @throws FileError if the file is missing or not readable.
 */
export async function openNpy(path: string): Promise<CubeSource> {
  const file = await FileBytes.open(path);
  try {
    const { layout, notes } = await readLayout(file);
    const { bands, height, width, wavelengths, metadata } = layout;
    return {
      bands,
      height,
      width,
      wavelengths,
      metadata,
      notes,
      readWindow: (window, signal) => readRawWindow(file, layout, window, signal),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readLayout(file: FileBytes): Promise<{ layout: RawLayout; notes: readonly string[] }> {
  const prefix = new Uint8Array(await file.read(0, Math.min(NPY_PREFIX_BYTES, file.size)));
  const headerBytes = npyDataOffset(prefix, file.name);
  const header = parseNpyHeader(
    new Uint8Array(await file.read(0, Math.min(headerBytes, file.size))),
    file.name,
  );
  const { shape, type } = header;
  const [bands, height, width] = shape;
  if (shape.length !== 3 || shape.some((size) => size < 1)) {
    throw new CubeError(
      `expected an array of shape (bands, rows, columns), found (${shape.join(', ')}) in ${file.name}`,
    );
  }
  if (file.size !== header.fileBytes) {
    throw new CubeError(
      `expected ${formatCount(header.fileBytes)} bytes for ${bands} x ${height} x ${width} ${type}, found ${formatCount(file.size)} in ${file.name}`,
      { hint: 'the file was cut short or changed: save the array again' },
    );
  }
  const sidecarPath = npySidecarPath(file.path);
  const sidecar = await readSidecar(sidecarPath);
  const sidecarName = basename(sidecarPath);
  const converted =
    sidecar?.wavelengths && toNanometres(sidecar.wavelengths, sidecar.wavelengthUnits, sidecarName);
  const supply = `write ${sidecarName} beside ${file.name} with { "wavelengths": [...], "wavelengthUnits": "nm" }; an array of shape (rows, columns, bands) must be transposed: numpy.transpose(cube, (2, 0, 1))`;
  const named = converted === undefined ? file.name : sidecarName;
  const order = orderBands(converted?.wavelengths, bands, named, supply);
  const gain = 1 / (sidecar?.scaleFactor ?? 1);
  return {
    notes: [...(converted?.notes ?? []), ...order.notes],
    layout: {
      bands,
      height,
      width,
      wavelengths: order.wavelengths,
      metadata: sidecar?.metadata ?? { quantity: 'unknown' },
      type,
      interleave: 'bsq',
      littleEndian: header.littleEndian,
      headerOffset: header.dataOffset,
      fileBands: order.fileBands,
      gain: order.fileBands.map(() => gain),
      offset: order.fileBands.map(() => 0),
    },
  };
}

async function readSidecar(path: string): Promise<NpySidecar | undefined> {
  try {
    await stat(path);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw fileProblem(cause, `read ${path}`);
  }
  return parseNpySidecar(await readSmallText(path, LARGEST_SIDECAR), basename(path));
}

/**
 * Opens a NumPy cube for writing as float32. The `.npy` file and its sidecar appear with `finish`, which gives
 * their paths.
 *
 * @param path ends in `.npy`.
 * @throws CubeError if the header cannot be or the path has another ending.
 * @throws FileError if an output exists and may not be replaced, or its folder is missing or not writable.
 */
export async function createNpySink(
  path: string,
  header: CubeHeader,
  options: OverwriteOption = {},
): Promise<CubeSink> {
  if (extname(path).toLowerCase() !== '.npy') {
    throw new CubeError(`expected a path that ends in .npy, found ${path}`);
  }
  const preamble = formatNpyHeader([header.bands, header.height, header.width]);
  return createPairedSink(header, {
    dataPath: path,
    textPath: npySidecarPath(path),
    overwrite: options.overwrite === true,
    format: { dataType: 'float32', scaleFactor: 1, headerOffset: preamble.length },
    preamble,
    describe: (described) => formatNpySidecar(described),
  });
}
