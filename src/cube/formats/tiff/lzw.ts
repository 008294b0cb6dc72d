/**
 * LZW as TIFF packs with it: codes of 9 to 12 bits, most significant bit first, that grow one code early. Source:
 * Adobe, "TIFF Revision 6.0", section 13.
 */
import { CubeError } from '../../spectral-cube.ts';

const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
const MOST_CODES = 4096;

/**
 * Unpacks LZW data into a buffer of fixed size; what would go beyond it is dropped.
 *
 * @returns how many bytes there were, at most those of `target`.
 * @throws CubeError if a code refers to nothing.
 */
export function unpackLzw(packed: Uint8Array, target: Uint8Array, name: string): number {
  // A string is the one of another code and a byte more; it is written from its end.
  const previousOf = new Uint16Array(MOST_CODES);
  const lastByte = new Uint8Array(MOST_CODES);
  const firstByte = new Uint8Array(MOST_CODES);
  const lengthOf = new Uint16Array(MOST_CODES);
  for (let byte = 0; byte < CLEAR; byte++) {
    lastByte[byte] = byte;
    firstByte[byte] = byte;
    lengthOf[byte] = 1;
  }
  let free = FIRST_FREE;
  let bits = 9;
  let previous = -1;
  let held = 0;
  let heldBits = 0;
  let at = 0;
  let length = 0;
  while (length < target.length) {
    while (heldBits < bits && at < packed.length) {
      held = ((held << 8) | packed[at++]) & 0xfffff;
      heldBits += 8;
    }
    if (heldBits < bits) return length;
    heldBits -= bits;
    const code = (held >> heldBits) & ((1 << bits) - 1);
    if (code === END) return length;
    if (code === CLEAR) {
      free = FIRST_FREE;
      bits = 9;
      previous = -1;
      continue;
    }
    if (previous < 0 ? code >= CLEAR : code > free) {
      throw new CubeError(`expected LZW codes that are known, found ${code} of ${free} in ${name}`, {
        hint: 'the file is damaged, or packed in the way of before 1992',
      });
    }
    if (previous >= 0 && free < MOST_CODES) {
      // The code that is being defined may be the very one that was read.
      previousOf[free] = previous;
      firstByte[free] = firstByte[previous];
      lastByte[free] = firstByte[code === free ? previous : code];
      lengthOf[free] = lengthOf[previous] + 1;
      free++;
    }
    const end = length + lengthOf[code];
    let from = code;
    for (let to = end - 1; to >= length; to--) {
      if (to < target.length) target[to] = lastByte[from];
      from = previousOf[from];
    }
    length = Math.min(end, target.length);
    previous = code;
    if (free + 1 >= 1 << bits && bits < 12) bits++;
  }
  return length;
}
