// Weight files.
import { readSafetensors, writeSafetensors } from '../../../dist/networks/safetensors.js';
import { Unbelievable } from '../judge.mjs';
import { safetensorsBytes, mutateSafetensors, LYING_SAFETENSORS } from '../safetensors.mjs';

const NAME = 'weights.safetensors';

export const target = {
  name: 'safetensors',
  reads: 'weights (safetensors)',
  errors: ['SafetensorsError'],
  memoryBytes: 256 * 2 ** 20,
  async seeds() {
    const tensors = new Map([
      ['a.weight', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
      ['a.bias', { shape: [2], data: Float32Array.of(-1, 1) }],
      ['scalar', { shape: [], data: Float32Array.of(7) }],
      ['none', { shape: [0, 4], data: new Float32Array(0) }],
    ]);
    const doubles = { x: { dtype: 'F64', shape: [2], data_offsets: [0, 16] } };
    return [
      new Map([[NAME, writeSafetensors(tensors, { model: 'a', recipe: 'b' })]]),
      new Map([[NAME, safetensorsBytes(JSON.stringify(doubles), new Uint8Array(16))]]),
    ];
  },
  crafted: () => LYING_SAFETENSORS.map(({ what, make }) => ({ what, make: () => new Map([[NAME, make()]]) })),
  async parse(files) {
    const { tensors } = readSafetensors(files.get(NAME));
    for (const [name, { shape, data }] of tensors) {
      const count = shape.reduce((product, size) => product * size, 1);
      if (data.length !== count) throw new Unbelievable(`${data.length} values for ${shape} of ${name}`);
    }
  },
  mutate: (random, bytes) => mutateSafetensors(random, bytes),
};
