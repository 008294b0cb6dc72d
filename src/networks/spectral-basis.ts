/**
 * A basis of a few functions that holds most of what given spectra hold: their leading right singular vectors, the mean
 * not taken off, so that twice the light has twice the weights. Found as eigenvectors of the bands x bands sum of
 * products, which can be gathered scene by scene.
 */
import { checkCounts } from './network-options.ts';
import { NetworkError } from './parameters.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** Orthonormal functions of wavelength. */
export interface SpectralBasis {
  readonly bands: number;
  readonly count: number;
  /** count x bands, row-major, the most important first; each has a sum that is not negative. */
  readonly functions: Float64Array;
  /** Share of the sum of squares of all spectra that lies along each function; together at most 1. */
  readonly shares: Float64Array;
}

/** Pixels that are gone through at a time, so that all their bands stay in the cache. */
const BLOCK = 2048;

/** The sum over spectra y of y y^T. */
export class SpectraGram {
  readonly bands: number;
  /** Lower triangle of bands x bands, row-major; the upper one is 0. */
  readonly #sum: Float64Array;
  #spectra = 0;

  /** @throws NetworkError if the number of bands is no whole number from 1 on. */
  constructor(bands: number) {
    checkCounts('spectra', { bands });
    this.bands = bands;
    this.#sum = new Float64Array(bands * bands);
  }

  /** Number of spectra so far. */
  get spectra(): number {
    return this.#spectra;
  }

  /** The sum so far, bands x bands, row-major; a copy, of which only the lower triangle is filled. */
  lowerTriangle(): Float64Array {
    return this.#sum.slice();
  }

  /**
   * Adds the pixels of a cube.
   *
   * @param cube planar `[bands, pixels]`, in any unit that all cubes share.
   * @param mask pixels that count are not 0; all count without it.
   * @throws NetworkError if the sizes do not fit or a sample that counts is not finite; nothing is added then.
   */
  add(cube: Float32Array, mask?: ArrayLike<number>): void {
    const { bands } = this;
    const pixels = cube.length / bands;
    if (!Number.isInteger(pixels) || (mask !== undefined && mask.length !== pixels)) {
      throw new NetworkError(
        `expected whole planes of ${bands} bands and a mask of as many pixels, found ${cube.length} samples and a mask of ${mask?.length ?? 'none'}`,
      );
    }
    const chosen = mask === undefined ? undefined : placesOf(mask);
    const count = chosen?.length ?? pixels;
    const added = new Float64Array(bands * bands);
    const block = new Float64Array(bands * BLOCK);
    for (let start = 0; start < count; start += BLOCK) {
      const size = Math.min(BLOCK, count - start);
      for (let band = 0; band < bands; band++) {
        for (let index = 0; index < size; index++) {
          const pixel = chosen === undefined ? start + index : chosen[start + index];
          block[band * BLOCK + index] = cube[band * pixels + pixel];
        }
      }
      addProducts(added, block, bands, size);
    }
    if (!added.every(Number.isFinite)) {
      throw new NetworkError('expected spectra of finite samples, found one that is not a finite number', {
        hint: 'give a mask that leaves such pixels out',
      });
    }
    for (let index = 0; index < added.length; index++) this.#sum[index] += added[index];
    this.#spectra += count;
  }
}

function placesOf(mask: ArrayLike<number>): number[] {
  const places: number[] = [];
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] !== 0) places.push(pixel);
  }
  return places;
}

/** Adds the lower triangle of B B^T, B of `bands` rows of which the first `size` elements count. */
function addProducts(sum: Float64Array, block: Float64Array, bands: number, size: number): void {
  for (let row = 0; row < bands; row++) {
    for (let column = 0; column <= row; column++) {
      let total = 0;
      for (let index = 0; index < size; index++) {
        total += block[row * BLOCK + index] * block[column * BLOCK + index];
      }
      sum[row * bands + column] += total;
    }
  }
}

/**
 * The basis that leaves least of the gathered spectra unexplained, in the sum of squares.
 *
 * @param count number of functions, at most the number of bands and the number of spectra.
 * @throws NetworkError if the count is out of this range or all spectra are zero.
 * Source: C. Eckart, G. Young, "The approximation of one matrix by another of lower rank", Psychometrika 1 (1936).
 */
export function learnBasis(gram: SpectraGram, count: number): SpectralBasis {
  const { bands, spectra } = gram;
  if (!(Number.isSafeInteger(count) && count >= 1 && count <= Math.min(bands, spectra))) {
    throw new NetworkError(
      `expected a basis of 1..${Math.min(bands, spectra)} functions from ${spectra} spectra of ${bands} bands, found ${count}`,
    );
  }
  const { values, vectors } = symmetricEigen(gram.lowerTriangle(), bands);
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  if (!(total > 0)) throw new NetworkError(`expected spectra that are not all zero, found ${spectra} zeros`);
  const functions = vectors.slice(0, count * bands);
  for (let index = 0; index < count; index++) {
    const row = functions.subarray(index * bands, (index + 1) * bands);
    if (row.reduce((sum, value) => sum + value, 0) < 0)
      row.forEach((value, band) => {
        row[band] = -value;
      });
  }
  return {
    bands,
    count,
    functions,
    shares: values.slice(0, count).map((value) => Math.max(0, value) / total),
  };
}
