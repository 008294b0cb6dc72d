/**
 * Weighted means of a picture in a window around every place: what structural similarity is made of. Along rows first,
 * then along columns; where all weights are equal, each sum is the one before it with a pixel added and one taken away.
 */

/** Works on pictures of one size with windows of one kind; keeps its buffers between pictures. */
export class WindowMeans {
  /** Width of the result: windows that lie wholly inside, side by side. */
  readonly across: number;
  /** Height of the result. */
  readonly down: number;
  readonly #width: number;
  readonly #height: number;
  readonly #side: number;
  /** Weights of a line, which sum to 1; none if they are equal. */
  readonly #weights: Float64Array | undefined;
  readonly #rows: Float64Array;
  readonly #column: Float64Array;

  /**
   * @param side of the window, at most `width` and `height`.
   * @param sigma standard deviation of Gaussian weights, in pixels; without it all weights are equal.
   */
  constructor(width: number, height: number, side: number, sigma?: number) {
    this.#width = width;
    this.#height = height;
    this.#side = side;
    this.across = width - side + 1;
    this.down = height - side + 1;
    this.#weights = sigma === undefined ? undefined : gaussianWeights(side, sigma);
    this.#rows = new Float64Array(height * this.across);
    this.#column = new Float64Array(this.across);
  }

  /** Writes the means of `image` (height x width) to `result` (down x across). */
  write(image: Float64Array, result: Float64Array): void {
    if (this.#weights === undefined) this.#writeEqual(image, result);
    else this.#writeWeighted(image, result, this.#weights);
  }

  #writeEqual(image: Float64Array, result: Float64Array): void {
    const { across, down } = this;
    const [width, height, side, rows] = [this.#width, this.#height, this.#side, this.#rows];
    for (let y = 0; y < height; y++) {
      const from = y * width;
      let sum = 0;
      for (let x = 0; x < side - 1; x++) sum += image[from + x];
      for (let x = 0; x < across; x++) {
        sum += image[from + x + side - 1];
        rows[y * across + x] = sum;
        sum -= image[from + x];
      }
    }
    const column = this.#column.fill(0);
    const scale = 1 / (side * side);
    for (let y = 0; y < side - 1; y++) {
      for (let x = 0; x < across; x++) column[x] += rows[y * across + x];
    }
    for (let y = 0; y < down; y++) {
      const [first, last] = [y * across, (y + side - 1) * across];
      for (let x = 0; x < across; x++) {
        const sum = column[x] + rows[last + x];
        result[first + x] = sum * scale;
        column[x] = sum - rows[first + x];
      }
    }
  }

  #writeWeighted(image: Float64Array, result: Float64Array, weights: Float64Array): void {
    const { across, down } = this;
    const [width, height, side] = [this.#width, this.#height, this.#side];
    const rows = this.#rows.fill(0);
    for (let y = 0; y < height; y++) {
      for (let step = 0; step < side; step++) {
        const weight = weights[step];
        const from = y * width + step;
        for (let x = 0; x < across; x++) rows[y * across + x] += weight * image[from + x];
      }
    }
    result.fill(0);
    for (let y = 0; y < down; y++) {
      for (let step = 0; step < side; step++) {
        const weight = weights[step];
        const from = (y + step) * across;
        for (let x = 0; x < across; x++) result[y * across + x] += weight * rows[from + x];
      }
    }
  }
}

function gaussianWeights(side: number, sigma: number): Float64Array {
  const middle = (side - 1) / 2;
  const weights = Float64Array.from({ length: side }, (_, place) =>
    Math.exp(-0.5 * ((place - middle) / sigma) ** 2),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
