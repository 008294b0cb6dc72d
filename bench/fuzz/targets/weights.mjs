// Weight files as models: their shapes say which form of network they are for.
import { generatorParameters } from '../../../dist/networks/generator.js';
import { initialWeights } from '../../../dist/networks/parameters.js';
import { writeSafetensors } from '../../../dist/networks/safetensors.js';
import { Random } from '../../../dist/random.js';
import { readEstimatorModel } from '../../../dist/reconstruction/estimate-response.js';
import { readGeneratorModel } from '../../../dist/reconstruction/model.js';
import { mutateSafetensors, safetensorsBytes } from '../safetensors.mjs';

const NAME = 'weights.safetensors';
const FIRST = 'stages.0.denselayers.0.compressLayer.conv.weight';

/** A file whose first kernel has a shape of our own, and nothing else. */
const shaped = (shape) => ({
  what: `a first kernel of ${shape.join(' x ')}`,
  make: () => {
    const count = Math.min(
      1000,
      shape.reduce((product, size) => product * size, 1),
    );
    const header = { [FIRST]: { dtype: 'F32', shape, data_offsets: [0, 4 * count] } };
    return new Map([[NAME, safetensorsBytes(JSON.stringify(header), new Uint8Array(4 * count))]]);
  },
});

export const target = {
  name: 'weights',
  reads: 'weights of a generator or an estimator',
  errors: ['SafetensorsError', 'NetworkError'],
  memoryBytes: 256 * 2 ** 20,
  async seeds() {
    const random = new Random(7);
    const declarations = generatorParameters({ bands: 31, growth: 1 });
    const weights = initialWeights(declarations, () => random.uniform());
    const tensors = declarations.map(({ name, shape }) => [name, { shape, data: weights.get(name) }]);
    return [new Map([[NAME, writeSafetensors(new Map(tensors))]])];
  },
  crafted: () => [
    shaped([0, 31, 1, 1]),
    shaped([2 ** 52, 31, 0, 1]),
    shaped([1_000_000, 31, 0]),
    shaped([31]),
    shaped([]),
    shaped([4, 0, 1, 1]),
  ],
  async parse(files) {
    const bytes = files.get(NAME);
    // Two readers, one after the other: what one refuses the other must refuse too.
    const first = await Promise.allSettled([(async () => readGeneratorModel(bytes, NAME))()]);
    if (first[0].status === 'fulfilled') return first[0].value;
    if (bytes.length % 2 === 0) throw first[0].reason;
    return readEstimatorModel(bytes, NAME);
  },
  mutate: (random, bytes) => mutateSafetensors(random, bytes),
};
