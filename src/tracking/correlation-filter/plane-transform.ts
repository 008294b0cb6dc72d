/**
 * Spectra of real square planes, of which half is kept: the rest is its mirror image. A spectrum is planar
 * `[column frequency 0..side/2][row frequency 0..side-1]`, so that the second pass runs along memory too.
 */
import { cfft, cifft, fft, ifft } from 'fourier-transform';
import { TrackingError } from '../tracking-error.ts';

/** Spectra of planes one after another, `planes * bins` numbers each. */
export interface HalfSpectra {
  readonly re: Float32Array;
  readonly im: Float32Array;
}

/** The two-dimensional Fourier transform of planes of one size, unnormalised forwards. */
export class PlaneTransform {
  readonly side: number;
  /** Column frequencies that are kept, side / 2 + 1. */
  readonly columns: number;
  /** Numbers in the spectrum of a plane. */
  readonly bins: number;
  readonly #row: Float64Array;
  readonly #line: [Float64Array, Float64Array];
  readonly #re: readonly Float64Array[];
  readonly #im: readonly Float64Array[];

  /** @param side of the planes, a power of two, at least 4. @throws TrackingError if it is none. */
  constructor(side: number) {
    if (!(Number.isInteger(Math.log2(side)) && side >= 4)) {
      throw new TrackingError(`expected planes whose side is a power of two of at least 4, found ${side}`);
    }
    this.side = side;
    this.columns = side / 2 + 1;
    this.bins = side * this.columns;
    this.#row = new Float64Array(side);
    this.#line = [new Float64Array(this.columns), new Float64Array(this.columns)];
    const lines = (): Float64Array[] => Array.from({ length: this.columns }, () => new Float64Array(side));
    this.#re = lines();
    this.#im = lines();
  }

  /** Room for the spectra of some planes. */
  allocate(planes: number): HalfSpectra {
    return { re: new Float32Array(planes * this.bins), im: new Float32Array(planes * this.bins) };
  }

  /** Transforms plane `index` of `planes`, row-major, into place `index` of the spectra. */
  forward(planes: Float32Array, spectra: HalfSpectra, index: number): void {
    const { side, columns, bins } = this;
    const [lineRe, lineIm] = this.#line;
    for (let y = 0; y < side; y++) {
      const from = (index * side + y) * side;
      for (let x = 0; x < side; x++) this.#row[x] = planes[from + x];
      fft(this.#row, this.#line);
      for (let k = 0; k < columns; k++) {
        this.#re[k][y] = lineRe[k];
        this.#im[k][y] = lineIm[k];
      }
    }
    for (let k = 0; k < columns; k++) {
      cfft(this.#re[k], this.#im[k]);
      spectra.re.set(this.#re[k], index * bins + k * side);
      spectra.im.set(this.#im[k], index * bins + k * side);
    }
  }

  /** Transforms place `index` of the spectra back into plane `index` of `planes`. */
  inverse(spectra: HalfSpectra, planes: Float32Array, index: number): void {
    const { side, columns, bins } = this;
    const [lineRe, lineIm] = this.#line;
    for (let k = 0; k < columns; k++) {
      const from = index * bins + k * side;
      this.#re[k].set(spectra.re.subarray(from, from + side));
      this.#im[k].set(spectra.im.subarray(from, from + side));
      cifft(this.#re[k], this.#im[k]);
    }
    for (let y = 0; y < side; y++) {
      for (let k = 0; k < columns; k++) {
        lineRe[k] = this.#re[k][y];
        lineIm[k] = this.#im[k][y];
      }
      ifft(lineRe, lineIm, this.#row);
      planes.set(this.#row, (index * side + y) * side);
    }
  }
}
