// Damage to bytes of any kind. Every function gives new bytes and leaves the old ones as they are.
import { EDGES, floatBytes, integerBytes, ODD_DOUBLES } from './numbers.mjs';

/** Longest piece that is inserted, taken out or copied, bytes. */
const LONGEST_PIECE = 256;
/** Files that grow beyond this are cut: mutations shall not make large files out of small ones. */
const LARGEST = 2 ** 18;

/** One of a list. */
export function oneOf(random, list) {
  return list[random.integer(list.length)];
}

/** A copy with other bytes at a place; what does not fit is left out. */
export function overwritten(bytes, at, piece) {
  const copy = bytes.slice();
  copy.set(piece.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
  return copy;
}

/** A copy in which `removed` bytes at a place are replaced by others. */
export function spliced(bytes, at, removed, piece) {
  const rest = bytes.subarray(Math.min(bytes.length, at + removed));
  const result = new Uint8Array(at + piece.length + rest.length);
  result.set(bytes.subarray(0, at));
  result.set(piece, at);
  result.set(rest, at + piece.length);
  return result.length > LARGEST ? result.slice(0, LARGEST) : result;
}

/** A place in a file; the beginning, where headers are, as often as everywhere else. */
function place(random, bytes) {
  const reach = random.integer(2) === 0 ? Math.min(128, bytes.length) : bytes.length;
  return random.integer(Math.max(1, reach));
}

function length(random, bytes, at) {
  return 1 + random.integer(Math.max(1, Math.min(LONGEST_PIECE, bytes.length - at)));
}

const MUTATIONS = [
  function flipBit(random, bytes) {
    const at = place(random, bytes);
    return overwritten(bytes, at, Uint8Array.of((bytes[at] ?? 0) ^ (1 << random.integer(8))));
  },
  function setByte(random, bytes) {
    return overwritten(bytes, place(random, bytes), Uint8Array.of(random.integer(256)));
  },
  function setInteger(random, bytes) {
    const value = oneOf(random, EDGES) * (random.integer(4) === 0 ? -1n : 1n);
    const piece = integerBytes(value, oneOf(random, [1, 2, 4, 8]), random.integer(2) === 0);
    return overwritten(bytes, place(random, bytes), piece);
  },
  function addToInteger(random, bytes) {
    const size = oneOf(random, [1, 2, 4, 8]);
    const at = place(random, bytes);
    if (at + size > bytes.length) return bytes;
    const littleEndian = random.integer(2) === 0;
    const digits = bytes.slice(at, at + size);
    if (littleEndian) digits.reverse();
    const old = BigInt(`0x${Buffer.from(digits).toString('hex')}`);
    return overwritten(bytes, at, integerBytes(old + BigInt(random.integer(64)) - 32n, size, littleEndian));
  },
  function setFloat(random, bytes) {
    const piece = floatBytes(oneOf(random, ODD_DOUBLES), oneOf(random, [4, 8]), random.integer(2) === 0);
    return overwritten(bytes, place(random, bytes), piece);
  },
  function insertNoise(random, bytes) {
    const at = place(random, bytes);
    const piece = Uint8Array.from({ length: length(random, bytes, 0) }, () => random.integer(256));
    return spliced(bytes, at, 0, piece);
  },
  function takeOut(random, bytes) {
    const at = place(random, bytes);
    return spliced(bytes, at, length(random, bytes, at), new Uint8Array(0));
  },
  function repeat(random, bytes) {
    const at = place(random, bytes);
    const piece = bytes.slice(at, at + length(random, bytes, at));
    return spliced(bytes, at, 0, piece);
  },
  function copyElsewhere(random, bytes) {
    const at = place(random, bytes);
    const piece = bytes.slice(at, at + length(random, bytes, at));
    return overwritten(bytes, place(random, bytes), piece);
  },
  function blank(random, bytes) {
    const at = place(random, bytes);
    const piece = new Uint8Array(length(random, bytes, at)).fill(oneOf(random, [0, 0xff, 0x20]));
    return overwritten(bytes, at, piece);
  },
  function cut(random, bytes) {
    return bytes.slice(0, random.integer(bytes.length + 1));
  },
  function append(random, bytes) {
    return spliced(bytes, bytes.length, 0, bytes.slice(0, length(random, bytes, 0)));
  },
  function cross(random, bytes, other) {
    const at = random.integer(bytes.length + 1);
    const from = random.integer(other.length + 1);
    return spliced(bytes, at, bytes.length - at, other.subarray(from));
  },
];

/** One mutation; `other` is a file of the same kind to cross with. */
export function mutateBytes(random, bytes, other) {
  return oneOf(random, MUTATIONS)(random, bytes, other);
}
