// MATLAB 7.3 and HDF5 files. The parser works in a thread that is ended when it takes too long or too much; here it
// works without, but for the crafted inputs and those at which it hangs or crashes.
import { deflateSync } from 'node:zlib';
import { startHdf5 } from '../../../dist/cube/node/start-hdf5.js';
import { hdf5Start, pieceTree } from '../../../dist/cube/formats/mat73/hdf5-structure.js';
import { cubeTarget, readAsProgram, smallCube } from '../cubes.mjs';
import { isParserSpent, startHdf5Here } from '../hdf5-here.mjs';
import { mutateHdf5 } from '../mutate-hdf5.mjs';
import { overwritten } from '../mutate-bytes.mjs';
import { integerBytes } from '../numbers.mjs';

const NAME = 'cube.mat';
const LIMITS = { parserMilliseconds: 2000, parserBytes: 2 ** 27 };

const dataset = (name, shape, place, type = 'float32') => ({ name, type, shape, attributes: [], place });
/** A file of data sets whose numbers stand behind the rest, as far as they do. */
function made(sets, numbers = Buffer.alloc(96)) {
  const length = hdf5Start(sets(0), 0, 0).length;
  return Buffer.concat([hdf5Start(sets(length), 0, length + numbers.length), numbers]);
}
/** A data set of 31 bands and 96 bytes, which says that it has these sizes and so many bytes. */
const stretch =
  (shape, bytes = shape.reduce((product, size) => product * size, 4)) =>
  () =>
    made((address) => [dataset('cube', shape, { address, bytes })]);

/** One data set in one packed piece, which may become more than the piece has room for. */
function packedPiece(unpacked, chunk, shape = chunk) {
  const packed = deflateSync(Buffer.alloc(unpacked));
  const sets = (tree) => [dataset('cube', shape, { tree, chunk }, 'uint8')];
  const at = hdf5Start(sets(0), 0, 0).length;
  const piece = { offset: chunk.map(() => 0), address: at, bytes: packed.length };
  const { nodes, root } = pieceTree([piece], chunk, 1, at + packed.length);
  const length = at + packed.length + nodes[0].length;
  return Buffer.concat([hdf5Start(sets(root), 0, length), packed, nodes[0]]);
}

/** The bytes of a seed with one word changed where a signature stands. */
const changed = (bytes, signature, offset, value) => () => {
  const at = Buffer.from(bytes).indexOf(signature, 0, 'latin1');
  return overwritten(bytes, at + offset, integerBytes(BigInt(value), 8, true));
};

const CRAFTED = [
  ['2^36 bytes in 96', stretch([31, 2 ** 15, 2 ** 14])],
  ['a product that overflows 2^64 to 96 bytes', stretch([31, 2 ** 32, 2 ** 32], 96)],
  ['2^53 bands', stretch([2 ** 52, 2, 4], 2 ** 57)],
  ['sizes of nothing', stretch([31, 0, 4], 0)],
  [
    'numbers beyond the file',
    () => made(() => [dataset('cube', [31, 1, 1], { address: 2 ** 40, bytes: 124 })]),
  ],
  ['numbers of which some are there', stretch([31, 2, 4])],
  ['256 MiB of zeros in a piece of 496 bytes', () => packedPiece(2 ** 28, [31, 4, 4])],
  ['an honest piece of 8 MiB of zeros', () => packedPiece(31 * 2 ** 18, [31, 512, 512])],
  ['a piece of 2^31 - 1 bytes', () => packedPiece(64, [31, 1, 69_273_666])],
  ['a terabyte in pieces that are not there', () => packedPiece(496, [31, 4, 4], [31, 2 ** 18, 2 ** 17])],
  ['thirty-two axes', stretch([31, ...Array(31).fill(1)])],
];

export const target = cubeTarget({
  name: 'mat73',
  reads: 'MATLAB 7.3 or HDF5 file',
  files: { open: NAME },
  variants: [
    { format: 'mat73' },
    { format: 'mat73', dataType: 'uint16', compress: true },
    { format: 'mat73', dataType: 'float64', cube: smallCube({ bands: 5, height: 1, width: 2 }) },
  ],
  crafted: ([files]) => {
    const bytes = files.get(NAME);
    const circles = [
      ['a tree that is its own child', changed(bytes, 'TREE', 32, 0)],
      ['a group at the address of its tree', changed(bytes, 'SNOD', 16, 96)],
      ['65,535 symbols in a node', changed(bytes, 'SNOD', 6, 0xffff)],
      ['a heap beyond the file', changed(bytes, 'HEAP', 24, 2 ** 50)],
      ['a heap of 2^62 bytes', changed(bytes, 'HEAP', 8, 2 ** 62)],
      ['an end of file of 2^62', changed(bytes, '\x89HDF', 40, 2 ** 62)],
    ];
    return [...CRAFTED, ...circles].map(([what, make]) => ({
      what,
      make: () => new Map([[NAME, new Uint8Array(make())]]),
    }));
  },
  memoryBytes: 512 * 2 ** 20,
  patience: 5000,
  parse: (files) => readAsProgram(files, NAME, { startHdf5: startHdf5Here, limits: LIMITS }),
  parseApart: (files) => readAsProgram(files, NAME, { startHdf5, limits: LIMITS }),
  isSpent: isParserSpent,
  mutate: mutateHdf5,
});
