/** Weight files whose metadata are missing or lie, and such as are as they should be. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { SpectraliftError } from '../errors.ts';
import { initialWeights, NetworkError } from './parameters.ts';
import { buildRgbNetwork, type RgbNetworkChoice, rgbNetworkMetadata } from './rgb-network-choice.ts';
import { readRgbNetworkFile } from './rgb-network-file.ts';
import { type StoredTensor, writeSafetensors } from './safetensors.ts';

const CHOICE: RgbNetworkChoice = {
  name: 'hscnn-d',
  options: { bands: 4, paths: 1, blocks: 2, growth: 2, bias: true },
};

function tensorsOf(choice: RgbNetworkChoice): Map<string, StoredTensor> {
  const random = new Random(1);
  const { declarations } = buildRgbNetwork(choice);
  const weights = initialWeights(declarations, () => random.uniform(), 'he');
  return new Map(
    declarations.map(({ name, shape }) => [name, { shape, data: weights.get(name) ?? new Float32Array() }]),
  );
}

const tensors = tensorsOf(CHOICE);
const metadata = rgbNetworkMetadata(CHOICE);
const read = (others: ReadonlyMap<string, StoredTensor>, told = metadata) =>
  readRgbNetworkFile(writeSafetensors(others, told));

describe('a weight file of a network that sees RGB alone', () => {
  it('gives back network, sizes, weights and all that it says', () => {
    const file = read(tensors, { ...metadata, camera: 'Nikon D700' });
    expect(file.choice).toEqual(CHOICE);
    expect(file.network.description).toBe(buildRgbNetwork(CHOICE).description);
    expect(file.metadata['camera']).toBe('Nikon D700');
    for (const [name, { data }] of tensors) expect(file.weights.get(name)).toEqual(data);
    expect(file.weights.size).toBe(tensors.size);
  });

  it('of the recipe of AGD-Net tells its bands by its tensors', () => {
    const options = { bands: 5, growth: 2, stages: 2, projection: 'learned' as const };
    const choice: RgbNetworkChoice = { name: 'agd-net', options };
    const own = { network: 'agd-net', stages: '2', growth: '2', projection: 'learned', basis: 'camera' };
    expect(read(tensorsOf(choice), own).choice).toEqual(choice);
    expect(() => read(tensorsOf(choice), { ...own, projection: 'known' })).toThrow(
      /'learned', found 'known'/,
    );
  });

  it('is refused where its metadata are missing or belong to other sizes', () => {
    expect(() => read(tensors, {})).toThrow(/found no 'network'/);
    expect(() => read(tensors, { ...metadata, blocks: '3' })).toThrow(
      /hscnn-d: expected a tensor 'ddfn\.dfus_blocks\.2\.conv1\.weight' \[8, 12, 1, 1\], found none/,
    );
    expect(() => read(tensors, { ...metadata, blocks: '1' })).toThrow(NetworkError);
    expect(() => read(tensors, { ...metadata, growth: '4' })).toThrow(/expected a tensor/);
    expect(() => read(tensors, { ...metadata, bias: 'false' })).toThrow(/found \d+; one that it has not is/);
  });

  it('is refused where a tensor is missing, is one too many, has another shape or is not finite', () => {
    const changed = (name: string, tensor?: StoredTensor): Map<string, StoredTensor> => {
      const others = new Map(tensors);
      if (tensor === undefined) others.delete(name);
      else others.set(name, tensor);
      return others;
    };
    const last = tensors.get('conv_out.weight') ?? { shape: [], data: new Float32Array() };
    expect(() => read(changed('conv_out.weight'))).toThrow(/'conv_out\.weight'.*found none/);
    expect(() => read(changed('other', last))).toThrow(/'other'/);
    const turned = { ...last, shape: [...last.shape].reverse() };
    expect(() => read(changed('conv_out.weight', turned))).toThrow(/\[4, 12, 1, 1\], found \[1, 1, 12, 4\]/);
    const broken = { ...last, data: last.data.map((value, index) => (index === 5 ? Number.NaN : value)) };
    expect(() => read(changed('conv_out.weight', broken))).toThrow(/found NaN at 5 of 'conv_out\.weight'/);
  });

  it('answers any bytes in its place with a tagged error', () => {
    const whole = writeSafetensors(tensors, metadata);
    fc.assert(
      fc.property(
        fc.nat(600),
        fc.integer({ min: 0, max: 255 }),
        fc.nat(whole.length),
        (place, value, length) => {
          const bytes = whole.slice(0, length);
          if (place < length) bytes[place] = value;
          try {
            readRgbNetworkFile(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(SpectraliftError);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
