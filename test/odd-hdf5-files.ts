/**
 * HDF5 files that only other libraries write, packed; each says how it was made with h5py 3.7. And files that no
 * library writes, made to exhaust who reads them.
 */
import { inflateSync } from 'node:zlib';
import { hdf5Start } from '../src/cube/formats/mat73/hdf5-structure.ts';

function unpack(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(inflateSync(Buffer.from(text, 'base64')));
}

/**
 * 'cube' is a view of 'cube' in secret.h5: `layout = h5py.VirtualLayout((1, 2, 2), 'f4'); layout[:] =
 * h5py.VirtualSource('secret.h5', 'cube', (1, 2, 2)); f.create_virtual_dataset('cube', layout)` with libver 'latest'.
 */
export const viewOfOtherFile = unpack(
  'eNrr9HBx4+WS4mLm4GCAgf9QwCAB4RtAxR07O9n9PVyCmBTO7WXMRsYVTELIGmGAi4mBkYGBjZ8BSLEklyalHoZZ4cpAHbA3c/FTsJMU0Z3EwMhowsDAxMzIyAhVy4RG4xJnFmFgFFSQZ2AB8xQYxDkYxOuBLFagb5i5OPgYGFiYGTiQzJjCMCiB1az5uxhGwSgYBaNgFIwCbMDd2d8HXIkJoFaKMQxotWRxanJRaolehikDqCJnYEaSglWeML4CqBJFk0c2DoRDq1k6kMUb+EfjYhSMglEwCkbBKBgFo2AUjIJRMApGwSigFQAAZ9FAsw==',
);

/** The numbers of 'cube' are in secret.raw: `f.create_dataset('cube', (1, 2, 2), 'f4', external=[('secret.raw', 0, 16)])`. */
export const numbersInOtherFile = unpack(
  'eNrr9HBx4+WS4mIAAQ4OBhYGAQZk8B8KNrCi8mHyCVCaEUp3QOkVTDBxRrCcBFRcEGo+urqQIFdXkOr/aABmTwYLhOZgGAUjEXi4OgaA6AgoH5ZKTzChqksuTUpFTo8eFNrLyMAGMYsRxreA0MyMKOmeCY3GJc4MzAkgOUEFeQZIklZgEOdgEK+HyrMCUzhInomJCWwEO4MGmM8IzUsGOPIBLDw4oDmNmRGWgwTQVFpQJR4k0PwZwIKqrjg1uSi1RK8osRzCD/bzdwG5H+ZuBebRNE0OAAD1Njym',
);

/** 'cube' is packed with a filter that few have: `f.create_dataset('cube', data=zeros((1, 20, 20), 'f4'), compression='lzf')`. */
export const unknownFilter = unpack(
  'eNrr9HBx4+WS4mIAAQ4OBhYGAQZk8B8KLgui8mHyCVCaEUp3QOkVTDBxRrCcBFRcEGo+urqQIFdXkOr/aABmjwELhOZgGAUjEXi4OgaA6AgoH5ZKTzChqksuTUpFTo8eFNrLyMAGMYsRxreA0MyMKOleBI3GJc4MzAkgOUEFeQZIklZgEOdgEK+HyrMCUzhInokZYgQ3gwaYwQgzsBYkz8yQU5UG5oLMYAXKObDB8ocCxB4mlgpWhFNEoJgF4TMDssIj2M/fBZSjYflQgXk0bZIDQOUdI5byTppI/TsE0dMp9vTGMhrUo2AUjIJRMApGwSgYBaNgFAx5AGzvP/iPgcCdRgBDTlAw',
);

/** Most significant byte first: `f['cube'] = arange(-5, 7, dtype='>i2')` as 3 x 2 x 2, `f['wavelengths']` in '>f8'. */
export const numbersOfBigEndian = unpack(
  'eNrr9HBx4+WS4mIAAQ4OBhYGAQZk8B8KDDhQ+TD5BCjNCKU7oPQKJpg4I1hOAiouCDUfXV1IkKsrSPV/NACzx4AFQqO6bhSMFODh6hgAoiOgfAUofYIJVV1yaVIqiC5PLEvNSc1LL8koRkmfFiTay8jACtHLCONDTGBkhggwQ9UxodG4xQXARglwwsQgKZqVgQMszsTEBDaYA5pjgNZAc54EmssKBiQegv38XRiBLueAxQMzfvWw/FrBOpqG8acrSPwyMqKmKwQtAVYqqGgPDXsHBhNuBpP/UAW4048EjvTTMRoJo4Dh/+//f/7//f8PXNOCMjYzsAnAysDmUAmRd6h3gNBNB8A0AB7PQxw=',
);

/** Bytes of a node of the tree of a group: 32 children and the keys between them. */
const NODE_BYTES = 24 + 33 * 8 + 32 * 8;

/**
 * A file whose group is a tree in which every node has 32 children, all of them the node below: at the bottom stands
 * one list of one name, or an empty one. A walk through it meets 32 to the power of `levels` lists.
 *
 * @param endless true for a top whose children are itself.
 */
export function crowdedGroup(
  levels: number,
  { empty = false, endless = false } = {},
): Uint8Array<ArrayBuffer> {
  const dataset = { name: 'x', type: 'uint8', shape: [1], attributes: [] } as const;
  const start = hdf5Start([{ ...dataset, place: { address: 0, bytes: 1 } }], 0, 0);
  const bytes = Buffer.alloc(start.length + (levels - 1) * NODE_BYTES);
  bytes.set(start);
  const bottom = bytes.indexOf('TREE');
  const list = bytes.indexOf('SNOD');
  if (empty) bytes.writeUInt16LE(0, list + 6);
  const write = (at: number, level: number, child: number): void => {
    bytes.write('TREE', at);
    bytes.set([0, level, 32, 0], at + 4);
    bytes.fill(0xff, at + 8, at + 24);
    // Keys are offsets of names: the empty name before the first child, 'x' behind each.
    for (let index = 0; index < 32; index++) {
      bytes.writeBigUInt64LE(BigInt(child), at + 32 + 16 * index);
      bytes.writeBigUInt64LE(8n, at + 40 + 16 * index);
    }
  };
  write(bottom, 0, list);
  let top = bottom;
  for (let level = 1; level < levels; level++) {
    const at = start.length + (level - 1) * NODE_BYTES;
    write(at, level, endless ? at : top);
    top = at;
  }
  // The end of the file, the top of the tree in the superblock and in the header of the group.
  bytes.writeBigUInt64LE(BigInt(bytes.length), 40);
  for (const at of [80, 120]) bytes.writeBigUInt64LE(BigInt(top), at);
  return new Uint8Array(bytes);
}
