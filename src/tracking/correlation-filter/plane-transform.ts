/**
 * Spectra of real square planes, of which half is kept: the rest is its mirror image. A spectrum is planar
 * `[column frequency 0..side/2][row frequency 0..side-1]`, so that the second pass runs along memory too.
 */
/// <reference path="./fourier-transform.d.ts" />
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
  /** A row of cells, and the spectra of all rows with a view of each. */
  readonly #row: Float64Array;
  readonly #rowsRe: Float64Array;
  readonly #rowsIm: Float64Array;
  readonly #views: readonly (readonly [re: Float64Array, im: Float64Array])[];
  /** One column of frequencies. */
  readonly #columnRe: Float64Array;
  readonly #columnIm: Float64Array;

  /** @param side of the planes, a power of two, at least 4. @throws TrackingError if it is none. */
  constructor(side: number) {
    if (!(Number.isInteger(Math.log2(side)) && side >= 4)) {
      throw new TrackingError(`expected planes whose side is a power of two of at least 4, found ${side}`);
    }
    this.side = side;
    this.columns = side / 2 + 1;
    this.bins = side * this.columns;
    const { columns } = this;
    this.#row = new Float64Array(side);
    this.#rowsRe = new Float64Array(side * columns);
    this.#rowsIm = new Float64Array(side * columns);
    const view = (data: Float64Array, y: number): Float64Array =>
      data.subarray(y * columns, (y + 1) * columns);
    this.#views = Array.from(
      { length: side },
      (_, y) => [view(this.#rowsRe, y), view(this.#rowsIm, y)] as const,
    );
    this.#columnRe = new Float64Array(side);
    this.#columnIm = new Float64Array(side);
  }

  /** Room for the spectra of some planes. */
  allocate(planes: number): HalfSpectra {
    return { re: new Float32Array(planes * this.bins), im: new Float32Array(planes * this.bins) };
  }

  /** Transforms plane `index` of `planes`, row-major, into place `index` of the spectra. */
  forward(planes: Float32Array, { re, im }: HalfSpectra, index: number): void {
    const { side, columns, bins } = this;
    const row = this.#row;
    for (let y = 0; y < side; y++) {
      const from = (index * side + y) * side;
      for (let x = 0; x < side; x++) row[x] = planes[from + x];
      const [rowRe, rowIm] = this.#views[y];
      fft(row, [rowRe, rowIm]);
    }
    const [rowsRe, rowsIm, columnRe, columnIm] = [this.#rowsRe, this.#rowsIm, this.#columnRe, this.#columnIm];
    for (let k = 0; k < columns; k++) {
      for (let y = 0, from = k; y < side; y++, from += columns) {
        columnRe[y] = rowsRe[from];
        columnIm[y] = rowsIm[from];
      }
      cfft(columnRe, columnIm);
      const to = index * bins + k * side;
      for (let y = 0; y < side; y++) {
        re[to + y] = columnRe[y];
        im[to + y] = columnIm[y];
      }
    }
  }

  /** Transforms place `index` of the spectra back into plane `index` of `planes`. */
  inverse({ re, im }: HalfSpectra, planes: Float32Array, index: number): void {
    const { side, columns, bins } = this;
    const [rowsRe, rowsIm, columnRe, columnIm] = [this.#rowsRe, this.#rowsIm, this.#columnRe, this.#columnIm];
    for (let k = 0; k < columns; k++) {
      const from = index * bins + k * side;
      for (let y = 0; y < side; y++) {
        columnRe[y] = re[from + y];
        columnIm[y] = im[from + y];
      }
      cifft(columnRe, columnIm);
      for (let y = 0, to = k; y < side; y++, to += columns) {
        rowsRe[to] = columnRe[y];
        rowsIm[to] = columnIm[y];
      }
    }
    const row = this.#row;
    for (let y = 0; y < side; y++) {
      const [rowRe, rowIm] = this.#views[y];
      ifft(rowRe, rowIm, row);
      const to = (index * side + y) * side;
      for (let x = 0; x < side; x++) planes[to + x] = row[x];
    }
  }
}
