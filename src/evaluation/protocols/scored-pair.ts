/** A true cube and an estimate made ready for metrics: checked against each other, cropped, masked. */
import type { SpectralCube } from '../../cube/spectral-cube.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { type CubePair, countedPixels } from '../metrics/cube-pair.ts';
import { gridDifference } from '../wavelength-grids.ts';

export interface ScoredPair {
  readonly cubes: CubePair;
  /** Size after the crop. */
  readonly width: number;
  readonly height: number;
  readonly wavelengths: readonly number[];
  /** Pixels that count. */
  readonly counted: number;
}

/**
 * Checks that two cubes can be compared, and crops and masks them.
 *
 * @param border pixels cropped from every side.
 * @param mask pixels of the whole picture that count are not 0; all count without it.
 * @throws EvaluationError if sizes, bands or wavelengths differ, the crop leaves nothing, no pixel counts, or a counted
 * sample is not finite.
 */
export function scoredPair(
  truth: SpectralCube,
  estimate: SpectralCube,
  border: number,
  mask?: Uint8Array,
): ScoredPair {
  checkComparable(truth, estimate);
  const plane = truth.width * truth.height;
  if (mask !== undefined && mask.length !== plane) {
    throw new EvaluationError(`expected a mask of ${plane} pixels, found ${mask.length}`);
  }
  const width = truth.width - 2 * border;
  const height = truth.height - 2 * border;
  if (width < 1 || height < 1) {
    throw new EvaluationError(
      `expected a picture of more than ${2 * border} x ${2 * border} pixels, of which ${border} are cropped from every side, found ${truth.width} x ${truth.height}`,
      { hint: 'take a protocol without a crop' },
    );
  }
  const cut = <T extends Float32Array | Uint8Array>(planes: T, count: number): T =>
    border === 0 ? planes : cropped(planes, count, truth.width, truth.height, border);
  const cubes: CubePair = {
    truth: cut(truth.data, truth.bands),
    estimate: cut(estimate.data, truth.bands),
    bands: truth.bands,
    mask: mask === undefined ? undefined : cut(mask, 1),
  };
  const counted = countedPixels(cubes);
  checkFinite('true', cubes.truth, cubes.bands, counted);
  checkFinite('estimated', cubes.estimate, cubes.bands, counted);
  return { cubes, width, height, wavelengths: truth.wavelengths, counted: counted.length };
}

function checkComparable(truth: SpectralCube, estimate: SpectralCube): void {
  if (truth.width !== estimate.width || truth.height !== estimate.height) {
    throw new EvaluationError(
      `expected an estimate of ${truth.width} x ${truth.height} pixels, as the truth has, found ${estimate.width} x ${estimate.height}`,
    );
  }
  const difference = gridDifference(truth.wavelengths, estimate.wavelengths);
  if (difference !== undefined) {
    throw new EvaluationError(`expected an estimate with the bands of the truth: ${difference}`, {
      hint: 'resample one of the cubes',
    });
  }
}

function checkFinite(what: string, samples: ArrayLike<number>, bands: number, counted: Int32Array): void {
  const plane = samples.length / bands;
  let wrong = 0;
  for (let band = 0; band < bands; band++) {
    for (const pixel of counted) if (!Number.isFinite(samples[band * plane + pixel])) wrong++;
  }
  if (wrong > 0) {
    throw new EvaluationError(
      `expected ${what} samples that are finite where pixels count, found ${wrong} that are infinite or not a number`,
      { hint: 'mask these pixels' },
    );
  }
}

/** The inner part of every plane. */
function cropped<T extends Float32Array | Uint8Array>(
  planes: T,
  count: number,
  width: number,
  height: number,
  border: number,
): T {
  const innerWidth = width - 2 * border;
  const innerHeight = height - 2 * border;
  const result = planes.slice(0, count * innerWidth * innerHeight) as T;
  for (let plane = 0; plane < count; plane++) {
    for (let row = 0; row < innerHeight; row++) {
      const from = (plane * height + row + border) * width + border;
      result.set(planes.subarray(from, from + innerWidth), (plane * innerHeight + row) * innerWidth);
    }
  }
  return result;
}
