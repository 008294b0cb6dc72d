/** Checkpoints: round trips, and files that are none or are damaged. */
import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../networks/safetensors.ts';
import { Random } from '../random.ts';
import {
  type Checkpoint,
  CheckpointError,
  decodeCheckpoint,
  encodeCheckpoint,
  weightsOfCheckpoint,
} from './checkpoint.ts';

const state = {
  parameters: Float32Array.of(1, 2, 3),
  firstMoment: Float32Array.of(4, 5, 6),
  secondMoment: Float32Array.of(7, 8, 9),
  average: Float32Array.of(10, 11, 12),
};
const checkpoint: Checkpoint = {
  recipe: 'generator',
  step: 7,
  steps: 100,
  seconds: 12.5,
  random: new Random(2 ** 53 - 1, 2 ** 32 - 1, 5).state,
  state,
};

const lengths = { parameters: 3, firstMoment: 3, secondMoment: 3, average: 3 };

/** A file with honest vectors and a record of our own. */
function withRecord(text: string): Uint8Array {
  const tensors = Object.entries(state).map(([name, data]) => [name, { shape: [3], data }] as const);
  return writeSafetensors(new Map(tensors), { checkpoint: text });
}

describe('a checkpoint', () => {
  it('comes back as it was', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint), 'generator', lengths)).toEqual(checkpoint);
  });

  it('of another recipe, another network or none at all is refused', () => {
    const bytes = encodeCheckpoint(checkpoint);
    expect(() => decodeCheckpoint(bytes, 'estimator', lengths)).toThrow(
      /'estimator', found one of 'generator'/,
    );
    expect(() => decodeCheckpoint(bytes, 'generator', { ...lengths, average: 4 })).toThrow(
      /expected 4 values .* found 3/,
    );
    const weights = writeSafetensors(new Map());
    expect(() => decodeCheckpoint(weights, 'generator', lengths)).toThrow(/found a plain weight file/);
  });

  const { state: _, ...record } = checkpoint;
  it.each([
    ['cut short', '{"recipe":'],
    ['no object', 'null'],
    ['a list', '[]'],
    ['without random numbers', JSON.stringify({ ...record, random: undefined })],
    ['with a seed that is none', JSON.stringify({ ...record, random: { ...record.random, seed: -1 } })],
    [
      'with a stream beyond 32 bits',
      JSON.stringify({ ...record, random: { ...record.random, stream: 2 ** 32 } }),
    ],
    ['with half a step', JSON.stringify({ ...record, step: 0.5 })],
    ['with a time beyond all', JSON.stringify(record).replace('12.5', '1e999')],
    ['with a recipe that is no name', JSON.stringify({ ...record, recipe: { toString: 1 } })],
  ])('is refused with a record %s', (_, text) => {
    expect(() => decodeCheckpoint(withRecord(text), 'generator', lengths)).toThrow(CheckpointError);
  });

  it.each([
    ['that says nothing of its network', undefined],
    ['with names that are none', { metadata: {}, parameters: [{ name: 1, shape: [3] }] }],
    ['with sizes that are none', { metadata: {}, parameters: [{ name: 'a', shape: [-3] }] }],
    ['of another length', { metadata: {}, parameters: [{ name: 'a', shape: [2 ** 40] }] }],
    ['with metadata that are no texts', { metadata: { a: 1 }, parameters: [{ name: 'a', shape: [3] }] }],
    ['without a list of parameters', { metadata: {}, parameters: {} }],
  ])('gives no weights where it is one %s', (_, network) => {
    const { tensors, metadata } = readSafetensors(encodeCheckpoint(checkpoint));
    const told = network === undefined ? metadata : { ...metadata, network: JSON.stringify(network) };
    expect(() => weightsOfCheckpoint({ tensors, metadata: told })).toThrow(CheckpointError);
  });
});
