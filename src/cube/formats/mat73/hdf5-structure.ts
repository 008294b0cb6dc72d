/**
 * The bytes around the numbers of an HDF5 file with a few data sets in one group: what says where they are and what
 * they mean. The oldest form of each part is used, which every library reads.
 * Source: The HDF Group, "HDF5 File Format Specification", version 3.0, superblock version 0.
 */
import type { SampleType } from '../raw/sample-type.ts';
import { SAMPLE_BYTES } from '../raw/sample-type.ts';
import { ByteList, joinBytes } from './byte-list.ts';

/** Half of the most entries of a node of symbols, of a tree of groups, of a tree of pieces. */
const SYMBOLS_HALF = 4;
const GROUPS_HALF = 16;
const PIECES_HALF = 32;

const SUPERBLOCK_BYTES = 96;

const DATASPACE = 0x0001;
const DATATYPE = 0x0003;
const FILL_VALUE = 0x0005;
const LAYOUT = 0x0008;
const FILTERS = 0x000b;
const ATTRIBUTE = 0x000c;
const SYMBOL_TABLE = 0x0011;

/** A data set to be written. Addresses count from the superblock. */
export interface WrittenDataset {
  readonly name: string;
  readonly type: SampleType;
  /** The last axis fastest. */
  readonly shape: readonly number[];
  readonly attributes: readonly (readonly [name: string, value: string | number])[];
  readonly place:
    | { readonly address: number; readonly bytes: number }
    | { readonly tree: number; readonly chunk: readonly number[] };
}

/** A stored piece of a data set. */
export interface StoredPiece {
  /** Index of its first sample along each axis. */
  readonly offset: readonly number[];
  readonly address: number;
  readonly bytes: number;
}

/**
 * Everything before the numbers: superblock, the group of all data sets, what each of them is. Its length does not
 * depend on addresses and sizes.
 *
 * @param base bytes before the superblock.
 * @param fileBytes bytes of the whole file.
 */
export function hdf5Start(
  datasets: readonly WrittenDataset[],
  base: number,
  fileBytes: number,
): Uint8Array<ArrayBuffer> {
  const sorted = datasets.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const names = heapOf(sorted.map(({ name }) => name));
  const headers = sorted.map(datasetHeader);
  const root = SUPERBLOCK_BYTES;
  const tree = root + 16 + 24;
  const heap = tree + nodeBytes(GROUPS_HALF, 8);
  const symbols = heap + 32 + names.bytes.length;
  let next = symbols + 8 + 2 * SYMBOLS_HALF * 40;
  const addresses = headers.map((header) => {
    const address = next;
    next += header.length;
    return address;
  });
  return joinBytes([
    superblock(base, fileBytes, { root, tree, heap }),
    objectHeader([[SYMBOL_TABLE, new ByteList().u64(tree, heap).bytes()]]),
    groupTree(symbols, names.offsets.at(-1) ?? 0),
    new ByteList()
      .text('HEAP')
      .u32(0)
      .u64(names.bytes.length, 1, heap + 32)
      .bytes(),
    names.bytes,
    symbolNode(names.offsets, addresses),
    ...headers,
  ]);
}

function superblock(
  base: number,
  fileBytes: number,
  { root, tree, heap }: { readonly root: number; readonly tree: number; readonly heap: number },
): Uint8Array<ArrayBuffer> {
  return new ByteList()
    .u8(0x89)
    .text('HDF\r\n')
    .u8(0x1a, 0x0a)
    .u8(0, 0, 0, 0, 0, 8, 8, 0)
    .u16(SYMBOLS_HALF, GROUPS_HALF)
    .u32(0)
    .u64(base)
    .none()
    .u64(fileBytes)
    .none()
    .u64(0, root)
    .u32(1, 0)
    .u64(tree, heap)
    .bytes();
}

/** Names one after another, each ended by a zero and filled up to a multiple of eight; the first is empty. */
function heapOf(names: readonly string[]): {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly offsets: readonly number[];
} {
  const list = new ByteList().u64(0);
  const offsets = names.map((name) => {
    const offset = list.length;
    list.text(name).u8(0).fill(8);
    return offset;
  });
  return { bytes: list.bytes(), offsets };
}

/** A tree of one node with one child: all names. */
function groupTree(symbols: number, lastName: number): Uint8Array<ArrayBuffer> {
  const list = new ByteList().text('TREE').u8(0, 0).u16(1).none().none().u64(0, symbols, lastName);
  return list.fillTo(nodeBytes(GROUPS_HALF, 8)).bytes();
}

function symbolNode(names: readonly number[], addresses: readonly number[]): Uint8Array<ArrayBuffer> {
  const list = new ByteList().text('SNOD').u8(1, 0).u16(names.length);
  for (const [index, name] of names.entries()) list.u64(name, addresses[index], 0, 0, 0);
  return list.fillTo(8 + 2 * SYMBOLS_HALF * 40).bytes();
}

/** Bytes of a node of a tree. */
function nodeBytes(half: number, keyBytes: number): number {
  return 24 + (2 * half + 1) * keyBytes + 2 * half * 8;
}

