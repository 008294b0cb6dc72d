/**
 * The camera as an object: the linear operator C that turns a spectrum of s bands into three numbers, with
 * its adjoint, its pseudo-inverse and the split of a spectrum into what the camera sees (range part) and
 * what it cannot see (null part, the "metameric black"). Matrices are float64; pictures are planar float32,
 * worked on in blocks so that no pixel allocates.
 */
import { resample } from '../spectra/wavelengths.ts';
import { CameraError } from './camera-error.ts';
import { projectPlanar } from './project-planar.ts';
import { determinant3, invert3 } from './three-by-three.ts';

export { CameraError } from './camera-error.ts';

/** What a response stands for. */
export interface ResponseDescription {
  readonly name: string;
  /** What a cube made with this response holds. */
  readonly quantity: 'radiance' | 'reflectance';
  /** The assumption under which that is true, in words. */
  readonly assumption: string;
}

/** Rows whose normalised Gram determinant is below this count as dependent. */
const RANK_LIMIT = 1e-10;

/** A linear camera: `X = C Y`, C of 3 rows (R, G, B) and one column a band. */
export class CameraResponse implements ResponseDescription {
  readonly name: string;
  readonly quantity: 'radiance' | 'reflectance';
  readonly assumption: string;
  /** Band centres in nanometres, ascending. */
  readonly wavelengths: readonly number[];
  readonly bands: number;
  /** C, 3 x bands, row-major, rows R, G, B. */
  readonly matrix: Float64Array;
  /** Gram matrix C C^T, 3 x 3 row-major. */
  readonly gram: Float64Array;
  /** (C C^T)^-1, 3 x 3 row-major. */
  readonly gramInverse: Float64Array;

  /**
   * Builds the operator from its matrix.
   *
   * @param matrix 3 x bands, row-major, rows R, G, B; copied.
   * @param wavelengths band centres in nanometres, ascending.
   * @throws CameraError if the size does not fit, a value is not finite, the wavelengths do not ascend, or
   * the three rows are linearly dependent.
   */
  constructor(matrix: ArrayLike<number>, wavelengths: readonly number[], description: ResponseDescription) {
    this.name = description.name;
    this.quantity = description.quantity;
    this.assumption = description.assumption;
    this.wavelengths = Object.freeze([...wavelengths]);
    this.bands = wavelengths.length;
    this.matrix = Float64Array.from(matrix);
    checkMatrix(this.matrix, this.wavelengths, this.name);
    this.gram = gramOf(this.matrix, this.bands);
    checkRank(this.gram, this.name);
    this.gramInverse = invert3(this.gram);
  }

  /**
   * What the camera records of a cube: X = C Y.
   *
   * @param cube planar `[bands, pixels]`.
   * @returns planar `[3, pixels]`, accumulated in double precision.
   * @throws CameraError if the length is no multiple of the number of bands.
   */
  project(cube: Float32Array): Float32Array {
    this.pixelsOf(cube.length, this.bands, 'cube');
    return projectPlanar(this.matrix, cube);
  }

  /**
   * The adjoint: C^T applied to every pixel.
   *
   * @param rgb planar `[3, pixels]`.
   * @returns planar `[bands, pixels]`.
   * @throws CameraError if the length is no multiple of 3.
   */
  adjoint(rgb: Float32Array): Float32Array {
    const pixels = this.pixelsOf(rgb.length, 3, 'picture');
    return this.spread(this.matrix, rgb, pixels);
  }

  /**
   * The Moore-Penrose pseudo-inverse C^T (C C^T)^-1: the smallest spectrum with the given colour.
   *
   * @param rgb planar `[3, pixels]`.
   * @returns planar `[bands, pixels]`; may hold negative values.
   * @throws CameraError if the length is no multiple of 3.
   */
  pseudoInverse(rgb: Float32Array): Float32Array {
    const pixels = this.pixelsOf(rgb.length, 3, 'picture');
    return this.spread(this.pseudoInverseMatrix(), rgb, pixels);
  }

  /** The matrix of the pseudo-inverse, transposed: 3 x bands row-major, (C C^T)^-1 C. */
  pseudoInverseMatrix(): Float64Array {
    return product(this.gramInverse, this.matrix, this.bands);
  }

  /**
   * The part of every spectrum that the camera sees, C^+ C Y (the fundamental metamer).
   *
   * @param cube planar `[bands, pixels]`.
   * @returns planar `[bands, pixels]`.
   * @throws CameraError if the length does not fit.
   * Source: J. B. Cohen and W. E. Kappauf, 1982 (matrix R).
   */
  rangePart(cube: Float32Array): Float32Array {
    return this.pseudoInverse(this.project(cube));
  }

  /**
   * The part of every spectrum that the camera cannot see, Y - C^+ C Y (the metameric black).
   *
   * @param cube planar `[bands, pixels]`.
   * @returns planar `[bands, pixels]`; its projection is zero up to rounding.
   * @throws CameraError if the length does not fit.
   */
  nullPart(cube: Float32Array): Float32Array {
    const part = this.rangePart(cube);
    for (let i = 0; i < part.length; i++) part[i] = cube[i] - part[i];
    return part;
  }

  /** Sums of the rows R, G, B: the colour of a spectrum that is 1 in every band. */
  rowSums(): [number, number, number] {
    const sums: [number, number, number] = [0, 0, 0];
    for (let channel = 0; channel < 3; channel++) {
      for (let band = 0; band < this.bands; band++) sums[channel] += this.matrix[channel * this.bands + band];
    }
    return sums;
  }

