// MATLAB 5 files: elements taken apart, changed and put together with their sizes right, packed ones unpacked and
// packed again. Source: MathWorks, "MAT-File Format", level 5 MAT-files.
import { deflateSync, inflateSync } from 'node:zlib';
import { mutateBytes, oneOf } from './mutate-bytes.mjs';
import { EDGES } from './numbers.mjs';

const HEADER_BYTES = 128;
const COMPRESSED = 15;
const MATRIX = 14;
const LARGEST_UNPACKED = 2 ** 20;
/** Most elements that are looked at, so that a damaged file does not take long to damage further. */
const MOST = 200;

/** The elements of a little-endian file behind its header, as far as they go. */
export function mat5Elements(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements = [];
  for (let at = HEADER_BYTES; at + 8 <= bytes.length && elements.length < MOST; ) {
    const [type, length] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    elements.push({ type, body: bytes.slice(at + 8, at + 8 + length) });
    at += 8 + (type === COMPRESSED ? length : Math.ceil(length / 8) * 8);
  }
  return elements;
}

/** A file of elements; a size is that of the body unless it lies. */
export function mat5Bytes(header, elements) {
  const parts = elements.map(({ type, body, length = body.length }) => {
    const tag = Buffer.alloc(8);
    tag.writeUInt32LE(type >>> 0, 0);
    tag.writeUInt32LE(length >>> 0, 4);
    return Buffer.concat([tag, body, Buffer.alloc(type === COMPRESSED ? 0 : (8 - (body.length % 8)) % 8)]);
  });
  return new Uint8Array(Buffer.concat([header.subarray(0, HEADER_BYTES), ...parts]));
}

/** An element as MATLAB writes it: tag, body, filling. */
export function element(type, body, length = body.length) {
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(length >>> 0, 4);
  return Buffer.concat([tag, body, Buffer.alloc((8 - (body.length % 8)) % 8)]);
}

const words = (values) => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeInt32LE(value | 0, 4 * index);
  return bytes;
};

/** The body of an array: class, sizes, name where there is one, then what is given. */
export function arrayBody(kind, shape, name, rest) {
  return Buffer.concat([
    element(6, words([kind, 0])),
    element(5, words(shape)),
    ...(name === undefined ? [] : [element(1, Buffer.from(name))]),
    rest,
  ]);
}

/** Cells within cells. */
export function nestedCells(depth) {
  let body = arrayBody(6, [1, 1], 'x', element(9, Buffer.alloc(8)));
  for (let level = 0; level < depth; level++) body = arrayBody(1, [1, 1], 'c', element(MATRIX, body));
  return body;
}

/** A packed element of a body. */
export function packed(body, type = MATRIX, length = body.length) {
  return { type: COMPRESSED, body: deflateSync(element(type, body, length), { level: 9 }) };
}

/** One element changed, taken out, repeated, packed or unpacked. */
export function mutateMat5(random, bytes) {
  const elements = mat5Elements(bytes);
  if (elements.length === 0) return bytes;
  const index = random.integer(elements.length);
  const chosen = elements[index];
  const changed = (...next) =>
    mat5Bytes(bytes, [...elements.slice(0, index), ...next, ...elements.slice(index + 1)]);
  switch (random.integer(8)) {
    case 0:
      return changed();
    case 1:
      return changed(chosen, oneOf(random, elements));
    case 2:
      return changed({ ...chosen, length: Number(BigInt.asUintN(32, oneOf(random, EDGES))) });
    case 3:
      return changed({ ...chosen, type: random.integer(20) });
    default:
      return changed(withinBody(random, chosen));
  }
}

/** Damage to what an element holds, behind its packing where it has one. */
function withinBody(random, { type, body }) {
  if (type !== COMPRESSED) return { type, body: alignedMutation(random, body) };
  try {
    const inner = new Uint8Array(inflateSync(body, { maxOutputLength: LARGEST_UNPACKED }));
    return { type, body: deflateSync(alignedMutation(random, inner)) };
  } catch {
    return { type, body };
  }
}

/** A field of four bytes set to an edge, or any damage. */
function alignedMutation(random, body) {
  if (random.integer(3) === 0 || body.length < 4) return mutateBytes(random, body, body);
  const copy = Buffer.from(body);
  const reach = Math.min(copy.length, 96);
  copy.writeUInt32LE(
    Number(BigInt.asUintN(32, oneOf(random, EDGES))),
    4 * random.integer(Math.floor(reach / 4)),
  );
  return new Uint8Array(copy);
}
