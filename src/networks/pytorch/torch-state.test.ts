/** State dictionaries of PyTorch: round trips, and files that want more than tensors, or lie, or are damaged. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { haveGolden, readGolden } from '../../../test/golden.ts';
import { memoryOutput } from '../../cube/files/output-files.ts';
import { createZip } from '../../cube/formats/npz/zip-writer.ts';
import { Random } from '../../random.ts';
import { generatorParameters } from '../generator.ts';
import { checkWeights } from '../parameters.ts';
import { readWeights } from '../read-weights.ts';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../safetensors.ts';
import { readPickle } from './read-pickle.ts';
import { readTorchState } from './read-torch-state.ts';
import { TorchFileError } from './torch-file-error.ts';
import { writeTorchState } from './write-torch-state.ts';

/** Bytes of a pickle: instructions as text, one character a byte, and counts in between. */
function pickle(...parts: readonly (string | number)[]): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const part of parts) {
    if (typeof part === 'string') for (const character of part) bytes.push(character.charCodeAt(0));
    else for (let shift = 0; shift < 32; shift += 8) bytes.push((part >>> shift) & 255);
  }
  return Uint8Array.from(bytes);
}

const bytesOf = (data: Float32Array = new Float32Array()): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
const text = (value: string): (string | number)[] => ['X', value.length, value];
const START = '\x80\x02';
const DICT = 'ccollections\nOrderedDict\n)R';
const REBUILD = 'ctorch._utils\n_rebuild_tensor_v2\n';

