/** TIFF files as other programs write them, byte by byte, without a line of the reader and writer under test. */
import { deflateSync } from 'node:zlib';

/** A tag, its field type (1, 2, 3, 4, 16) and its values. */
export type MadeField = readonly [tag: number, type: number, values: readonly number[] | string];

/** A page and its strips or tiles, already packed. */
export interface MadePage {
  /** Those of the blocks are added unless they are here. */
  readonly fields: readonly MadeField[];
  readonly blocks: readonly Uint8Array[];
  readonly tiled?: boolean;
}

export interface MadeForm {
  readonly littleEndian?: boolean;
  readonly big?: boolean;
}

const FIELD_BYTES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 16: 8 };

/** A file with these pages. */
export function makeTiff(
  pages: readonly MadePage[],
  { littleEndian = true, big = false }: MadeForm = {},
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4096 + 2 * pages.reduce((sum, page) => sum + pageBytes(page), 0));
  const view = new DataView(bytes.buffer);
  const put = (at: number, size: number, value: number): void => {
    if (size === 1) view.setUint8(at, value);
    if (size === 2) view.setUint16(at, value, littleEndian);
    if (size === 4) view.setUint32(at, value, littleEndian);
    if (size === 8) view.setBigUint64(at, BigInt(value), littleEndian);
  };
  const wide = big ? 8 : 4;
  put(0, 2, littleEndian ? 0x4949 : 0x4d4d);
  put(2, 2, big ? 43 : 42);
  if (big) put(4, 2, 8);
  let link = big ? 8 : 4;
  let free = big ? 16 : 8;
  const take = (size: number): number => {
    const at = free;
    free += size + (size % 2);
    return at;
  };
  for (const { fields, blocks, tiled = false } of pages) {
    const offsets = blocks.map((block) => {
      const at = take(block.length);
      bytes.set(block, at);
      return at;
    });
    const own: MadeField[] = [
      [tiled ? 324 : 273, big ? 16 : 4, offsets],
      [tiled ? 325 : 279, big ? 16 : 4, blocks.map(({ length }) => length)],
    ];
    const given = new Set(fields.map(([tag]) => tag));
    const all = [...fields, ...own.filter(([tag]) => !given.has(tag))].sort((a, b) => a[0] - b[0]);
    const entry = big ? 20 : 12;
    const directory = take((big ? 8 : 2) + all.length * entry + wide);
    put(link, wide, directory);
    put(directory, big ? 8 : 2, all.length);
    for (const [index, [tag, type, values]] of all.entries()) {
      const numbers = typeof values === 'string' ? new TextEncoder().encode(`${values}\0`) : values;
      const size = FIELD_BYTES[type] ?? 1;
      const at = directory + (big ? 8 : 2) + index * entry;
      put(at, 2, tag);
      put(at + 2, 2, type);
      put(at + 4, wide, numbers.length);
      const field = at + 4 + wide;
      const place = numbers.length * size <= wide ? field : take(numbers.length * size);
      if (place !== field) put(field, wide, place);
      for (const [position, value] of numbers.entries()) put(place + position * size, size, value);
    }
    link = directory + (big ? 8 : 2) + all.length * entry;
  }
  return bytes.slice(0, free);
}

function pageBytes({ fields, blocks }: MadePage): number {
  const inFields = fields.reduce((sum, [, , values]) => sum + 40 + 8 * values.length, 0);
  return blocks.reduce((sum, { length }) => sum + length + 40, inFields + 200);
}

/** How numbers are put into bytes, by sample format and bits. */
const PUT: Readonly<Record<string, (view: DataView, at: number, value: number, little: boolean) => void>> = {
  '1/8': (view, at, value) => view.setUint8(at, value),
  '1/16': (view, at, value, little) => view.setUint16(at, value, little),
  '1/32': (view, at, value, little) => view.setUint32(at, value, little),
  '2/8': (view, at, value) => view.setInt8(at, value),
  '2/16': (view, at, value, little) => view.setInt16(at, value, little),
  '2/32': (view, at, value, little) => view.setInt32(at, value, little),
  '2/64': (view, at, value, little) => view.setBigInt64(at, BigInt(value), little),
  '3/32': (view, at, value, little) => view.setFloat32(at, value, little),
  '3/64': (view, at, value, little) => view.setFloat64(at, value, little),
};

/** Sample formats and bits that {@link packBlock} knows. */
export const MADE_TYPES: readonly string[] = Object.keys(PUT);

