/** The nearest of evenly spaced directions, without an arc tangent a pixel. */

/** Parts that the turn is cut into for a first guess. */
const PARTS = 64;

/**
 * A number in 0..4 that grows with the angle from -pi to pi, by one division.
 *
 * @returns 0 at the angle -pi, 2 at 0, just under 4 short of pi.
 */
function turnOf(x: number, y: number): number {
  const sum = Math.abs(x) + Math.abs(y);
  if (sum === 0) return 2;
  const share = y / sum;
  if (x >= 0) return 2 + share;
  return y < 0 ? -share : 4 - share;
}

/** Finds for a vector the nearest of `count` directions; direction k is at the angle -pi + 2 pi k / count. */
export class OrientationBins {
  readonly count: number;
  readonly #first: Uint8Array;
  readonly #bounds: Float64Array;

  constructor(count: number) {
    this.count = count;
    this.#bounds = Float64Array.from({ length: count }, (_, bin) => {
      const angle = -Math.PI + (2 * Math.PI * (bin + 0.5)) / count;
      return turnOf(Math.cos(angle), Math.sin(angle));
    });
    this.#first = Uint8Array.from({ length: PARTS + 1 }, (_, part) => {
      const least = (4 * part) / PARTS;
      return this.#bounds.filter((bound) => bound < least).length;
    });
  }

  /** The number of the nearest direction, 0..count - 1. */
  nearest(x: number, y: number): number {
    const turn = turnOf(x, y);
    let bin = this.#first[Math.floor((turn * PARTS) / 4)];
    while (bin < this.count && turn >= this.#bounds[bin]) bin++;
    return bin === this.count ? 0 : bin;
  }
}