interface View {
  readonly type?: string;
  readonly key?: string;
  readonly elements: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

const counts = (values: readonly number[]) => ['(', ...values.flatMap((value) => ['J', value]), 't'];

function tensor({ type = 'FloatStorage', key = '0', elements, offset = 0, shape, strides }: View) {
  const storage = [
    '(',
    ...text('storage'),
    `ctorch\n${type}\n`,
    ...text(key),
    ...text('cpu'),
    'J',
    elements,
    'tQ',
  ];
  return [REBUILD, '(', ...storage, 'J', offset, ...counts(shape), ...counts(strides), '\x89', DICT, 'tR'];
}

type Named = Readonly<Record<string, readonly (string | number)[]>>;
const dictionary = (entries: Named) => [
  DICT,
  '(',
  ...Object.entries(entries).flatMap(([name, value]) => [...text(name), ...value]),
  'u',
];

async function archive(
  root: readonly (string | number)[],
  members: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {},
  { compress = false, folder = 'weights/' } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const output = memoryOutput();
  const zip = await createZip(await output.create('file'));
  const files = { 'data.pkl': pickle(START, ...root, '.'), ...members };
  for (const [name, content] of Object.entries(files)) {
    await zip.add({
      name: folder + name,
      bytes: content.length,
      compress,
      async *content() {
        yield content;
      },
    });
  }
  await zip.finish();
  await output.commit();
  return new Uint8Array((await output.files.get('file')?.arrayBuffer()) ?? new ArrayBuffer());
}

const floats = (...values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);
const six = { 'data/0': floats(1, 2, 3, 4, 5, 6) };
const ROW_MAJOR: View = { elements: 6, shape: [2, 3], strides: [3, 1] };

/** What a file of one dictionary holds. */
async function read(entries: Named, members: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = six) {
  return (await readTorchState(await archive(dictionary(entries), members))).tensors;
}

describe('state dictionaries', () => {
  it('come back as they were written, with what is said of them', async () => {
    const shapes = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(shapes, fc.string(), async (list, word) => {
        const random = new Random(1);
        const tensors = new Map(
          list.map((shape, index): [string, StoredTensor] => {
            const size = shape.reduce((product, each) => product * each, 1);
            const data = Float32Array.from({ length: size }, () => random.uniform(-1, 1));
            return [`${word}.${index}.weight`, { shape, data }];
          }),
        );
        const metadata = { network: 'generator', word };
        const bytes = await writeTorchState(tensors, metadata);
        if (tensors.size === 0) {
          await expect(readTorchState(bytes)).rejects.toThrow(/found none/);
          return;
        }
        expect(await readTorchState(bytes)).toEqual({ tensors, metadata });
        // the same tensors as a safetensors file
        expect(readSafetensors(writeSafetensors((await readWeights(bytes)).tensors)).tensors).toEqual(
          tensors,
        );
      }),
      { numRuns: 25 },
    );
  });

  it.skipIf(!haveGolden)(
    'hold the weights of the original networks by name (skipped without golden values)',
    async () => {
      for (const name of ['generator', 'srf-estimator', 'agdnet-t9', 'discriminator']) {
        const { tensors } = readGolden(name);
        const back = await readTorchState(await writeTorchState(tensors));
        expect([...back.tensors.keys()]).toEqual([...tensors.keys()]);
        for (const [key, { shape, data }] of tensors) {
          const found = back.tensors.get(key);
          expect(found?.shape).toEqual(shape);
          expect(Buffer.compare(bytesOf(found?.data), bytesOf(data)), key).toBe(0);
        }
        const weights = new Map([...back.tensors].map(([key, { data }]) => [key, data]));
        if (name === 'generator') checkWeights(generatorParameters({ bands: 31, growth: 62 }), weights, name);
      }
    },
  );

  it('may have any strides, offsets and types', async () => {
    const half = Uint8Array.of(0, 0x3c, 0, 0xc1); // 1, -2.5
    const brain = Uint8Array.of(0x80, 0x3f, 0x20, 0xc0); // 1, -2.5
    const whole = new Uint8Array(BigInt64Array.of(7n, -9n).buffer);
    const double = new Uint8Array(Float64Array.of(0.5, -0.25).buffer);
    const found = await read(
      {
        plain: tensor(ROW_MAJOR),
        turned: tensor({ elements: 6, shape: [3, 2], strides: [1, 3] }),
        part: tensor({ elements: 6, offset: 2, shape: [2], strides: [2] }),
        number: tensor({ elements: 6, offset: 5, shape: [], strides: [] }),
        none: tensor({ elements: 6, shape: [0, 4], strides: [4, 1] }),
        half: tensor({ type: 'HalfStorage', key: 'h', elements: 2, shape: [2], strides: [1] }),
        brain: tensor({ type: 'BFloat16Storage', key: 'b', elements: 2, shape: [2], strides: [1] }),
        whole: tensor({ type: 'LongStorage', key: 'w', elements: 2, shape: [2], strides: [1] }),
        double: tensor({ type: 'DoubleStorage', key: 'd', elements: 2, shape: [2], strides: [1] }),
        parameter: ['ctorch._utils\n_rebuild_parameter\n(', ...tensor(ROW_MAJOR), '\x88', DICT, 'tR'],
      },
      { ...six, 'data/h': half, 'data/b': brain, 'data/w': whole, 'data/d': double },
    );
    const values = Object.fromEntries([...found].map(([name, { data }]) => [name, [...data]]));
    expect(values).toEqual({
      plain: [1, 2, 3, 4, 5, 6],
      turned: [1, 4, 2, 5, 3, 6],
      part: [3, 5],
      number: [6],
      none: [],
      half: [1, -2.5],
      brain: [1, -2.5],
      whole: [7, -9],
      double: [0.5, -0.25],
      parameter: [1, 2, 3, 4, 5, 6],
    });
    expect(found.get('turned')?.shape).toEqual([3, 2]);
  });

  it('are found in checkpoints, without the prefix of wrappers', async () => {
    const state = dictionary({ 'module.a': tensor(ROW_MAJOR), 'module.b': tensor(ROW_MAJOR) });
    const root = dictionary({
      epoch: ['K\x03'],
      state_dict: [...state, '}', ...text('_metadata'), DICT, 'sb'],
      optimizer: ['}', ...text('state'), '}', 'K\x00', '}', ...text('exp_avg'), ...tensor(ROW_MAJOR), 'sss'],
      losses: [']', '(', 'G\x3f\xf0\x00\x00\x00\x00\x00\x00', 'N', '\x88', 'e'],
    });
    const { tensors } = await readTorchState(await archive(root, six));
    expect([...tensors.keys()]).toEqual(['a', 'b']);
  });

  it('are asked for where there are several', async () => {
    const state = dictionary({ a: tensor(ROW_MAJOR) });
    const bytes = await archive(dictionary({ first: state, second: state }), six);
    await expect(readTorchState(bytes)).rejects.toThrow(/one state dictionary, found first, second/);
    expect((await readTorchState(bytes, { entry: 'second' })).tensors.size).toBe(1);
    await expect(readTorchState(bytes, { entry: 'third' })).rejects.toThrow(
      /'third', found them in first, second/,
    );
  });

  it('keep one name of a convolution that is registered under two', async () => {
    const view = (offset: number) => tensor({ elements: 6, offset, shape: [1], strides: [1] });
    const found = await read({
      'stages.0.conv.weight': view(0),
      'stages.0.layer.0.weight': view(0),
      'tied.a': view(1),
      'tied.b': view(1),
    });
    expect([...found.keys()]).toEqual(['stages.0.conv.weight', 'tied.a', 'tied.b']);
  });
});

