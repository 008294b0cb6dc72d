// MATLAB 5 files, plain and packed.
import { packedZeros } from '../bombs.mjs';
import { cubeTarget, smallCube, writtenCube } from '../cubes.mjs';
import { arrayBody, element, mat5Bytes, mutateMat5, nestedCells, packed } from '../mutate-mat5.mjs';

const NAME = 'cube.mat';
const [MATRIX, COMPRESSED] = [14, 15];
const VARIANTS = [
  { format: 'mat5' },
  { format: 'mat5', dataType: 'uint16', compress: true },
  { format: 'mat5', dataType: 'float64', cube: smallCube({ bands: 5, height: 1, width: 2 }) },
];

/** A seed without the date that MATLAB files carry, so that it is the same every time. */
async function seedOf(variant) {
  const files = await writtenCube(NAME, variant);
  files.get(NAME).fill(0x20, 0, 116);
  return files;
}

/** Doubles in an array of these sizes, as many as are given. */
const doubles = (shape, count, name = 'cube') =>
  arrayBody(6, shape, name, element(9, Buffer.alloc(8 * count)));
/** A packed array whose last part, of some type, is zeros; the size that it states for them may lie. */
function bomb(shape, name, type, zeros, stated = zeros) {
  const start = Buffer.concat([
    arrayBody(6, shape, name, Buffer.alloc(0)),
    element(type, Buffer.alloc(0), stated),
  ]);
  const prefix = element(MATRIX, start, start.length + stated);
  return { type: COMPRESSED, body: packedZeros(prefix.subarray(0, 8 + start.length), zeros) };
}
/** An array that says it has doubles of its sizes, and has these bytes. */
const saying = (shape, length) => arrayBody(6, shape, 'cube', element(9, Buffer.alloc(64), length));

const CRAFTED = [
  [
    '2^31 - 1 in every direction',
    () => [{ type: MATRIX, body: doubles([2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1], 8) }],
  ],
  ['negative sizes', () => [{ type: MATRIX, body: doubles([-1, -1, 8], 8) }]],
  ['no sizes', () => [{ type: MATRIX, body: doubles([], 8) }]],
  ['a million sizes', () => [{ type: MATRIX, body: doubles(Array(1_000_000).fill(1), 1) }]],
  ['2^29 doubles in 64 bytes', () => [{ type: MATRIX, body: saying([2 ** 13, 2 ** 13, 8], 2 ** 32 - 8) }]],
  [
    'a billion doubles that were packed',
    () => [packed(saying([1000, 1000, 1000], 8e9), MATRIX, 2 ** 32 - 8)],
  ],
  ['64 MiB of zeros packed as a small array', () => [bomb([2, 2, 2], 'cube', 9, 2 ** 26, 64)]],
  ['an honest array of 8 MiB of zeros', () => [bomb([256, 128, 32], 'cube', 9, 2 ** 23)]],
  ['a name of 64 MiB of zeros', () => [bomb([2, 2, 2], undefined, 1, 2 ** 26)]],
  ['cells within cells', () => [{ type: MATRIX, body: nestedCells(2000) }]],
  ['packed cells within cells', () => [packed(nestedCells(2000))]],
  ['packed within packed', () => [packed(packed(doubles([2, 2, 2], 8)).body, 15)]],
  [
    'ten thousand and one variables',
    () => Array.from({ length: 10_001 }, (_, k) => ({ type: MATRIX, body: doubles([1, 1], 1, `v${k}`) })),
  ],
  [
    'five thousand packed variables',
    () => Array.from({ length: 5000 }, (_, k) => packed(doubles([1, 1], 1, `v${k}`))),
  ],
  ['empty elements', () => Array.from({ length: 50_000 }, () => ({ type: 0, body: Buffer.alloc(0) }))],
  ['a name that is a path', () => [{ type: MATRIX, body: doubles([2, 2, 31], 124, '../../etc/passwd') }]],
  [
    'the same name many times',
    () => Array.from({ length: 5000 }, () => ({ type: MATRIX, body: doubles([1, 1], 1) })),
  ],
];

export const target = cubeTarget({
  name: 'mat5',
  reads: 'MATLAB 5 file',
  files: { open: NAME },
  variants: VARIANTS,
  seeds: () => Promise.all(VARIANTS.map(seedOf)),
  crafted: ([files]) =>
    CRAFTED.map(([what, elements]) => ({
      what,
      make: () => new Map([[NAME, mat5Bytes(files.get(NAME), elements())]]),
    })),
  mutate: mutateMat5,
});
