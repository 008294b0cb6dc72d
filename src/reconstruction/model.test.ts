import { describe, expect, it } from 'vitest';
import { catalogueCamera } from '../camera/catalogue.ts';
import { radianceResponse } from '../camera/effective-response.ts';
import { emitOnnx, input } from '../graph/index.ts';
import { generator, generatorParameters } from '../networks/generator.ts';
import { initialWeights, lookupDeclared } from '../networks/parameters.ts';
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

function weightFile(metadata: Readonly<Record<string, string>>): Uint8Array {
  const tensors = new Map(
    declarations.map(({ name, shape }) => [name, { shape, data: weights.get(name) ?? new Float32Array() }]),
  );
  return writeSafetensors(tensors, metadata);
}

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