describe('hostile files', () => {
  const refuse = (root: readonly (string | number)[], members = six) =>
    expect(archive(root, members).then((bytes) => readTorchState(bytes))).rejects;

  it('run nothing', async () => {
    for (const name of ['os\nsystem', 'posix\nsystem', 'builtins\neval', 'torch\nload', 'torch.hub\nload']) {
      await refuse([`c${name}\n(`, ...text('touch /tmp/owned'), 'tR']).toThrow(/which is not run/);
    }
    await refuse([DICT, '(', ...text('a'), `ccollections\nCounter\n)R`, 'u']).toThrow(TorchFileError);
    await refuse(['ccollections\nOrderedDict\n(K\x01tR']).toThrow(/a call that makes/);
    await refuse([')', ')R']).toThrow(/a call that makes/);
    // NEWOBJ, STACK_GLOBAL, INST, EXT1, OBJ, PERSID, DUP
    for (const code of ['\x81', '\x93', 'i', '\x82', 'o', 'P', '2']) {
      await refuse([DICT, code]).toThrow(/instruction \d+ at byte \d+, which is not run/);
    }
    await refuse(['\x80\x04']).toThrow(/protocol 4/);
    await refuse([DICT, ']b']).toThrow(/attributes/);
  });

  it('ask for no more memory than they have', async () => {
    const a = (view: View) => dictionary({ a: tensor(view) });
    await refuse(a({ elements: 6, shape: [1e9], strides: [0] })).toThrow(/within the 6 numbers/);
    await refuse(a({ elements: 6, shape: [7], strides: [1] })).toThrow(/within the 6 numbers/);
    await refuse(a({ elements: 6, offset: 6, shape: [1], strides: [1] })).toThrow(/within the 6/);
    await refuse(a({ elements: 2e9, shape: [2e9], strides: [1] })).toThrow(/bytes in its storage, found 24/);
    await refuse(a({ elements: 5, shape: [5], strides: [1] })).toThrow(/expected 20 bytes/);
    await refuse(a({ elements: 6, shape: Array(17).fill(1), strides: Array(17).fill(1) })).toThrow(/16 axes/);
    await refuse(a({ elements: 6, shape: [-1], strides: [1] })).toThrow(TorchFileError);
    await refuse(a({ elements: 6, shape: [2], strides: [1, 1] })).toThrow(TorchFileError);
    const shifted = Array.from({ length: 40 }, (_, k) => [
      `t${k}`,
      tensor({ elements: 6, shape: [6, 1], strides: [1, k] }),
    ]);
    await refuse(dictionary(Object.fromEntries(shifted))).toThrow(/4 times the 6 numbers/);
    expect(() => readPickle(new Uint8Array(16_777_217))).toThrow(/at most 16777216 bytes/);
    expect(() => readPickle(pickle(START, '}'.repeat(1_000_001)))).toThrow(/at most 1000000 values/);
    expect(() => readPickle(pickle(START, '('.repeat(1_000_001)))).toThrow(/at most 1000000 values/);
  });

  it('may be as deep or as circular as they like', async () => {
    const deep = pickle(START, ']'.repeat(200_000), 'a'.repeat(199_999), '.');
    expect(readPickle(deep)).toMatchObject({ kind: 'list' });
    await refuse([']'.repeat(1000), 'a'.repeat(999)]).toThrow(/found none/);
    await refuse(['}q\x00', ...text('state_dict'), 'h\x00s']).toThrow(/found none/);
    await refuse([']q\x00h\x00a']).toThrow(/found none/);
    await refuse(['h\x07']).toThrow(/remembered as 7/);
    await refuse(['j', 0xffffffff]).toThrow(/remembered/);
  });

  it('lie about texts, numbers, marks and stacks', async () => {
    await refuse(['X', 0xffffffff, 'a']).toThrow(/4294967295 bytes/);
    await refuse(['X', 1, '\xff']).toThrow(/UTF-8/);
    await refuse(['\x8a\xff']).toThrow(/whole number/);
    await refuse(['\x8a\x08', '\xff\xff\xff\xff\xff\xff\xff\x7f']).toThrow(/2\^53/);
    for (const broken of [
      't',
      'R',
      'Q',
      'u',
      's',
      'a',
      'e',
      'b',
      '(',
      '(N',
      'q\x00',
      '\x87',
      'ctorch',
      '((N',
      'N(s',
    ]) {
      await refuse([broken]).toThrow(TorchFileError);
    }
    await refuse(['}', ')', 'N', 's']).toThrow(/as keys/);
    await refuse(['N', 'N', 'a']).toThrow(/a list to append to/);
  });

  it('of other kinds are told apart', async () => {
    await expect(readWeights(pickle(START, '\x8a\x0al\xfc'))).rejects.toThrow(/before PyTorch 1.6/);
    await expect(readTorchState(new Uint8Array(8))).rejects.toThrow(/found something else/);
    await expect(readTorchState(new Uint8Array(0))).rejects.toThrow(TorchFileError);
    await refuse(['N'], { 'constants.pkl': pickle(START, 'N.') } as never).toThrow(/TorchScript/);
    await refuse([...dictionary({ a: tensor(ROW_MAJOR) })], {
      byteorder: pickle('big'),
      ...six,
    } as never).toThrow(/little-endian/);
    const packed = await archive(dictionary({ a: tensor(ROW_MAJOR) }), six, { compress: true });
    await expect(readTorchState(packed)).rejects.toThrow(/found it packed/);
    await refuse(dictionary({ a: tensor({ ...ROW_MAJOR, type: 'IntStorage' }) })).toThrow(/found IntStorage/);
    await refuse(dictionary({ a: tensor(ROW_MAJOR) }), {} as never).toThrow(
      /24 bytes in its storage, found 0/,
    );
    await refuse(dictionary({ a: tensor(ROW_MAJOR) }), {
      'spectralift.json': pickle('[1]'),
      ...six,
    } as never).toThrow(/texts by name/);
    const two = await archive(['N'], {}, { folder: '' });
    await expect(readTorchState(two)).rejects.toThrow(/state dictionary/);
  });

  it('that are damaged anywhere answer with the same error, or with tensors', async () => {
    const bytes = await archive(dictionary({ a: tensor(ROW_MAJOR), b: tensor(ROW_MAJOR) }), six);
    const answers = async (damaged: Uint8Array): Promise<void> => {
      try {
        await readTorchState(damaged);
      } catch (error) {
        if (!(error instanceof TorchFileError)) throw error;
      }
    };
    for (let length = 0; length < bytes.length; length += 7) await answers(bytes.subarray(0, length));
    for (let at = 0; at < bytes.length; at += 3) {
      const damaged = bytes.slice();
      damaged[at] ^= 1 << (at % 8);
      await answers(damaged);
    }
    // beyond the check sums of the archive
    const whole = pickle(START, ...dictionary({ a: tensor(ROW_MAJOR) }), '.');
    for (let at = 0; at < whole.length; at++) {
      for (const flip of [1, 8, 64, 255]) {
        const damaged = whole.slice();
        damaged[at] ^= flip;
        try {
          readPickle(damaged);
        } catch (error) {
          if (!(error instanceof TorchFileError)) throw error;
        }
      }
    }
  });
});
