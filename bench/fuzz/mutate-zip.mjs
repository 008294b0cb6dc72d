// ZIP archives (NumPy's .npz): entries changed with sizes and check sums right, or lying on purpose. Source: PKWARE,
// .ZIP File Format Specification.
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { mutateBytes, oneOf } from './mutate-bytes.mjs';
import { EDGES } from './numbers.mjs';

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const STORED = 0;
const DEFLATED = 8;
const LARGEST_UNPACKED = 2 ** 20;
const END_BYTES = 22;
const NAMES = [
  '../evil.npy',
  '/etc/passwd.npy',
  'a\\b.npy',
  'cube.npy',
  '',
  '.npy',
  'x'.repeat(60_000),
  'cube\0.npy',
  '\u202ecube.npy',
];

/** The 32-bit number of an edge value. */
const word = (value) => Number(BigInt.asUintN(32, BigInt(value)));

/**
 * An archive of entries `{ name, data }`, packed where `method` is 8. What an entry gives of `packed`, `sum`,
 * `packedSize`, `size`, `flags` or `offset` stands in place of the truth.
 */
export function zipBytes(entries, { count = entries.length, comment = 0 } = {}) {
  const parts = [];
  const central = [];
  let at = 0;
  for (const entry of entries) {
    const { data, method = STORED, flags = 0 } = entry;
    const name = Buffer.from(entry.name);
    const packed = entry.packed ?? (method === DEFLATED ? deflateRawSync(data) : Buffer.from(data));
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(word(entry.sum ?? crc32(data)), 10);
    fields.writeUInt32LE(word(entry.packedSize ?? packed.length), 14);
    fields.writeUInt32LE(word(entry.size ?? data.length), 18);
    fields.writeUInt16LE(name.length & 0xffff, 22);
    const [local, head] = [Buffer.alloc(4), Buffer.alloc(6)];
    local.writeUInt32LE(LOCAL);
    head.writeUInt32LE(CENTRAL);
    head.writeUInt16LE(20, 4);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(word(entry.offset ?? at), 10);
    central.push(Buffer.concat([head, fields, tail, name]));
    const whole = Buffer.concat([local, fields, name, packed]);
    parts.push(whole);
    at += whole.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(count & 0xffff, 8);
  end.writeUInt16LE(count & 0xffff, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment, 20);
  return new Uint8Array(Buffer.concat([...parts, directory, end]));
}

/** The entries of an archive, as far as its directory tells; entries that cannot be unpacked keep their packing. */
export function zipEntries(bytes) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const endAt = buffer.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (endAt < 0 || endAt + END_BYTES > buffer.length) return [];
  const entries = [];
  let at = buffer.readUInt32LE(endAt + 16);
  while (at + 46 <= buffer.length && buffer.readUInt32LE(at) === CENTRAL && entries.length < 100) {
    const method = buffer.readUInt16LE(at + 10);
    const [packedSize, nameLength, extraLength] = [
      buffer.readUInt32LE(at + 20),
      buffer.readUInt16LE(at + 28),
      buffer.readUInt16LE(at + 30),
    ];
    const name = buffer.toString('latin1', at + 46, at + 46 + nameLength);
    const local = buffer.readUInt32LE(at + 42);
    at += 46 + nameLength + extraLength + buffer.readUInt16LE(at + 32);
    if (local + 30 > buffer.length) continue;
    const from = local + 30 + buffer.readUInt16LE(local + 26) + buffer.readUInt16LE(local + 28);
    const size = packedSize === 0xffffffff ? buffer.length : packedSize;
    const packed = buffer.subarray(from, from + size);
    try {
      const data =
        method === DEFLATED ? inflateRawSync(packed, { maxOutputLength: LARGEST_UNPACKED }) : packed;
      entries.push({ name, method, data });
    } catch {
      entries.push({ name, method, data: Buffer.alloc(0), packed });
    }
  }
  return entries;
}

/**
 * One entry changed, renamed, repeated, taken out, or made to lie.
 *
 * @param mutateData damage to the data of an entry, in the ways of what it holds.
 */
export function mutateZip(random, bytes, mutateData) {
  const entries = zipEntries(bytes);
  if (entries.length === 0) return bytes;
  const index = random.integer(entries.length);
  const chosen = entries[index];
  const changed = (...next) => zipBytes([...entries.slice(0, index), ...next, ...entries.slice(index + 1)]);
  const edge = () => word(oneOf(random, EDGES));
  switch (random.integer(12)) {
    case 0:
      return changed();
    case 1:
      return changed(chosen, chosen);
    case 2:
      return changed({ ...chosen, name: oneOf(random, NAMES) });
    case 3:
      return changed({ ...chosen, size: edge() });
    case 4:
      return changed({ ...chosen, packedSize: edge() });
    case 5:
      return changed({ ...chosen, offset: edge() });
    case 6:
      return changed({ ...chosen, flags: 1 << random.integer(16) });
    case 7:
      return changed({ ...chosen, method: random.integer(20), packed: Buffer.from(chosen.data) });
    case 8:
      return changed({ ...chosen, method: chosen.method === STORED ? DEFLATED : STORED });
    default: {
      const { packed, ...unpacked } = chosen;
      const data = new Uint8Array(chosen.data);
      const next =
        random.integer(4) === 0 ? mutateBytes(random, data, data) : mutateData(random, data, chosen.name);
      return changed({ ...unpacked, data: next });
    }
  }
}
