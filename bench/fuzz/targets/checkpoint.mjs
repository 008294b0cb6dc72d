// Checkpoints of training.
import { writeSafetensors } from '../../../dist/networks/safetensors.js';
import { decodeCheckpoint, encodeCheckpoint } from '../../../dist/training/checkpoint.js';
import { Random } from '../../../dist/random.js';
import { hostileJson } from '../json.mjs';
import { mutateSafetensors } from '../safetensors.mjs';
import { mutateText } from '../mutate-text.mjs';

const NAME = 'run.safetensors';
const VECTORS = ['parameters', 'firstMoment', 'secondMoment', 'average'];
const state = Object.fromEntries(VECTORS.map((name, index) => [name, Float32Array.of(index, 2, 3)]));
const checkpoint = {
  recipe: 'generator',
  step: 7,
  steps: 100,
  seconds: 12.5,
  random: new Random(1).state,
  state,
};
const LENGTH = 3;
const LENGTHS = Object.fromEntries(VECTORS.map((name) => [name, LENGTH]));

const withRecord = (text) => {
  const tensors = new Map(VECTORS.map((name) => [name, { shape: [LENGTH], data: state[name] }]));
  return writeSafetensors(tensors, { checkpoint: text });
};
const RECORD = JSON.stringify({
  recipe: 'generator',
  step: 7,
  steps: 100,
  seconds: 12.5,
  random: new Random(1).state,
});

export const target = {
  name: 'checkpoint',
  reads: 'checkpoint of training',
  errors: ['SafetensorsError', 'CheckpointError'],
  memoryBytes: 256 * 2 ** 20,
  seeds: async () => [new Map([[NAME, encodeCheckpoint(checkpoint)]])],
  crafted: () => {
    const arounds = [
      (value) => value,
      (value) => RECORD.replace('7', value),
      (value) => RECORD.replace(/\{"seed.*?\}/, value),
      (value) => RECORD.replace('"seed":1', `"seed":${value}`),
    ];
    return arounds.flatMap((around) =>
      hostileJson(around).map(({ what, bytes }) => ({
        what,
        make: () => new Map([[NAME, withRecord(Buffer.from(bytes).toString('utf8'))]]),
      })),
    );
  },
  async parse(files) {
    const { random } = decodeCheckpoint(files.get(NAME), 'generator', LENGTHS);
    Random.fromState(random).uniform();
  },
  mutate(random, bytes) {
    if (random.integer(2) === 0) return mutateSafetensors(random, bytes);
    return withRecord(Buffer.from(mutateText(random, Buffer.from(RECORD))).toString('utf8'));
  },
};
