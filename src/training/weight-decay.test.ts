import { describe, expect, it } from 'vitest';
import { add, input, multiply, sumOfAll } from '../graph/index.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { compileBatchGradient } from './batch-gradient.ts';
import { ParameterVector } from './parameter-vector.ts';
import { withWeightDecay } from './weight-decay.ts';

const vector = new ParameterVector([
  { name: 'a', shape: [2], fanIn: 1 },
  { name: 'b', shape: [1], fanIn: 1 },
]);
const values = Float32Array.of(1, -2, 3);

describe('weight decay', () => {
  it.each([1, 2])(
    'adds its share of each weight to the gradient once, in %i parts, and tells nothing of it',
    async (parts) => {
      const decay = 0.25;
      const compiled = await compileBatchGradient(
        await nodeRuntime({ threads: 1 }),
        vector,
        (parameter) => {
          const decayed = withWeightDecay(parameter, decay / parts);
          const x = input('x', [2 / parts, 1]);
          const squares = multiply(decayed('a'), decayed('a')); // asked for twice
          return { loss: sumOfAll(multiply(x, add(squares, decayed('b')))), terms: {} };
        },
        parts,
      );
      const { loss, gradient } = await compiled.run(values, {
        x: { data: Float32Array.of(1, 2), shape: [2, 1] },
      });
      await compiled.release();
      expect(loss).toBe(3 * (1 + 4 + 2 * 3));
      expect([...gradient]).toEqual([6 + 0.25, -12 - 0.5, 6 + 0.75]);
    },
  );

  it('is the lookup itself where there is none', () => {
    const parameter = (name: string) => input(name, [1]);
    expect(withWeightDecay(parameter, 0)).toBe(parameter);
  });
});