function datasetHeader({ type, shape, attributes, place }: WrittenDataset): Uint8Array<ArrayBuffer> {
  const size = SAMPLE_BYTES[type];
  const chunked = 'tree' in place;
  const layout = new ByteList();
  if (chunked)
    layout
      .u8(3, 2, shape.length + 1)
      .u64(place.tree)
      .u32(...place.chunk, size);
  else layout.u8(3, 1).u64(place.address, place.bytes);
  const messages: [number, Uint8Array][] = [
    [DATASPACE, dataspace(shape)],
    [DATATYPE, numberType(type)],
    // Room is taken late, or piece by piece; what is not written is zero.
    [
      FILL_VALUE,
      new ByteList()
        .u8(2, chunked ? 3 : 2, 2, 1)
        .u32(0)
        .bytes(),
    ],
    [LAYOUT, layout.bytes()],
  ];
  if (chunked) messages.push([FILTERS, shuffleAndDeflate(size)]);
  for (const [name, value] of attributes) messages.push([ATTRIBUTE, attribute(name, value)]);
  return objectHeader(messages);
}

function objectHeader(
  messages: readonly (readonly [type: number, body: Uint8Array])[],
): Uint8Array<ArrayBuffer> {
  const bodies = new ByteList();
  for (const [type, body] of messages) {
    const whole = new ByteList().add(body).fill(8).bytes();
    bodies.u16(type, whole.length).u32(0).add(whole);
  }
  return new ByteList().u8(1, 0).u16(messages.length).u32(1, bodies.length, 0).add(bodies.bytes()).bytes();
}

function dataspace(shape: readonly number[]): Uint8Array<ArrayBuffer> {
  return new ByteList()
    .u8(1, shape.length, 0, 0)
    .u32(0)
    .u64(...shape)
    .bytes();
}

function numberType(type: SampleType): Uint8Array<ArrayBuffer> {
  const bits = 8 * SAMPLE_BYTES[type];
  const list = new ByteList();
  if (!type.startsWith('float')) {
    const signed = type.startsWith('int') ? 0x08 : 0;
    return list
      .u8(0x10, signed, 0, 0)
      .u32(bits / 8)
      .u16(0, bits)
      .bytes();
  }
  const [exponent, mantissa, bias] = type === 'float32' ? [8, 23, 127] : [11, 52, 1023];
  return list
    .u8(0x11, 0x20, bits - 1, 0)
    .u32(bits / 8)
    .u16(0, bits)
    .u8(mantissa, exponent, 0, mantissa)
    .u32(bias)
    .bytes();
}

function attribute(name: string, value: string | number): Uint8Array<ArrayBuffer> {
  const type = typeof value === 'string' ? textType(value.length) : numberType('int32');
  const space = dataspace([]);
  const list = new ByteList().u8(1, 0).u16(name.length + 1, type.length, space.length);
  list.text(name).u8(0).fill(8).add(type).fill(8).add(space);
  return (typeof value === 'string' ? list.text(value) : list.u32(value)).bytes();
}

/** Text of a fixed number of letters, all of them ASCII. */
function textType(letters: number): Uint8Array<ArrayBuffer> {
  return new ByteList().u8(0x13, 0, 0, 0).u32(letters).bytes();
}

/** Bytes of samples put together by their weight, then packed. */
function shuffleAndDeflate(size: number): Uint8Array<ArrayBuffer> {
  const list = new ByteList().u8(1, 2).u8(0, 0, 0, 0, 0, 0);
  return list.u16(2, 0, 0, 1).u32(size, 0).u16(1, 0, 0, 1).u32(6, 0).bytes();
}

/** The tree that leads to the pieces of a data set, in nodes to be written one after another. */
export interface PieceTree {
  readonly nodes: readonly Uint8Array<ArrayBuffer>[];
  /** Address of the node at the top. */
  readonly root: number;
}

/**
 * The tree of pieces.
 *
 * @param pieces in the order of their offsets, the last axis fastest.
 * @param address of the first node.
 */
export function pieceTree(
  pieces: readonly StoredPiece[],
  chunk: readonly number[],
  sampleBytes: number,
  address: number,
): PieceTree {
  const size = nodeBytes(PIECES_HALF, 8 + 8 * (chunk.length + 1));
  const nodes: Uint8Array<ArrayBuffer>[] = [];
  const last = pieces[pieces.length - 1].offset;
  const beyond = last.map((offset, axis) => offset + chunk[axis]);
  let children = pieces;
  for (let level = 0; ; level++) {
    const first = address + nodes.length * size;
    const count = Math.ceil(children.length / (2 * PIECES_HALF));
    const parents: StoredPiece[] = [];
    for (let node = 0; node < count; node++) {
      const own = children.slice(node * 2 * PIECES_HALF, (node + 1) * 2 * PIECES_HALF);
      const next = children.at((node + 1) * 2 * PIECES_HALF);
      const list = new ByteList().text('TREE').u8(1, level).u16(own.length);
      for (const sibling of [node - 1, node + 1]) {
        if (sibling < 0 || sibling >= count) list.none();
        else list.u64(first + sibling * size);
      }
      for (const { offset, address: child, bytes } of own)
        list
          .u32(bytes, 0)
          .u64(...offset, 0)
          .u64(child);
      if (next === undefined) list.u32(0, 0).u64(...beyond, sampleBytes);
      else list.u32(next.bytes, 0).u64(...next.offset, 0);
      nodes.push(list.fillTo(size).bytes());
      parents.push({ ...own[0], address: first + node * size });
    }
    if (count === 1) return { nodes, root: first };
    children = parents;
  }
}
