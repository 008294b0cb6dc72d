/** Laws that hold for every cube format, as properties over files in memory. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { readWholeCube } from '../src/cube/cube-source.ts';
import { FileError } from '../src/cube/files/file-error.ts';
import { memoryFiles } from '../src/cube/files/input-files.ts';
import { memoryOutput } from '../src/cube/files/output-files.ts';
import { DEFAULT_LIMITS } from '../src/cube/files/read-limits.ts';
import type { CubeFormat, OpenContext, StoreOptions } from '../src/cube/formats/cube-format.ts';
import { CubeError, createCube, type SpectralCube } from '../src/cube/spectral-cube.ts';
import { startHdf5Here } from './start-hdf5-here.ts';

/** What a format is opened with in tests. */
export const testContext: OpenContext = { limits: DEFAULT_LIMITS, startHdf5: startHdf5Here };

/** Samples that every type holds when stored eight times as large: 0, 0.125 ... 14.875. */
export function testCube(bands: number, height: number, width: number): SpectralCube {
  return createCube(
    {
      bands,
      height,
      width,
      wavelengths: Array.from({ length: bands }, (_, band) => 400.25 + band * 12.5),
      metadata: {
        quantity: 'reflectance',
        source: 'a "b" \u00e9\u2603.jpg',
        model: 'generator',
        reprojectionError: 2e-4,
      },
    },
    Float32Array.from({ length: bands * height * width }, (_, index) => ((index * 37) % 120) / 8),
  );
}

/** A cube as the only file of a format. */
export async function fileOf(
  format: CubeFormat,
  cube: SpectralCube,
  options: StoreOptions = {},
): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const outputs = memoryOutput();
  if (format.create === undefined) throw new Error(`${format.title} is not written`);
  const name = `cube${format.endings[0]}`;
  const sink = await format.create(outputs, name, cube, options);
  const half = Math.ceil(cube.height / 2);
  for (const [y, rows] of [
    [half, cube.height - half],
    [0, half],
  ]) {
    if (rows > 0) await sink.writeRows(y, rows, rowsOf(cube, y, rows));
  }
  expect(await sink.finish({ description: 'done' })).toEqual(format.written(name, cube.bands));
  expect(sink.notes).toEqual([]);
  const blob = outputs.files.get(name);
  if (blob === undefined) throw new Error(`${name} was not written`);
  return { name, bytes: new Uint8Array(await blob.arrayBuffer()) };
}

function rowsOf(cube: SpectralCube, y: number, rows: number): Float32Array {
  const { bands, height, width, data } = cube;
  const part = new Float32Array(bands * rows * width);
  for (let band = 0; band < bands; band++) {
    const from = (band * height + y) * width;
    part.set(data.subarray(from, from + rows * width), band * rows * width);
  }
  return part;
}

/** Cubes of all small sizes come back as they were, whole and by window, in every type. */
export async function checkRoundTrips(
  format: CubeFormat,
  options: readonly StoreOptions[],
  numRuns: number,
): Promise<void> {
  const size = fc.integer({ min: 1, max: 6 });
  const types = fc.constantFrom(...(format.stores?.dataTypes ?? []));
  await fc.assert(
    fc.asyncProperty(
      size,
      size,
      size,
      types,
      fc.constantFrom(...options),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      async (bands, height, width, dataType, given, chances) => {
        const cube = testCube(bands, height, width);
        const { name, bytes } = await fileOf(format, cube, { ...given, dataType, scaleFactor: 8 });
        const source = await format.open({ files: memoryFiles(new Map([[name, bytes]])), name }, testContext);
        try {
          expect(source.notes).toEqual([]);
          const metadata = { ...cube.metadata, description: 'done' };
          const whole = await readWholeCube(source);
          expect(whole).toEqual({ ...cube, metadata });
          const [x, columns] = span(width, chances);
          const [y, rows] = span(height, chances);
          const [first, count] = span(bands, chances);
          const window = { x, y, width: columns, height: rows, bands: { first, count } };
          const part = await source.readWindow(window);
          expect([...part]).toEqual(cut(cube, x, y, columns, rows, first, count));
          await expect(source.readWindow({ ...window, width: width + 1 })).rejects.toThrow(CubeError);
          await expect(source.readWindow(window, AbortSignal.abort())).rejects.toThrow(/abort/i);
        } finally {
          await source.close();
        }
      },
    ),
    { numRuns },
  );
}

function span(size: number, chances: Iterator<number>): [from: number, count: number] {
  const chance = (): number => chances.next().value ?? 0;
  const from = Math.floor(chance() * size);
  return [from, 1 + Math.floor(chance() * (size - from))];
}

function cut(
  { height, width, data }: SpectralCube,
  x: number,
  y: number,
  columns: number,
  rows: number,
  first: number,
  count: number,
): number[] {
  return Array.from({ length: count * rows * columns }, (_, at) => {
    const band = first + Math.floor(at / (rows * columns));
    const row = y + (Math.floor(at / columns) % rows);
    return data[(band * height + row) * width + x + (at % columns)];
  });
}

/** What came of a damaged file: it was read, or refused with one of the errors of files. */
export async function readDamaged(
  format: CubeFormat,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  context: OpenContext = testContext,
): Promise<'read' | 'refused'> {
  try {
    const source = await format.open({ files: memoryFiles(new Map([[name, bytes]])), name }, context);
    try {
      await readWholeCube(source);
      return 'read';
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof CubeError || error instanceof FileError) return 'refused';
    throw error;
  }
}

/** A file cut at every length and with every byte changed, or at every `step`th, is read or refused, nothing else. */
export async function checkDamage(
  format: CubeFormat,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  { step = 1, context = testContext }: { readonly step?: number; readonly context?: OpenContext } = {},
): Promise<{ readonly cutRead: number; readonly flippedRead: number }> {
  let cutRead = 0;
  let flippedRead = 0;
  for (let at = 0; at < bytes.length; at += step) {
    if ((await readDamaged(format, name, bytes.slice(0, at), context)) === 'read') cutRead++;
    const flipped = bytes.slice();
    flipped[at] ^= Math.floor(at / step) % 2 === 0 ? 1 << (at % 8) : 0xff;
    if ((await readDamaged(format, name, flipped, context)) === 'read') flippedRead++;
  }
  return { cutRead, flippedRead };
}
