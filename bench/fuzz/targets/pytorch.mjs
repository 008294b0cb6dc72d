// State dictionaries of PyTorch: a pickle and numbers in a ZIP file, check sums right, so that the pickle is met.
import { readTorchState } from '../../../dist/networks/pytorch/read-torch-state.js';
import { writeTorchState } from '../../../dist/networks/pytorch/write-torch-state.js';
import { Unbelievable } from '../judge.mjs';
import { mutateBytes } from '../mutate-bytes.mjs';
import { mutateZip, zipBytes } from '../mutate-zip.mjs';

const NAME = 'weights.pth';
const latin = (text) => new Uint8Array(Buffer.from(text, 'latin1'));
const pickled = (text) => zipBytes([{ name: 'archive/data.pkl', data: latin(`\x80\x02${text}`) }]);

const CRAFTED = [
  ['a call of os.system', () => pickled('cos\nsystem\n(X\x04\x00\x00\x00truetR.')],
  ['a call of eval', () => pickled('cbuiltins\neval\n(X\x01\x00\x00\x001tR.')],
  [
    'a million lists, each within the one before',
    () => pickled(`${']'.repeat(900_000)}${'a'.repeat(899_999)}.`),
  ],
  ['two million dictionaries', () => pickled(`${'}'.repeat(2_000_000)}.`)],
  ['two million marks', () => pickled(`${'('.repeat(2_000_000)}.`)],
  ['a list within itself', () => pickled(']q\x00h\x00a.')],
  ['a dictionary within itself', () => pickled('}q\x00X\x05\x00\x00\x00modelh\x00s.')],
  ['a text of four gigabytes', () => pickled('X\xff\xff\xff\xff.')],
  ['a pickle of 17 MiB', () => pickled(`${'N'.repeat(17 * 2 ** 20)}.`)],
  ['a name without an end', () => pickled(`c${'x'.repeat(1_000_000)}`)],
  ['nothing', () => zipBytes([])],
  ['no archive', () => latin('\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.')],
];

export const target = {
  name: 'pytorch',
  reads: 'weights (PyTorch)',
  errors: ['TorchFileError'],
  memoryBytes: 512 * 2 ** 20,
  async seeds() {
    const tensors = new Map([
      ['stages.0.conv.weight', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
      ['stages.0.conv.bias', { shape: [2], data: Float32Array.of(-1, 1) }],
      ['scalar', { shape: [], data: Float32Array.of(7) }],
    ]);
    return [
      new Map([[NAME, await writeTorchState(tensors)]]),
      new Map([[NAME, await writeTorchState(tensors, { network: 'generator' })]]),
    ];
  },
  crafted: () => CRAFTED.map(([what, make]) => ({ what, make: () => new Map([[NAME, make()]]) })),
  async parse(files) {
    const { tensors } = await readTorchState(files.get(NAME));
    for (const [name, { shape, data }] of tensors) {
      const count = shape.reduce((product, size) => product * size, 1);
      if (data.length !== count) throw new Unbelievable(`${data.length} values for ${shape} of ${name}`);
    }
  },
  mutate: (random, bytes) => mutateZip(random, bytes, (_, data) => mutateBytes(random, data, data)),
};
