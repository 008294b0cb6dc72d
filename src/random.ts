/**
 * The one source of random numbers: Philox4x32-10, a counter-based generator. A number depends only on
 * (seed, stream, counter), so the whole state is three integers that a checkpoint can save, and independent
 * streams cost nothing. The output is the same on every machine.
 *
 * Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011.
 */
import { SpectraliftError } from './errors.ts';

/** A seed, stream, counter or range that the generator cannot take. */
export class RandomError extends SpectraliftError {
  readonly _tag = 'RandomError';
}

/** All that a generator is: restoring it continues the same sequence. */
export interface RandomState {
  /** Integer in 0..2^53 - 1. */
  readonly seed: number;
  /** Integer in 0..2^32 - 1: sequences with different streams are independent. */
  readonly stream: number;
  /** Number of 32-bit words drawn so far, in 0..2^53 - 1. */
  readonly counter: number;
}

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;
const TWO_32 = 4294967296;

/**
 * One block of Philox4x32-10: writes four 32-bit words.
 *
 * @param counter four unsigned 32-bit words. @param key two. @param out receives four.
 */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
  out: Uint32Array,
): void {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** Upper 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(other / 65536)) | 0;
}

/** A seeded sequence of random numbers whose state can be saved and restored at any point. */
export class Random {
  readonly seed: number;
  readonly stream: number;
  #counter: number;
  #loadedBlock = -1;
  readonly #block = new Uint32Array(4);

  /** @throws RandomError if seed or counter is not an integer in 0..2^53 - 1, or stream not in 0..2^32 - 1. */
  constructor(seed: number, stream = 0, counter = 0) {
    checkInteger('seed', seed, Number.MAX_SAFE_INTEGER);
    checkInteger('stream', stream, TWO_32 - 1);
    checkInteger('counter', counter, Number.MAX_SAFE_INTEGER);
    this.seed = seed;
    this.stream = stream;
    this.#counter = counter;
  }

  /** The generator that continues where `state` was taken. */
  static fromState(state: RandomState): Random {
    return new Random(state.seed, state.stream, state.counter);
  }

  /** The state, to be saved; reading it draws nothing. */
  get state(): RandomState {
    return { seed: this.seed, stream: this.stream, counter: this.#counter };
  }

  /** The independent generator of another stream of the same seed, at its start. */
  withStream(stream: number): Random {
    return new Random(this.seed, stream);
  }

  /** One unsigned 32-bit integer, each equally likely. */
  nextUint32(): number {
    const block = Math.floor(this.#counter / 4);
    if (block !== this.#loadedBlock) {
      philox4x32(
        [block >>> 0, Math.floor(block / TWO_32), this.stream, 0],
        [this.seed >>> 0, Math.floor(this.seed / TWO_32)],
        this.#block,
      );
      this.#loadedBlock = block;
    }
    return this.#block[this.#counter++ % 4];
  }

  /** One number in [low, high), uniform, in steps of (high - low) / 2^32. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.nextUint32() / TWO_32);
  }

  /**
   * One integer in 0..count - 1, each equally likely to within 2^-32 * count.
   *
   * @throws RandomError if count is not an integer in 1..2^32.
   */
  integer(count: number): number {
    if (!(Number.isInteger(count) && count >= 1 && count <= TWO_32)) {
      throw new RandomError(`expected a count that is an integer in 1..${TWO_32}, found ${count}`);
    }
    return Math.floor(this.uniform() * count);
  }

  /**
   * One number of the normal distribution. Draws two words and keeps no half of a pair, so that the state
   * stays three integers.
   *
   * Source: G. E. P. Box, M. E. Muller, Annals of Mathematical Statistics 29 (1958) 610.
   */
  normal(mean = 0, standardDeviation = 1): number {
    const radius = Math.sqrt(-2 * Math.log((this.nextUint32() + 0.5) / TWO_32));
    return mean + standardDeviation * radius * Math.cos((2 * Math.PI * this.nextUint32()) / TWO_32);
  }

  /** Fills `out` with normal numbers, two for each two words drawn: half the cost of {@link normal}. */
  fillNormal(out: Float32Array, mean = 0, standardDeviation = 1): void {
    for (let index = 0; index < out.length; index += 2) {
      const radius = standardDeviation * Math.sqrt(-2 * Math.log((this.nextUint32() + 0.5) / TWO_32));
      const angle = (2 * Math.PI * this.nextUint32()) / TWO_32;
      out[index] = mean + radius * Math.cos(angle);
      if (index + 1 < out.length) {
        out[index + 1] = mean + radius * Math.sin(angle);
      }
    }
  }

  /** Puts `items` in random order, in place, and returns them (Fisher and Yates). */
  shuffle<T>(items: T[]): T[] {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      [items[last], items[other]] = [items[other], items[last]];
    }
    return items;
  }
}

function checkInteger(name: string, value: number, largest: number): void {
  if (!(Number.isInteger(value) && value >= 0 && value <= largest)) {
    throw new RandomError(`expected ${name} to be an integer in 0..${largest}, found ${value}`);
  }
}
