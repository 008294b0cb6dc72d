/** The last rows of an image that is written from top to bottom and read a little behind: a ring of rows. */

export class RowRing {
  readonly #channels: number;
  readonly #width: number;
  readonly #rows: number;
  readonly #data: Float32Array;

  /**
   * @param rows how many rows are kept: row y takes the place of row y - rows.
   * @param data memory for `channels * width * rows` samples; several rings may stand on the same.
   */
  constructor(channels: number, width: number, rows: number, data: Float32Array) {
    this.#channels = channels;
    this.#width = width;
    this.#rows = rows;
    this.#data = data;
  }

  #place(channel: number, y: number, x: number): number {
    return (channel * this.#rows + (y % this.#rows)) * this.#width + x;
  }

  /**
   * Writes a part of a planar image `[channels, height, width]` to (x, y).
   *
   * @param from the part: its first row and column in the image, its size.
   */
  write(
    image: Float32Array,
    size: { readonly height: number; readonly width: number },
    from: { readonly row: number; readonly column: number; readonly rows: number; readonly columns: number },
    x: number,
    y: number,
  ): void {
    for (let channel = 0; channel < this.#channels; channel++) {
      for (let row = 0; row < from.rows; row++) {
        const start = (channel * size.height + from.row + row) * size.width + from.column;
        this.#data.set(image.subarray(start, start + from.columns), this.#place(channel, y + row, x));
      }
    }
  }

  /** Reads a window into a planar image `[channels, height, width]`. */
  read(
    image: Float32Array,
    window: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  ): void {
    for (let channel = 0; channel < this.#channels; channel++) {
      for (let row = 0; row < window.height; row++) {
        const start = this.#place(channel, window.y + row, window.x);
        image.set(
          this.#data.subarray(start, start + window.width),
          (channel * window.height + row) * window.width,
        );
      }
    }
  }
}
