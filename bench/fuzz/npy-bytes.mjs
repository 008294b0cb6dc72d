// NumPy arrays with any header, honest or not.
import { textBytes } from './cubes.mjs';
import { mutateText } from './mutate-text.mjs';

/** A file with a header of our own, version 1.0 or 2.0, in front of the samples of a seed. */
export function npyBytes(text, samples, version = 1) {
  const head = textBytes(`${text}\n`);
  const prefix = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(head.length & 0xffff);
  else length.writeUInt32LE(head.length);
  return new Uint8Array(Buffer.concat([prefix, length, head, samples]));
}

/** The text of a header. */
export const headerText = (shape, type = '<f4', order = 'False') =>
  `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${shape}), }`;

/** Headers that lie, with what they say. */
export const LYING_HEADERS = [
  ['2^53 bands', headerText('9007199254740992, 2, 4')],
  [
    'a product that overflows a double',
    headerText(
      Array(20)
        .fill(2 ** 53)
        .join(', '),
    ),
  ],
  ['a product that wraps 64 bits to the true size', headerText('6148914691236517206, 2, 4')],
  ['a product that overflows 2^53', headerText('4294967296, 4294967296, 4')],
  ['negative sizes', headerText('-3, -2, 4')],
  ['no sizes', headerText('')],
  ['sizes of nothing', headerText('0, 0, 0')],
  ['2^53 times nothing', headerText('9007199254740991, 0, 4')],
  ['twenty thousand axes', headerText('1,'.repeat(20_000))],
  ['a size of sixty thousand digits', headerText('9'.repeat(60_000))],
  ['objects, which are pickles', headerText('3, 2, 4', '|O')],
  ['a structured type', "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3, 2, 4), }"],
  ['texts', headerText('3, 2, 4', '<U8')],
  [
    'sixty thousand spaces',
    `{'descr': '<f4', 'fortran_order': False, 'shape'${' '.repeat(60_000)}: (3, 2, 4)}`,
  ],
  ['thousands of keys', `{${"'shape': (".repeat(6000)}`],
];

/** The header mutated as a text, its length put right. */
export function mutateNpy(random, bytes) {
  if (bytes.length < 11) return bytes;
  const end = 10 + new DataView(bytes.buffer, bytes.byteOffset).getUint16(8, true);
  const text = Buffer.from(mutateText(random, bytes.subarray(10, end))).toString('utf8');
  return npyBytes(text, bytes.subarray(end));
}
