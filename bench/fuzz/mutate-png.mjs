// PNG files: chunks changed with their checksums put right, samples packed again, so that damage gets past the first
// check. Source: W3C, Portable Network Graphics (PNG) Specification.
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { packedZeros } from './bombs.mjs';
import { mutateBytes, oneOf } from './mutate-bytes.mjs';
import { EDGES, integerBytes } from './numbers.mjs';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Bytes that packed samples may have after a mutation. */
const LARGEST_UNPACKED = 2 ** 20;
const TYPES = [
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tEXt',
  'zTXt',
  'iTXt',
  'iCCP',
  'gAMA',
  'tRNS',
  'sBIT',
  'pHYs',
  'acTL',
  'fdAT',
  'eXIf',
];

/** A chunk with its length and checksum. */
function chunkBytes(type, body) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A file of chunks, checksums right. */
export function pngBytes(chunks) {
  return new Uint8Array(
    Buffer.concat([SIGNATURE, ...chunks.map(({ type, body }) => chunkBytes(type, body))]),
  );
}

/** The chunks of a file, as far as they go. */
export function pngChunks(bytes) {
  const chunks = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1');
    chunks.push({ type, body: Buffer.from(bytes.subarray(at + 8, at + 8 + length)) });
    at += 12 + length;
  }
  return chunks;
}

/** The body of an image header. */
export function headerBody({ width, height, depth = 16, colour = 0, interlace = 0 }) {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  body.set([depth, colour, 0, 0, interlace], 8);
  return body;
}

/** A grey picture with an honest or lying header, its samples so many zeros. */
export function zeroPng(header, zeros) {
  return pngBytes([
    { type: 'IHDR', body: headerBody(header) },
    { type: 'IDAT', body: packedZeros(Buffer.alloc(0), zeros) },
    { type: 'IEND', body: Buffer.alloc(0) },
  ]);
}

/** One chunk changed, added, taken out or repacked; checksums are right afterwards. */
export function mutatePng(random, bytes) {
  const chunks = pngChunks(bytes);
  if (chunks.length === 0) return bytes;
  const index = random.integer(chunks.length);
  const { type, body } = chunks[index];
  const changed = (next) => pngBytes([...chunks.slice(0, index), ...next, ...chunks.slice(index + 1)]);
  switch (random.integer(8)) {
    case 0:
      return changed([]);
    case 1:
      return changed([chunks[index], chunks[index]]);
    case 2:
      return changed([{ type: oneOf(random, TYPES), body }]);
    case 3:
      return changed([
        chunks[index],
        { type: oneOf(random, TYPES), body: Buffer.from(bytes.subarray(0, random.integer(200))) },
      ]);
    case 4:
      return changed([repacked(random, { type, body })]);
    case 5: {
      const header = Buffer.from(chunks[0].body);
      if (header.length >= 13) {
        if (random.integer(2) === 0)
          header.set(integerBytes(oneOf(random, EDGES), 4, false), 4 * random.integer(2));
        else header[8 + random.integer(5)] = oneOf(random, [0, 1, 2, 3, 4, 6, 8, 16, 255]);
      }
      return pngBytes([{ type: 'IHDR', body: header }, ...chunks.slice(1)]);
    }
    default:
      return changed([
        { type, body: Buffer.from(mutateBytes(random, new Uint8Array(body), new Uint8Array(body))) },
      ]);
  }
}

/** Packed samples unpacked, mutated and packed again. */
function repacked(random, { type, body }) {
  if (type !== 'IDAT') return { type, body };
  try {
    const unpacked = new Uint8Array(inflateSync(body, { maxOutputLength: LARGEST_UNPACKED }));
    return { type, body: deflateSync(mutateBytes(random, unpacked, unpacked)) };
  } catch {
    return { type, body };
  }
}
