import { describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { constant, emitOnnx, gradients, greater, input, relu, sumOfAll } from '../index.ts';

const runtime = await nodeRuntime({ threads: 1 });

/** The smallest float32 that is not subnormal, and what lies around zero and far from it. */
const VALUES = [0, -0, 2 ** -126, -(2 ** -126), 1e-20, -1e-20, 1, -1, 3e38, -3e38, Number.POSITIVE_INFINITY];
const POSITIVE = [0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1];

describe('comparison with zero, as it is emitted', () => {
  it('is exactly 0 or 1, also in the gradient of a ReLU', async () => {
    const x = input('x', [VALUES.length]);
    const [byX] = gradients(sumOfAll(relu(x)), [x]);
    const session = await runtime.createSession(emitOnnx({ step: greater(x, 0), byX }));
    const found = await session.run({ x: { data: Float32Array.from(VALUES), shape: [VALUES.length] } });
    await session.release();
    for (const name of ['step', 'byX']) {
      expect([...found[name].data].map((value) => value + 0)).toEqual(POSITIVE);
    }
  });

  it('broadcasts where zero is the larger', async () => {
    const [row, zeros] = [input('x', [1, 2]), new Float64Array(4)];
    const session = await runtime.createSession(emitOnnx({ y: greater(row, constant(zeros, [2, 2])) }));
    const { y } = await session.run({ x: { data: Float32Array.of(-1, 2), shape: [1, 2] } });
    await session.release();
    expect([...y.data]).toEqual([0, 1, 0, 1]);
  });
});
