// Protocol buffers (ONNX files): fields found and changed, the sizes around them left to lie. Source: Google, Protocol
// Buffers, "Encoding".
import { oneOf, overwritten, spliced } from './mutate-bytes.mjs';

const [VARINT, SIZED] = [0, 2];
const FIXED = { 1: 8, 5: 4 };
const DEEPEST = 6;
const MOST_FIELDS = 400;

/** A number of seven bits a byte. */
export function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

function readVarint(bytes, at) {
  let [value, shift] = [0n, 0n];
  for (let place = at; place < Math.min(bytes.length, at + 10); place++) {
    value |= BigInt(bytes[place] & 127) << shift;
    shift += 7n;
    if (bytes[place] < 128) return { value: Number(value), next: place + 1 };
  }
  return undefined;
}

/** A field with a length. */
export const sized = (number, body) => Buffer.concat([varint(8 * number + SIZED), varint(body.length), body]);

/** Fields of a message and of those within it: where each begins, where its value does, where it ends. */
function fieldsOf(bytes, from, to, depth, found) {
  for (let at = from; at < to && found.length < MOST_FIELDS; ) {
    const tag = readVarint(bytes, at);
    if (tag === undefined) return found;
    const wire = tag.value & 7;
    const value = wire === VARINT || wire === SIZED ? readVarint(bytes, tag.next) : undefined;
    const end =
      wire === VARINT
        ? value?.next
        : wire === SIZED
          ? (value?.next ?? 0) + (value?.value ?? 0)
          : tag.next + FIXED[wire];
    if (!(end > at && end <= to)) return found;
    found.push({ at, wire, valueAt: tag.next, end });
    if (wire === SIZED && depth < DEEPEST) fieldsOf(bytes, value.next, end, depth + 1, found);
    at = end;
  }
  return found;
}

/** One field changed, repeated, taken out or given another number. */
export function mutateOnnx(random, bytes) {
  const fields = fieldsOf(bytes, 0, bytes.length, 0, []);
  if (fields.length === 0) return bytes;
  const { at, valueAt, end } = oneOf(random, fields);
  switch (random.integer(6)) {
    case 0:
      return spliced(bytes, at, end - at, new Uint8Array(0));
    case 1:
      return spliced(bytes, at, 0, bytes.slice(at, end));
    case 2:
      return overwritten(bytes, at, Uint8Array.of(8 * (1 + random.integer(30)) + random.integer(6)));
    case 3:
      return spliced(bytes, valueAt, 1, varint(2n ** BigInt(random.integer(64)) - BigInt(random.integer(2))));
    case 4: {
      const other = oneOf(random, fields);
      return spliced(bytes, at, end - at, bytes.slice(other.at, other.end));
    }
    default:
      return overwritten(bytes, valueAt, Uint8Array.of(random.integer(256)));
  }
}