  /**
   * The same camera with each row divided by its sum, so that a flat spectrum of 1 becomes white (1, 1, 1).
   *
   * @throws CameraError if a row sum is not positive.
   */
  withUnitRowSums(): CameraResponse {
    const sums = this.rowSums();
    const scaled = Float64Array.from(this.matrix);
    for (let channel = 0; channel < 3; channel++) {
      if (!(sums[channel] > 0)) {
        throw new CameraError(
          `expected ${this.name} to answer a flat spectrum with a positive ${CHANNELS[channel]}, found ${sums[channel]}`,
        );
      }
      for (let band = 0; band < this.bands; band++) scaled[channel * this.bands + band] /= sums[channel];
    }
    return new CameraResponse(scaled, this.wavelengths, this);
  }

  /**
   * The camera followed by a colour matrix: M C.
   *
   * @param m 3 x 3, row-major, invertible.
   * @param name name of the result.
   * @throws CameraError if there are not 9 numbers or M C has rank below 3.
   */
  transformed(m: ArrayLike<number>, name: string): CameraResponse {
    if (m.length !== 9) throw new CameraError(`expected 9 numbers of a 3 x 3 matrix, found ${m.length}`);
    const { quantity, assumption } = this;
    return new CameraResponse(product(m, this.matrix, this.bands), this.wavelengths, {
      name,
      quantity,
      assumption,
    });
  }

  /**
   * The same curves on another grid, interpolated linearly; nothing is rescaled.
   *
   * @param wavelengths band centres in nanometres, ascending, within the range of this response.
   * @throws CameraError if the grid leaves the range of this response.
   */
  resampled(wavelengths: readonly number[]): CameraResponse {
    const first = this.wavelengths[0];
    const last = this.wavelengths[this.bands - 1];
    if (wavelengths.length === 0 || wavelengths[0] < first || wavelengths[wavelengths.length - 1] > last) {
      throw new CameraError(
        `expected wavelengths within ${first}..${last} nm, which ${this.name} covers, found ${wavelengths[0]}..${wavelengths[wavelengths.length - 1]} nm`,
      );
    }
    const matrix = new Float64Array(3 * wavelengths.length);
    for (let channel = 0; channel < 3; channel++) {
      const row = this.matrix.subarray(channel * this.bands, (channel + 1) * this.bands);
      matrix.set(resample(row, this.wavelengths, wavelengths, 'zero'), channel * wavelengths.length);
    }
    return new CameraResponse(matrix, wavelengths, this);
  }

  /** Transpose of a 3 x bands matrix applied to every pixel of a planar picture. */
  private spread(matrix: Float64Array, rgb: Float32Array, pixels: number): Float32Array {
    const { bands } = this;
    const cube = new Float32Array(bands * pixels);
    for (let band = 0; band < bands; band++) {
      const r = matrix[band];
      const g = matrix[bands + band];
      const b = matrix[2 * bands + band];
      const to = band * pixels;
      for (let i = 0; i < pixels; i++) {
        cube[to + i] = r * rgb[i] + g * rgb[pixels + i] + b * rgb[2 * pixels + i];
      }
    }
    return cube;
  }

  private pixelsOf(length: number, planes: number, what: string): number {
    if (length === 0 || length % planes !== 0) {
      throw new CameraError(
        `expected a ${what} of ${planes} planes for ${this.name}, found ${length} samples, which is no multiple of ${planes}`,
      );
    }
    return length / planes;
  }
}

const CHANNELS = ['red', 'green', 'blue'] as const;

function product(m: ArrayLike<number>, matrix: Float64Array, bands: number): Float64Array {
  const result = new Float64Array(3 * bands);
  for (let row = 0; row < 3; row++) {
    for (let band = 0; band < bands; band++) {
      result[row * bands + band] =
        m[3 * row] * matrix[band] +
        m[3 * row + 1] * matrix[bands + band] +
        m[3 * row + 2] * matrix[2 * bands + band];
    }
  }
  return result;
}

function gramOf(matrix: Float64Array, bands: number): Float64Array {
  const gram = new Float64Array(9);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      let sum = 0;
      for (let band = 0; band < bands; band++) {
        sum += matrix[row * bands + band] * matrix[column * bands + band];
      }
      gram[3 * row + column] = sum;
    }
  }
  return gram;
}

function checkMatrix(matrix: Float64Array, wavelengths: readonly number[], name: string): void {
  const bands = wavelengths.length;
  if (bands < 3 || matrix.length !== 3 * bands) {
    throw new CameraError(
      `expected 3 x ${bands} values for the ${bands} wavelengths of ${name} (at least 3), found ${matrix.length}`,
    );
  }
  for (let band = 0; band < bands; band++) {
    const previous = band === 0 ? 0 : wavelengths[band - 1];
    if (!(Number.isFinite(wavelengths[band]) && wavelengths[band] > previous)) {
      throw new CameraError(
        `expected wavelengths of ${name} that ascend, found ${wavelengths[band]} after ${previous} at band ${band + 1}`,
      );
    }
    for (let channel = 0; channel < 3; channel++) {
      const value = matrix[channel * bands + band];
      if (!Number.isFinite(value)) {
        throw new CameraError(
          `expected finite values, found ${value} in ${CHANNELS[channel]} of ${name} at ${wavelengths[band]} nm`,
        );
      }
    }
  }
}

function checkRank(gram: Float64Array, name: string): void {
  const scale = [0, 1, 2].map((row) => 1 / Math.sqrt(gram[4 * row]));
  const normalised = gram.map((value, index) => value * scale[Math.floor(index / 3)] * scale[index % 3]);
  const determinant = determinant3(normalised);
  if (!(determinant > RANK_LIMIT)) {
    throw new CameraError(
      `expected three independent channels, found a normalised determinant of ${Number.isNaN(determinant) ? 0 : determinant.toExponential(2)} for ${name}`,
      { hint: 'one curve is zero or a mixture of the others' },
    );
  }
}
