/**
 * A sink for formats that must be written from start to end: rows wait in a spool, in any order, and when all
 * are there the cube is read from it in the order that the format wants. Memory stays bounded.
 */
import { type CubeSink, type CubeSource, wholeWindow } from '../cube-source.ts';
import type { OutputFiles } from '../files/output-files.ts';
import type { CubeHeader } from '../spectral-cube.ts';
import { committingSink } from './committing-sink.ts';
import { INTERLEAVES, type RawLayout } from './raw/raw-layout.ts';
import { readRawWindow } from './raw/raw-window.ts';
import { RawWriter } from './raw/raw-writer.ts';
import { HOST_IS_LITTLE_ENDIAN } from './raw/sample-type.ts';

/**
 * Writes the format's files from a whole cube.
 *
 * @returns notes on what was changed (clamped samples).
 */
export type WriteWhole = (cube: CubeSource) => Promise<readonly string[]>;

/** Opens a sink that spools rows and calls `write` when they are all there; its files appear after that. */
export async function createSpooledSink(
  header: CubeHeader,
  outputs: OutputFiles,
  write: WriteWhole,
): Promise<CubeSink> {
  const spool = await outputs.spool();
  const format = {
    dataType: 'float32',
    interleave: 'bsq',
    littleEndian: HOST_IS_LITTLE_ENDIAN,
    scaleFactor: 1,
    headerOffset: 0,
  } as const;
  try {
    const writer = new RawWriter(spool, header, format);
    return committingSink(header, outputs, writer, (described) =>
      write(spooledSource(described, (at, length) => spool.read(at, length))),
    );
  } catch (error) {
    await outputs.abort();
    throw error;
  }
}

function spooledSource(
  header: CubeHeader,
  read: (position: number, length: number) => Promise<ArrayBuffer>,
): CubeSource {
  const bands = Array.from({ length: header.bands }, (_, band) => band);
  const layout: RawLayout = {
    ...header,
    type: 'float32',
    axes: INTERLEAVES.bsq,
    littleEndian: HOST_IS_LITTLE_ENDIAN,
    headerOffset: 0,
    fileBands: bands,
    gain: bands.map(() => 1),
    offset: bands.map(() => 0),
  };
  return {
    ...header,
    notes: [],
    readWindow: (window, signal) => readRawWindow({ read }, layout, window, signal),
    async close() {},
  };
}

/** The planes of a cube one after another, each `[row, column]`: never more than one band in memory. */
export async function* bandPlanes(cube: CubeSource): AsyncGenerator<Float32Array, void, void> {
  for (let band = 0; band < cube.bands; band++) {
    yield await cube.readWindow({ ...wholeWindow(cube), bands: { first: band, count: 1 } });
  }
}
