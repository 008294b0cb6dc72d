/**
 * Spectra of one block of a picture, gathered in float64: their Gram matrix, and a matrix applied to them. Singular values
 * are roots of eigenvalues of Gram matrices; float32 would lose those below about 1 / 4000 of the largest.
 */

/** Planar spectra `[bands, height, width]`, each pixel times a factor if there are factors `[height, width]`. */
export interface FactoredSpectra {
  readonly data: Float32Array;
  readonly bands: number;
  readonly width: number;
  readonly factors?: Float32Array;
}

/** A square of a picture, in pixels. */
export interface Block {
  readonly row: number;
  readonly column: number;
  readonly side: number;
}

/** Rows of the spectra that a matrix is applied to at a time. */
const ROWS_AT_ONCE = 4;

/** Room for the spectra of a block: band by band, and rows of zeros up to a multiple of {@link ROWS_AT_ONCE}. */
export function roomForBlock(bands: number, side: number): Float64Array {
  return new Float64Array(Math.ceil(bands / ROWS_AT_ONCE) * ROWS_AT_ONCE * side * side);
}

/** Gathers the spectra of a block, times the factors, into `room`. */
export function gatherBlock(
  { data, bands, width, factors }: FactoredSpectra,
  { row, column, side }: Block,
  room: Float64Array,
): void {
  const plane = data.length / bands;
  let to = 0;
  for (let band = 0; band < bands; band++) {
    for (let y = 0; y < side; y++) {
      const pixel = (row + y) * width + column;
      const from = band * plane + pixel;
      if (factors === undefined) for (let x = 0; x < side; x++) room[to + x] = data[from + x];
      else for (let x = 0; x < side; x++) room[to + x] = factors[pixel + x] * data[from + x];
      to += side;
    }
  }
}

/** Writes spectra of a block, times the factors, to its place in `target`, planar and of the size of `source`. */
export function scatterBlock(
  { data, bands, width, factors }: FactoredSpectra,
  { row, column, side }: Block,
  spectra: Float64Array,
  target: Float32Array,
): void {
  const plane = data.length / bands;
  let from = 0;
  for (let band = 0; band < bands; band++) {
    for (let y = 0; y < side; y++) {
      const pixel = (row + y) * width + column;
      const to = band * plane + pixel;
      if (factors === undefined) for (let x = 0; x < side; x++) target[to + x] = spectra[from + x];
      else for (let x = 0; x < side; x++) target[to + x] = factors[pixel + x] * spectra[from + x];
      from += side;
    }
  }
}

/** Adds the lower triangle of P P^T to the matrix, bands x bands row-major, that begins at `at` of `matrices`. */
export function addGram(
  spectra: Float64Array,
  bands: number,
  pixels: number,
  matrices: Float64Array,
  at: number,
): void {
  for (let i = 0; i < bands; i += 2) {
    const next = Math.min(i + 1, bands - 1); // the last row stands twice where their number is odd
    for (let j = 0; j <= i; j += 2) {
      const after = Math.min(j + 1, bands - 1);
      let upperLeft = 0;
      let upperRight = 0;
      let lowerLeft = 0;
      let lowerRight = 0;
      const [rowA, rowB, rowC, rowD] = [i * pixels, next * pixels, j * pixels, after * pixels];
      for (let p = 0; p < pixels; p++) {
        const a = spectra[rowA + p];
        const b = spectra[rowB + p];
        const c = spectra[rowC + p];
        const d = spectra[rowD + p];
        upperLeft += a * c;
        upperRight += a * d;
        lowerLeft += b * c;
        lowerRight += b * d;
      }
      matrices[at + i * bands + j] += upperLeft;
      if (after > j) matrices[at + i * bands + after] += upperRight;
      if (next > i) matrices[at + next * bands + j] += lowerLeft;
      if (next > i && after > j) matrices[at + next * bands + after] += lowerRight;
    }
  }
}

/**
 * W P.
 *
 * @param matrices holds W, bands x bands row-major, from `at` on. @param spectra P, as {@link gatherBlock} leaves it.
 * @param product receives it, band by band; as long as `spectra`.
 */
export function applyMatrix(
  matrices: Float64Array,
  at: number,
  spectra: Float64Array,
  bands: number,
  pixels: number,
  product: Float64Array,
): void {
  product.fill(0);
  const weights = new Float64Array(2 * ROWS_AT_ONCE);
  for (let row = 0; row < bands; row += 2) {
    const upper = row * pixels;
    const lower = upper + pixels; // a row that nobody reads where their number is odd
    for (let band = 0; band < bands; band += ROWS_AT_ONCE) {
      for (let k = 0; k < ROWS_AT_ONCE; k++) {
        const inside = band + k < bands;
        weights[k] = inside ? matrices[at + row * bands + band + k] : 0;
        weights[ROWS_AT_ONCE + k] =
          inside && row + 1 < bands ? matrices[at + (row + 1) * bands + band + k] : 0;
      }
      addRows(spectra, band * pixels, pixels, weights, product, upper, lower);
    }
  }
}

/** Adds four rows of spectra, from `first` on, times weights to two rows of the product. */
function addRows(
  spectra: Float64Array,
  first: number,
  pixels: number,
  weights: Float64Array,
  product: Float64Array,
  upper: number,
  lower: number,
): void {
  const a = weights[0];
  const b = weights[1];
  const c = weights[2];
  const d = weights[3];
  const e = weights[4];
  const f = weights[5];
  const g = weights[6];
  const h = weights[7];
  for (let p = 0; p < pixels; p++) {
    const w = spectra[first + p];
    const x = spectra[first + pixels + p];
    const y = spectra[first + 2 * pixels + p];
    const z = spectra[first + 3 * pixels + p];
    product[upper + p] += a * w + b * x + c * y + d * z;
    product[lower + p] += e * w + f * x + g * y + h * z;
  }
}