export interface BlockForm {
  /** Sample format and bits: `1/16`. */
  readonly type: string;
  readonly littleEndian: boolean;
  /** Samples of a row, and how many of them belong to one pixel. */
  readonly rowSamples: number;
  readonly stride: number;
  readonly predictor: number;
  /** 1, 5, 8 or 32773. */
  readonly compression: number;
}

/** The bytes of a strip or tile. */
export function packBlock(values: readonly number[], form: BlockForm): Uint8Array {
  const { type, littleEndian, rowSamples, stride, predictor, compression } = form;
  const size = Number(type.split('/')[1]) / 8;
  const rows: Uint8Array[] = [];
  for (let row = 0; row < values.length; row += rowSamples) {
    const line = values.slice(row, row + rowSamples);
    if (predictor === 3) rows.push(bytePlanes(line, type, size, stride));
    else rows.push(numbers(line, type, size, littleEndian, predictor === 2 ? stride : 0));
  }
  const plain = Uint8Array.from(rows.flatMap((row) => [...row]));
  if (compression === 8) return deflateSync(plain);
  if (compression === 5) return lzw(plain);
  return compression === 32773 ? packBits(plain) : plain;
}

/** One row of numbers; with a stride, the difference of bit patterns to the one that far to the left. */
function numbers(
  line: readonly number[],
  type: string,
  size: number,
  little: boolean,
  stride: number,
): Uint8Array {
  const bytes = new Uint8Array(line.length * size);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of line.entries()) PUT[type](view, index * size, value, little);
  if (stride === 0) return bytes;
  const pattern = (index: number): bigint => {
    let bits = 0n;
    for (let byte = 0; byte < size; byte++) {
      bits = (bits << 8n) | BigInt(bytes[index * size + (little ? size - 1 - byte : byte)]);
    }
    return bits;
  };
  const result = new Uint8Array(bytes.length);
  for (let index = 0; index < line.length; index++) {
    let difference = BigInt.asUintN(
      8 * size,
      pattern(index) - (index < stride ? 0n : pattern(index - stride)),
    );
    for (let byte = size - 1; byte >= 0; byte--) {
      result[index * size + (little ? size - 1 - byte : byte)] = Number(difference & 255n);
      difference >>= 8n;
    }
  }
  return result;
}

/** One row of floating point numbers in planes of bytes, the most significant first, as differences. */
function bytePlanes(line: readonly number[], type: string, size: number, stride: number): Uint8Array {
  const high = numbers(line, type, size, false, 0);
  const planes = Uint8Array.from(
    high,
    (_, at) => high[(at % line.length) * size + Math.floor(at / line.length)],
  );
  return planes.map((byte, at) => byte - (at < stride ? 0 : planes[at - stride]));
}

/** Runs where there are some, else bytes as they are. */
function packBits(plain: Uint8Array): Uint8Array {
  const packed: number[] = [];
  for (let at = 0; at < plain.length; ) {
    let run = 1;
    while (run < 128 && plain[at + run] === plain[at]) run++;
    if (run > 1) packed.push(257 - run, plain[at]);
    else packed.push(0, plain[at]);
    at += run;
  }
  return Uint8Array.from(packed);
}

/** LZW with a table that is cleared when it is full. */
function lzw(plain: Uint8Array): Uint8Array {
  const packed: number[] = [];
  let held = 0;
  let heldBits = 0;
  let bits = 9;
  const put = (code: number): void => {
    held = (held << bits) | code;
    heldBits += bits;
    while (heldBits >= 8) {
      heldBits -= 8;
      packed.push((held >> heldBits) & 255);
      held &= (1 << heldBits) - 1;
    }
  };
  const codes = new Map<string, number>();
  let free = 258;
  put(256);
  let known = '';
  const codeOf = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : (codes.get(text) ?? -1));
  for (const byte of plain) {
    const longer = known + String.fromCharCode(byte);
    if (longer.length === 1 || codes.has(longer)) {
      known = longer;
      continue;
    }
    put(codeOf(known));
    codes.set(longer, free++);
    known = String.fromCharCode(byte);
    if (free === 512 || free === 1024 || free === 2048) bits++;
    if (free === 4095) {
      put(256);
      codes.clear();
      free = 258;
      bits = 9;
    }
  }
  if (known !== '') {
    put(codeOf(known));
    free++;
    if (free === 512 || free === 1024 || free === 2048) bits++;
  }
  put(257);
  bits = 7;
  put(0);
  return Uint8Array.from(packed);
}
