/** Cubes in the memory that page and worker share, or in the worker's own where they may share none. */
import { mayShareMemory } from '../../src/runtime/web/may-share-memory.ts';
import { bandEdges } from '../../src/spectra/band-edges.ts';
import type { HeldCube } from './contract.ts';
import { CubeError, type CubeHeader, type CubeSource, rowBlocks } from './library.ts';
import { LARGEST_COPIED_CUBE, LARGEST_SHARED_CUBE } from './working-sizes.ts';

/** Whether page and worker share memory. */
export const SHARED: boolean = mayShareMemory();
/** Most bytes of a cube that is held. */
export const MOST_CUBE_BYTES: number = SHARED ? LARGEST_SHARED_CUBE : LARGEST_COPIED_CUBE;
/** Most bands that the page draws. */
const MOST_BANDS = 32;
/** Centres and width in nanometres of the bands that a cube of more is brought to. */
const COMMON_GRID: readonly number[] = Array.from({ length: 31 }, (_, band) => 400 + 10 * band);
const COMMON_WIDTH = 10;

/** Zeros on shared memory, if there is any. */
export function sharedFloats(length: number): Float32Array {
  return SHARED ? new Float32Array(new SharedArrayBuffer(4 * length)) : new Float32Array(length);
}

/** A cube of zeros. */
export function holdZeros({ bands, height, width, wavelengths, metadata }: CubeHeader): HeldCube {
  return { bands, height, width, wavelengths, metadata, data: sharedFloats(bands * height * width) };
}

/** Puts whole rows, planar [bands, rows, width], to their place. */
export function putRows(cube: HeldCube, y: number, rows: number, samples: Float32Array): void {
  const { bands, height, width, data } = cube;
  for (let band = 0; band < bands; band++) {
    const plane = samples.subarray(band * rows * width, (band + 1) * rows * width);
    data.set(plane, (band * height + y) * width);
  }
}

/**
 * Reads a whole cube; one of more bands than a page draws becomes one of the visible range in steps of 10 nm.
 *
 * @throws CubeError if it is larger than a page can hold.
 */
export async function holdSource(
  source: CubeSource,
  name: string,
  signal?: AbortSignal,
): Promise<{ readonly cube: HeldCube; readonly notes: readonly string[] }> {
  const reduced = source.bands > MOST_BANDS ? reduction(source, name) : undefined;
  const wavelengths = reduced?.map(({ centre }) => centre) ?? source.wavelengths;
  const header = { ...source, bands: wavelengths.length, wavelengths };
  const bytes = 4 * header.bands * header.height * header.width;
  if (bytes > MOST_CUBE_BYTES) {
    throw new CubeError(
      `expected a cube of at most ${mebibytes(MOST_CUBE_BYTES)} MiB in a page, found ${header.width} x ${header.height} x ${header.bands}, ${mebibytes(bytes)} MiB, in ${name}`,
      { hint: 'cut a part out of it first' },
    );
  }
  const cube = holdZeros(header);
  for await (const { y, rows, data } of rowBlocks(source, signal === undefined ? {} : { signal })) {
    putRows(cube, y, rows, reduced === undefined ? data : averaged(data, reduced, rows * header.width));
  }
  const notes =
    reduced === undefined
      ? []
      : [
          `shown in ${cube.bands} bands from ${wavelengths[0]} to ${wavelengths[cube.bands - 1]} nm, each the mean of those of the file's ${source.bands} that lie within ${COMMON_WIDTH} nm`,
        ];
  return { cube, notes: [...source.notes, ...notes] };
}

/** A band of the common grid as shares of the file's; shares sum to 1. */
interface MeanBand {
  readonly centre: number;
  readonly shares: readonly { readonly band: number; readonly share: number }[];
}

/** @throws CubeError if the file has nothing within the visible range. */
function reduction({ wavelengths }: CubeHeader, name: string): MeanBand[] {
  const edges = bandEdges(wavelengths);
  const bands = COMMON_GRID.flatMap((centre): MeanBand[] => {
    const [from, to] = [centre - COMMON_WIDTH / 2, centre + COMMON_WIDTH / 2];
    const overlaps = wavelengths.map((_, band) => ({
      band,
      share: Math.min(to, edges[band + 1]) - Math.max(from, edges[band]),
    }));
    const within = overlaps.filter(({ share }) => share > 0);
    const covered = within.reduce((sum, { share }) => sum + share, 0);
    if (covered < COMMON_WIDTH / 2) return [];
    return [{ centre, shares: within.map(({ band, share }) => ({ band, share: share / covered })) }];
  });
  if (bands.length >= 3) return bands;
  const [first, last] = [wavelengths[0], wavelengths[wavelengths.length - 1]];
  throw new CubeError(`expected bands within 400..700 nm, found ${first}..${last} nm in ${name}`, {
    hint: 'the studio shows the visible range',
  });
}

function averaged(samples: Float32Array, bands: readonly MeanBand[], pixels: number): Float32Array {
  const result = new Float32Array(bands.length * pixels);
  for (const [index, { shares }] of bands.entries()) {
    for (const { band, share } of shares) {
      const [from, to] = [band * pixels, index * pixels];
      for (let pixel = 0; pixel < pixels; pixel++) result[to + pixel] += share * samples[from + pixel];
    }
  }
  return result;
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
