/** Turning stored pictures upright. Source: CIPA DC-008-2012 (EXIF 2.3), tag 0x0112. */

/** A picture of interleaved samples, red, green, blue. */
export interface StoredPicture<Samples extends Uint8Array | Uint16Array = Uint8Array | Uint16Array> {
  readonly width: number;
  readonly height: number;
  readonly samples: Samples;
}

/** Whether rows become columns. */
export const swapsSides = (orientation: number): boolean => orientation >= 5;

/** The picture upright; itself where it is. */
export function upright(picture: StoredPicture, orientation: number): StoredPicture {
  if (orientation <= 1 || orientation > 8) return picture;
  const { width, height, samples } = picture;
  const swapped = swapsSides(orientation);
  const [across, down] = swapped ? [height, width] : [width, height];
  // Where a step to the right and a step down in the upright picture lead in the stored one.
  const flipsColumns = [2, 3, 7, 8].includes(orientation);
  const flipsRows = [3, 4, 6, 7].includes(orientation);
  const turned =
    samples instanceof Uint16Array ? new Uint16Array(samples.length) : new Uint8Array(samples.length);
  let to = 0;
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const [column, row] = swapped ? [y, x] : [x, y];
      const storedColumn = flipsColumns ? width - 1 - column : column;
      const storedRow = flipsRows ? height - 1 - row : row;
      const from = 3 * (storedRow * width + storedColumn);
      turned[to++] = samples[from];
      turned[to++] = samples[from + 1];
      turned[to++] = samples[from + 2];
    }
  }
  return { width: across, height: down, samples: turned };
}
