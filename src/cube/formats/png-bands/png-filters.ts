/**
 * The five filters of PNG scanlines (specification, section 9): each byte is stored as its difference to a guess from
 * the bytes left of it, above it, and left above it.
 */

/** Undoes the filter of a scanline, in place; `above` is the line above, undone, or zeros. */
export function unfilterLine(
  filter: number,
  line: Uint8Array,
  above: Uint8Array,
  pixelBytes: number,
): boolean {
  const { length } = line;
  switch (filter) {
    case 0:
      return true;
    case 1:
      for (let at = pixelBytes; at < length; at++) line[at] += line[at - pixelBytes];
      return true;
    case 2:
      for (let at = 0; at < length; at++) line[at] += above[at];
      return true;
    case 3:
      for (let at = 0; at < pixelBytes; at++) line[at] += above[at] >> 1;
      for (let at = pixelBytes; at < length; at++) line[at] += (line[at - pixelBytes] + above[at]) >> 1;
      return true;
    case 4:
      // Without a pixel to the left the guess is the byte above.
      for (let at = 0; at < pixelBytes; at++) line[at] += above[at];
      for (let at = pixelBytes; at < length; at++) {
        line[at] += paeth(line[at - pixelBytes], above[at], above[at - pixelBytes]);
      }
      return true;
    default:
      return false;
  }
}

/** Filters a scanline with Paeth's guess into `target`. */
export function paethLine(target: Uint8Array, line: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  for (let at = 0; at < pixelBytes; at++) target[at] = line[at] - above[at];
  for (let at = pixelBytes; at < line.length; at++) {
    target[at] = line[at] - paeth(line[at - pixelBytes], above[at], above[at - pixelBytes]);
  }
}

/** Whichever of left, above and left above is nearest to left + above - left above. */
function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - corner - corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
