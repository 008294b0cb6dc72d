/** ZIP archives and NumPy arrays made by hand, as other programs write them or as none would. */
import { crc32, deflateRawSync } from 'node:zlib';

/** Fields of a header, in place of the truth. */
export interface ZipFields {
  readonly name?: string;
  readonly flags?: number;
  readonly method?: number;
  readonly sum?: number;
  readonly packedSize?: number;
  readonly size?: number;
  readonly extra?: Uint8Array;
}

/** A member. What it gives of the fields stands in both of its headers, what `local` gives in that before its data. */
export interface MadeMember extends ZipFields {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflate?: boolean;
  /** What stands in the file in place of the data. */
  readonly packed?: Uint8Array;
  readonly local?: ZipFields;
  /** Where the directory says that it begins. */
  readonly offset?: number;
  /** Puts sum and sizes behind the data too, after the usual signature or without it. */
  readonly descriptor?: 'signed' | 'bare';
}

/** The end of an archive, in place of the truth. */
export interface MadeEnd {
  readonly count?: number;
  readonly directorySize?: number;
  readonly directoryAt?: number;
  readonly comment?: string;
  /** Bytes before the first member. */
  readonly before?: Uint8Array;
  /** Adds the records of ZIP64, with these numbers in place of the truth. */
  readonly zip64?: { readonly count?: bigint; readonly size?: bigint; readonly at?: bigint };
}

/** Little-endian numbers, each of so many bytes. */
export function numbersOf(
  ...fields: readonly (readonly [bytes: 2 | 4 | 8, value: number | bigint])[]
): Buffer {
  const all = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 8) all.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), at);
    else if (bytes === 4) all.writeUInt32LE(Number(value), at);
    else all.writeUInt16LE(Number(value), at);
    at += bytes;
  }
  return all;
}

/** A member with everything that its two headers say. */
interface Header extends Required<ZipFields> {
  readonly version: number;
}

function commonFields({ version, flags, method, sum, packedSize, size, name, extra }: Header): Buffer {
  return numbersOf(
    [2, version],
    [2, flags],
    [2, method],
    [4, 0x00210000],
    [4, sum],
    [4, packedSize],
    [4, size],
    [2, Buffer.byteLength(name)],
    [2, extra.length],
  );
}

/** An archive of members, one after another. */
export function makeZip(members: readonly MadeMember[], end: MadeEnd = {}): Uint8Array<ArrayBuffer> {
  const { before = Buffer.alloc(0), comment = '', zip64 } = end;
  const parts: Uint8Array[] = [before];
  const directory: Uint8Array[] = [];
  let at = before.length;
  for (const member of members) {
    const { data, deflate = false, local = {}, descriptor } = member;
    const packed = member.packed ?? (deflate ? deflateRawSync(data) : data);
    const truth: Header = {
      version: 20,
      flags: descriptor === undefined ? 0 : 8,
      method: deflate ? 8 : 0,
      sum: crc32(data),
      packedSize: packed.length,
      size: data.length,
      extra: Buffer.alloc(0),
      ...member,
    };
    const sizes = { sum: truth.sum, packedSize: truth.packedSize, size: truth.size };
    const hidden = descriptor === undefined ? {} : { sum: 0, packedSize: 0, size: 0 };
    const first: Header = { ...truth, extra: Buffer.alloc(0), ...hidden, ...local };
    const signature = descriptor === 'signed' ? numbersOf([4, 0x08074b50]) : Buffer.alloc(0);
    const whole = Buffer.concat([
      numbersOf([4, 0x04034b50]),
      commonFields(first),
      Buffer.from(first.name),
      first.extra,
      packed,
      ...(descriptor === undefined
        ? []
        : [signature, numbersOf([4, sizes.sum], [4, sizes.packedSize], [4, sizes.size])]),
    ]);
    directory.push(
      numbersOf([4, 0x02014b50], [2, 20]),
      commonFields(truth),
      numbersOf([2, 0], [2, 0], [2, 0], [4, 0], [4, member.offset ?? at]),
      Buffer.from(truth.name),
      truth.extra,
    );
    parts.push(whole);
    at += whole.length;
  }
  const listed = Buffer.concat(directory);
  const tail: Uint8Array[] = [];
  if (zip64 !== undefined) {
    const {
      count = BigInt(members.length),
      size = BigInt(listed.length),
      at: directoryAt = BigInt(at),
    } = zip64;
    tail.push(
      numbersOf([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0]),
      numbersOf([8, count], [8, count], [8, size], [8, directoryAt]),
      numbersOf([4, 0x07064b50], [4, 0], [8, at + listed.length], [4, 1]),
    );
  }
  const { count = members.length, directorySize = listed.length, directoryAt = at } = end;
  tail.push(
    numbersOf([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count]),
    numbersOf([4, directorySize], [4, directoryAt], [2, comment.length]),
    Buffer.from(comment),
  );
  return new Uint8Array(Buffer.concat([...parts, listed, ...tail]));
}

/** A `.npy` file as NumPy writes it, the samples as bytes. */
export function makeNpy(
  descr: string,
  shape: readonly number[],
  samples: Uint8Array,
  { fortran = false } = {},
): Buffer {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const order = fortran ? 'True' : 'False';
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${sizes}), }`;
  const total = Math.ceil((10 + text.length + 1) / 64) * 64;
  const header = Buffer.from(`${text.padEnd(total - 11)}\n`);
  return Buffer.concat([
    Buffer.from('\u0093NUMPY\u0001\0', 'latin1'),
    numbersOf([2, total - 10]),
    header,
    samples,
  ]);
}

/** A list of float64 as a `.npy` file. */
export function makeList(values: readonly number[]): Buffer {
  return makeNpy('<f8', [values.length], new Uint8Array(Float64Array.from(values).buffer));
}
