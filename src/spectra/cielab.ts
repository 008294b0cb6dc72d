/** CIE 1976 L*a*b*: colours at distances that eyes find about even. */

/** Where the cube root gives way to a straight line, and the slope of that line (CIE 15, equations 8.6 to 8.8). */
const LIMIT = (24 / 116) ** 3;
const SLOPE = 841 / 108;

/** Lightness L* (0 black, 100 white), a* (green to red) and b* (blue to yellow). */
export type Lab = readonly [lightness: number, a: number, b: number];

/**
 * The CIELAB coordinates of a colour.
 *
 * @param xyz tristimulus values X, Y, Z, in the unit of `white`; the straight part goes on below 0.
 * @param white those of the white that eyes are adapted to.
 * Source: CIE 15; ISO/CIE 11664-4.
 */
export function labOf(
  xyz: readonly [number, number, number],
  white: readonly [number, number, number],
): [lightness: number, a: number, b: number] {
  const x = compressed(xyz[0] / white[0]);
  const y = compressed(xyz[1] / white[1]);
  const z = compressed(xyz[2] / white[2]);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function compressed(ratio: number): number {
  return ratio > LIMIT ? Math.cbrt(ratio) : SLOPE * ratio + 16 / 116;
}
