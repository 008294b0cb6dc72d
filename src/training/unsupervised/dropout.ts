/** Factors of dropout, drawn outside the graph so that a resumed run draws the same. */
import type { Random } from '../../random.ts';

const STEPS = 65_536;

/** `length` factors: 0 with probability `share` (to 2^-16), else 1 / (1 - share). Draws a word for two of them. */
export function dropoutFactors(random: Random, length: number, share: number): Float32Array {
  const factors = new Float32Array(length);
  const dropped = Math.round(share * STEPS);
  const kept = 1 / (1 - dropped / STEPS);
  for (let index = 0; index < length; index += 2) {
    const word = random.nextUint32();
    factors[index] = word % STEPS < dropped ? 0 : kept;
    if (index + 1 < length) factors[index + 1] = word >>> 16 < dropped ? 0 : kept;
  }
  return factors;
}
