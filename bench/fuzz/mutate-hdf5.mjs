// HDF5 files: their structures are aligned to eight bytes and carry no check sums in the oldest form, so that any field
// can be changed where it stands. Source: The HDF Group, "HDF5 File Format Specification", version 3.0.
import { mutateBytes, oneOf, overwritten } from './mutate-bytes.mjs';
import { EDGES, integerBytes } from './numbers.mjs';

const SIGNATURES = ['\x89HDF', 'TREE', 'HEAP', 'SNOD', 'OHDR', 'OCHK', 'FRHP', 'BTHD', 'GCOL'].map((text) =>
  Buffer.from(text, 'latin1'),
);
/** Types of messages of an object header. */
const MESSAGES = 25;

/** Where structures with a signature begin. */
function structures(bytes) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places = [];
  for (const signature of SIGNATURES) {
    for (
      let at = buffer.indexOf(signature);
      at >= 0 && places.length < 200;
      at = buffer.indexOf(signature, at + 1)
    ) {
      places.push(at);
    }
  }
  return places;
}

/** An aligned field set to an edge, to the address of another structure or of itself, or to another field. */
export function mutateHdf5(random, bytes) {
  if (bytes.length < 16) return mutateBytes(random, bytes, bytes);
  const places = structures(bytes);
  // Addresses count from the superblock, which stands behind a user block in files of MATLAB.
  const base = places.length === 0 ? 0 : Math.min(...places);
  const word = () => 8 * random.integer(Math.floor(bytes.length / 8));
  // Behind a signature as often as everywhere else.
  const near = places.length === 0 ? 0 : Math.floor(oneOf(random, places) / 8) * 8;
  const at = random.integer(2) === 0 ? word() : Math.min(near + 8 * random.integer(12), bytes.length - 8);
  const put = (value, size, offset = 0) => overwritten(bytes, at + offset, integerBytes(value, size, true));
  switch (random.integer(8)) {
    case 0:
    case 1:
      return put(oneOf(random, EDGES), 8);
    case 2:
      return put(BigInt(places.length === 0 ? 0 : oneOf(random, places) - base), 8);
    case 3:
      return put(BigInt(Math.max(0, at - base)), 8);
    case 4:
      return put(BigInt(random.integer(MESSAGES)), 2);
    case 5:
      return put(oneOf(random, EDGES), oneOf(random, [1, 2, 4]), random.integer(8));
    case 6:
      return overwritten(bytes, at, bytes.slice(word()).subarray(0, 8 * (1 + random.integer(8))));
    default:
      return overwritten(bytes, at + random.integer(8), Uint8Array.of(random.integer(256)));
  }
}
