/** A cube from a source into a sink, block by block, and a source that is a part of another. */
import {
  type CubeSink,
  type CubeSource,
  type CubeWindow,
  checkWindow,
  wholeWindow,
  windowBands,
} from './cube-source.ts';
import { rowBlocks } from './row-blocks.ts';
import { CubeError } from './spectral-cube.ts';

/** How a copy is watched and stopped. */
export interface CopyOptions {
  readonly signal?: AbortSignal;
  readonly onRows?: (done: number, total: number) => void;
}

/**
 * Copies all rows; the sink is left open, to be finished or aborted by the caller.
 *
 * @throws CubeError if the source is not what it says or does not fit the sink.
 * @throws the reason of the signal once it is aborted.
 */
export async function copyRows(source: CubeSource, sink: CubeSink, options: CopyOptions = {}): Promise<void> {
  for await (const { y, rows, data } of rowBlocks(source, options.signal ? { signal: options.signal } : {})) {
    await sink.writeRows(y, rows, data);
    options.onRows?.(y + rows, source.height);
  }
}

/** Which part of a cube is wanted; all of it unless given. */
export interface CubePart {
  readonly window?: Omit<CubeWindow, 'bands'>;
  /** Band centres in nanometres, first and last included. */
  readonly range?: readonly [from: number, to: number];
}

/**
 * A source over a part of another, which it closes.
 *
 * @throws CubeError if the window does not lie within the cube or no band lies within the range.
 */
export function partOf(source: CubeSource, { window = wholeWindow(source), range }: CubePart): CubeSource {
  checkWindow(source, window);
  const [from, to] = range ?? [0, Number.POSITIVE_INFINITY];
  const wavelengths = source.wavelengths.filter((wavelength) => wavelength >= from && wavelength <= to);
  if (wavelengths.length === 0) {
    throw new CubeError(
      `expected bands within ${from}..${to} nm, found bands from ${source.wavelengths[0]} to ${source.wavelengths[source.bands - 1]} nm`,
    );
  }
  const firstBand = source.wavelengths.indexOf(wavelengths[0]);
  const header = {
    bands: wavelengths.length,
    height: window.height,
    width: window.width,
    wavelengths,
    metadata: source.metadata,
  };
  return {
    ...header,
    notes: source.notes,
    async readWindow(part, signal) {
      checkWindow(header, part);
      const { first, count } = windowBands(header, part);
      const { x, y, width, height } = part;
      const bands = { first: firstBand + first, count };
      return source.readWindow({ x: window.x + x, y: window.y + y, width, height, bands }, signal);
    },
    close: () => source.close(),
  };
}
