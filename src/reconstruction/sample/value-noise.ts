/**
 * Smooth random textures: values hashed from the corners of a lattice and blended between them, and sums of
 * such layers at doubling frequencies.
 *
 * Source: D. S. Ebert et al., "Texturing and Modeling" (3rd edition, 2002), chapters 2 and 6.
 */

/** Value noise of three coordinates, in 0..1, smooth, period-free; another seed is another texture. */
export class ValueNoise {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = Math.imul(seed >>> 0, 0x9e3779b1) ^ Math.floor(seed / 4294967296);
  }

  /** One layer; features are about one unit wide. */
  at(x: number, y: number, z = 0): number {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const slice = Math.floor(z);
    const u = smooth(x - column);
    const v = smooth(y - row);
    const near = this.#plane(column, row, slice, u, v);
    const w = z - slice;
    return w === 0 ? near : near + smooth(w) * (this.#plane(column, row, slice + 1, u, v) - near);
  }

  /** Sum of `octaves` layers, each of twice the frequency and half the weight; in 0..1. */
  layered(x: number, y: number, z: number, octaves: number): number {
    let sum = 0;
    let weight = 0.5;
    let total = 0;
    for (let octave = 0; octave < octaves; octave++) {
      sum += weight * this.at(x, y, z);
      total += weight;
      weight /= 2;
      x *= 2.03;
      y *= 2.03;
      z *= 2.03;
    }
    return sum / total;
  }

  #plane(column: number, row: number, slice: number, u: number, v: number): number {
    const a = this.#corner(column, row, slice);
    const b = this.#corner(column + 1, row, slice);
    const c = this.#corner(column, row + 1, slice);
    const d = this.#corner(column + 1, row + 1, slice);
    const top = a + u * (b - a);
    return top + v * (c + u * (d - c) - top);
  }

  #corner(column: number, row: number, slice: number): number {
    let hash =
      this.#seed ^ Math.imul(column, 0x27d4eb2f) ^ Math.imul(row, 0x165667b1) ^ Math.imul(slice, 0x5bd1e995);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
  }
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
