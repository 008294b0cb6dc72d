/**
 * Mean, spread and range of every band over a region of a cube, read in blocks so that the region may be
 * larger than memory.
 */
import type { CubeSource } from './cube-source.ts';
import { type RowBlockOptions, rowBlocks } from './row-blocks.ts';

/** Figures of one band over a region; not-a-number where the band has no finite sample. */
export interface BandStatistics {
  readonly wavelength: number;
  readonly mean: number;
  /** Standard deviation of the samples (divisor n - 1); 0 for a single one. */
  readonly standardDeviation: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Figures of all bands over a region. */
export interface RegionStatistics {
  readonly pixels: number;
  /** Samples over all bands that are infinite or not a number; they do not count in the figures. */
  readonly nonFinite: number;
  readonly bands: readonly BandStatistics[];
}

/** Running figures of one band. */
interface Running {
  count: number;
  mean: number;
  /** Sum of squared distances from the mean. */
  squares: number;
  minimum: number;
  maximum: number;
}

/**
 * Computes the figures of each band over a window, or over the whole cube, in the units of the cube.
 *
 * Each block is summed in two passes in double precision and joined to those before it, so that a small
 * spread on a large mean is not lost.
 *
 * @throws CubeError if the window does not lie within the cube or the file is not what it says.
 * Source: T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae and a pairwise algorithm for computing
 * sample variances", 1979.
 */
export async function regionStatistics(
  source: CubeSource,
  options: RowBlockOptions = {},
): Promise<RegionStatistics> {
  const figures = new RegionFigures(source.wavelengths);
  for await (const { data } of rowBlocks(source, options)) figures.add(data);
  return figures.statistics();
}

/** Gathers the figures of {@link regionStatistics} from parts of a region, in any order. */
export class RegionFigures {
  readonly #wavelengths: readonly number[];
  readonly #running: readonly Running[];
  #pixels = 0;

  constructor(wavelengths: readonly number[]) {
    this.#wavelengths = wavelengths;
    this.#running = wavelengths.map(() => emptyFigures());
  }

  /** @param samples of a part, planar `[bands, pixels]`. */
  add(samples: Float32Array): void {
    const plane = samples.length / this.#wavelengths.length;
    this.#pixels += plane;
    for (const [band, figures] of this.#running.entries()) {
      join(figures, figuresOf(samples.subarray(band * plane, (band + 1) * plane)));
    }
  }

  /** The figures of all parts so far. */
  statistics(): RegionStatistics {
    const finite = this.#running.reduce((sum, { count }) => sum + count, 0);
    return {
      pixels: this.#pixels,
      nonFinite: this.#pixels * this.#wavelengths.length - finite,
      bands: this.#running.map(({ count, mean, squares, minimum, maximum }, band) => ({
        wavelength: this.#wavelengths[band],
        mean: count === 0 ? Number.NaN : mean,
        standardDeviation: count === 0 ? Number.NaN : Math.sqrt(squares / Math.max(1, count - 1)),
        minimum: count === 0 ? Number.NaN : minimum,
        maximum: count === 0 ? Number.NaN : maximum,
      })),
    };
  }
}

function emptyFigures(): Running {
  return {
    count: 0,
    mean: 0,
    squares: 0,
    minimum: Number.POSITIVE_INFINITY,
    maximum: Number.NEGATIVE_INFINITY,
  };
}

function figuresOf(samples: Float32Array): Running {
  const figures = emptyFigures();
  let sum = 0;
  for (const sample of samples) {
    if (!Number.isFinite(sample)) continue;
    figures.count++;
    sum += sample;
    if (sample < figures.minimum) figures.minimum = sample;
    if (sample > figures.maximum) figures.maximum = sample;
  }
  if (figures.count === 0) return figures;
  figures.mean = sum / figures.count;
  for (const sample of samples) {
    if (Number.isFinite(sample)) figures.squares += (sample - figures.mean) ** 2;
  }
  return figures;
}

/** Adds the figures of further samples. */
function join(into: Running, more: Running): void {
  if (more.count === 0) return;
  const count = into.count + more.count;
  const step = more.mean - into.mean;
  into.squares += more.squares + (step * step * into.count * more.count) / count;
  into.mean += (step * more.count) / count;
  into.count = count;
  into.minimum = Math.min(into.minimum, more.minimum);
  into.maximum = Math.max(into.maximum, more.maximum);
}
