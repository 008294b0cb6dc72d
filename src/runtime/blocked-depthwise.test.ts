/** Depth-wise convolutions in the engine's blocked layout agree with the plain ones, and say where they are not. */
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { add, convolution, emitOnnx, input, relu, reshape, type Tensor } from '../graph/index.ts';
import { Random } from '../random.ts';
import { blockedChannels } from './blocked-channels.ts';
import { BLOCKED_DOMAIN, blockDepthwise } from './blocked-depthwise.ts';
import { nodeRuntime } from './node/node-runtime.ts';
import { type Runtime, RuntimeError, type TensorValue } from './runtime.ts';

const runtime = await nodeRuntime({ threads: 1 });
const block = await blockedChannels(runtime);
const random = new Random(5);

const image = (channels: number): Tensor => input('x', [1, channels, 6, 5]);
const kernels = (channels: number): Tensor => input('kernel', [channels, 1, 3, 3]);
const filtered = (channels: number, stride = 1): Tensor =>
  convolution(image(channels), kernels(channels), { groups: channels, stride });

function noise(shape: readonly number[]): TensorValue {
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Float32Array.from({ length }, () => random.uniform(-1, 1)) };
}

async function run(model: Uint8Array, feeds: Record<string, TensorValue>) {
  const session = await runtime.createSession(model);
  const results = await session.run(feeds);
  await session.release();
  return results;
}

/** Types of the nodes of the blocked layout that a model has. */
function blockedNodes(model: Uint8Array): string[] {
  const nodes = fromBinary(ModelProtoSchema, model).graph?.node ?? [];
  return nodes.filter(({ domain }) => domain === BLOCKED_DOMAIN).map(({ opType }) => opType);
}

describe('the blocked layout', () => {
  it.runIf(process.arch === 'x64')('is there on x64', () => {
    expect([8, 16]).toContain(block);
  });

  it('is not asked for where the device is no processor, nor found where the engine refuses it', async () => {
    const refusing = (device: Runtime['device'], onModel: () => void): Runtime => ({
      name: 'refuses everything',
      device,
      createSession: () => {
        onModel();
        return Promise.reject(new RuntimeError('no such operator'));
      },
    });
    let asked = 0;
    const count = (): void => {
      asked++;
    };
    expect(await blockedChannels(refusing('webgpu', count))).toBeUndefined();
    expect(asked).toBe(0);
    expect(await blockedChannels(refusing('cpu', count))).toBeUndefined();
    expect(asked).toBe(1);
  });
});

describe.skipIf(block === undefined)('blockDepthwise (skipped where there is no such layout)', () => {
  it.each([
    ['channels that fill blocks', { y: filtered(32) }, 32],
    ['channels that fill no block', { y: filtered(20) }, 20],
    ['channels in no fours', { y: filtered(7) }, 7],
    ['stride 2', { y: filtered(18, 2) }, 18],
    ['a ReLU that alone uses it', { y: relu(filtered(7)) }, 7],
    ['a ReLU beside another use', { y: add(filtered(7), relu(filtered(7))) }, 7],
    [
      'a kernel that is an image, used as both',
      {
        y: convolution(image(20), reshape(image(20), [20, 1, 6, 5]), { groups: 20, padding: [1, 1, 1, 1] }),
        z: filtered(20),
      },
      20,
    ],
  ] as const)('agrees with the plain model: %s', async (_, outputs, channels) => {
    const feeds = { x: noise([1, channels, 6, 5]), kernel: noise([channels, 1, 3, 3]) };
    const plain = emitOnnx(outputs);
    const blocked = blockDepthwise(plain, block ?? 16);
    expect(blockedNodes(blocked)).toContain('Conv');
    const fed = Object.fromEntries(Object.entries(feeds).filter(([name]) => usesInput(plain, name)));
    const [expected, found] = [await run(plain, fed), await run(blocked, fed)];
    for (const [name, { data }] of Object.entries(expected)) {
      expect(found[name].shape).toEqual(expected[name].shape);
      data.forEach((value, index) => {
        expect(found[name].data[index]).toBeCloseTo(value, 4);
      });
    }
  });

  it('puts what is used twice into blocks once, also if reshapes show it otherwise', () => {
    const flat = input('flat', [20 * 6 * 5]);
    const x = reshape(flat, [1, 20, 6, 5]);
    const gradient = convolution(x, reshape(flat, [20, 1, 6, 5]), { groups: 20, padding: [1, 1, 1, 1] });
    const blocked = blockDepthwise(
      emitOnnx({ gradient, y: convolution(x, kernels(20), { groups: 20 }) }),
      block ?? 16,
    );
    const count = (type: string): number => blockedNodes(blocked).filter((name) => name === type).length;
    expect(count('Conv')).toBe(2);
    expect(count('ReorderInput')).toBe(2); // the image and the small kernel
  });

  it('leaves dense convolutions to the engine', () => {
    const dense = emitOnnx({ y: convolution(image(4), input('kernel', [5, 4, 3, 3])) });
    expect(blockedNodes(blockDepthwise(dense, block ?? 16))).toEqual([]);
  });
});

function usesInput(model: Uint8Array, name: string): boolean {
  return fromBinary(ModelProtoSchema, model).graph?.input.some((value) => value.name === name) === true;
}
