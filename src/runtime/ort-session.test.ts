import { expect, it } from 'vitest';
import { emitOnnx, input, relu } from '../graph/index.ts';
import { nodeRuntime } from './node/node-runtime.ts';

it('a session tells what its model takes and gives', async () => {
  const { createSession } = await nodeRuntime({ device: 'cpu', threads: 1 });
  const session = await createSession(emitOnnx({ y: relu(input('x', [1, 3, 4, 5])) }));
  expect(session.inputs).toEqual([{ name: 'x', type: 'float32', shape: [1, 3, 4, 5] }]);
  expect(session.outputs).toEqual([{ name: 'y', type: 'float32', shape: [1, 3, 4, 5] }]);
  await session.release();
});
