import { describe, expect, it } from 'vitest';
import { catalogueCamera } from '../camera/catalogue.ts';
import { radianceResponse } from '../camera/effective-response.ts';
import { emitOnnx, input } from '../graph/index.ts';
import { type AgdNetOptions, agdNet, agdNetParameters } from '../networks/agd-net.ts';
import { generator, generatorParameters } from '../networks/generator.ts';
import {
  initialWeights,
  lookupDeclared,
  NetworkError,
  type ParameterDeclaration,
  type Weights,
} from '../networks/parameters.ts';
import { writeSafetensors } from '../networks/safetensors.ts';
import { Random } from '../random.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { memoryPicture } from './linear-picture.ts';
import { readGeneratorModel } from './model.ts';
import { reconstructWhole } from './reconstruct.ts';

const OPTIONS = { bands: 31, growth: 3 };
const [WIDTH, HEIGHT] = [12, 9];
const declarations = generatorParameters(OPTIONS);
const random = new Random(4);
const weights = initialWeights(declarations, () => random.uniform());

function weightFile(
  metadata: Readonly<Record<string, string>>,
  declared: readonly ParameterDeclaration[] = declarations,
  values: Weights = weights,
): Uint8Array {
  const tensors = new Map(
    declared.map(({ name, shape }) => [name, { shape, data: values.get(name) ?? new Float32Array() }]),
  );
  return writeSafetensors(tensors, metadata);
}

describe('weights of AGD-Net', () => {
  const known: AgdNetOptions = { bands: 31, growth: 3, stages: 3, projection: 'known' };
  const declared = agdNetParameters(known);
  const drawn = initialWeights(declared, () => random.uniform());

  it('are run as the network that they are, with the response given', async () => {
    const runtime = await nodeRuntime({ threads: 1 });
    const response = radianceResponse(catalogueCamera('Nikon D700'));
    const rgb = Float32Array.from({ length: 3 * WIDTH * HEIGHT }, () => random.uniform());
    const graph = agdNet(
      input('rgb', [1, 3, HEIGHT, WIDTH]),
      input('srf', [1, 3, 31]),
      lookupDeclared(declared),
      known,
    );
    const session = await runtime.createSession(emitOnnx({ cube: graph.cube }, { weights: drawn }));
    const expected = await session.run({
      rgb: { data: rgb, shape: [1, 3, HEIGHT, WIDTH] },
      srf: { data: Float32Array.from(response.matrix), shape: [1, 3, 31] },
    });
    await session.release();
    for (const network of [{ network: 'agd-net' }, {}]) {
      const model = readGeneratorModel(weightFile({ ...network, basis: 'camera' }, declared, drawn), 'small');
      expect(model.network).toMatchObject({ name: 'agd-net', stages: 3, bands: 31 });
      const picture = memoryPicture(rgb, WIDTH, HEIGHT);
      const { cube } = await reconstructWhole(picture, { runtime, model, response, consistency: 'none' });
      const largest = Math.max(...cube.map((value, at) => Math.abs(value - expected['cube'].data[at])));
      expect(largest).toBeLessThan(1e-5);
    }
  });

  it('are refused with a projection of their own, or if some are missing', () => {
    const learned = agdNetParameters({ ...known, projection: 'learned' });
    const own = initialWeights(learned, () => random.uniform());
    const read = (file: Uint8Array) => () => readGeneratorModel(file, 'small');
    expect(read(weightFile({ network: 'agd-net' }, learned, own))).toThrow(NetworkError);
    expect(read(weightFile({}, learned, own))).toThrow(/projection of its own/);
    const lame = declared.filter(({ name }) => !name.endsWith('.bias'));
    expect(read(weightFile({ network: 'agd-net' }, lame, drawn))).toThrow(
      /first missing is 'stages\.0\.denselayers\.0\.compressLayer\.conv\.bias'/,
    );
  });
});

describe('a model', () => {
  it("sees pictures in the camera's own axes if its file says so", async () => {
    const runtime = await nodeRuntime({ threads: 1 });
    const response = radianceResponse(catalogueCamera('Nikon D700'));
    const rgb = Float32Array.from({ length: 3 * WIDTH * HEIGHT }, () => random.uniform());
    const graph = generator(
      input('rgb', [1, 3, HEIGHT, WIDTH]),
      input('srf', [1, 3, 31]),
      lookupDeclared(declarations),
      OPTIONS,
    );
    const session = await runtime.createSession(emitOnnx({ cube: graph.cube }, { weights }));
    const expected = await session.run({
      rgb: { data: rgb, shape: [1, 3, HEIGHT, WIDTH] },
      srf: { data: Float32Array.from(response.matrix), shape: [1, 3, 31] },
    });
    await session.release();
    const difference = async (metadata: Readonly<Record<string, string>>): Promise<number> => {
      const model = readGeneratorModel(weightFile(metadata), 'small');
      const picture = memoryPicture(rgb, WIDTH, HEIGHT);
      const { cube } = await reconstructWhole(picture, { runtime, model, response, consistency: 'none' });
      return cube.reduce((most, value, at) => Math.max(most, Math.abs(value - expected['cube'].data[at])), 0);
    };
    expect(await difference({ basis: 'camera' })).toBeLessThan(1e-5);
    expect(await difference({ basis: 'canonical' })).toBeGreaterThan(1e-3);
    expect(await difference({})).toBeGreaterThan(1e-3);
  });
});
