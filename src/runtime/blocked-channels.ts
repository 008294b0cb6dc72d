/** Whether the blocked layout of blocked-depthwise.ts is there, and how many channels a block has: it is asked. */
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataType, type ValueInfoProto, ValueInfoProtoSchema } from 'onnx-buf';
import { convolution, emitOnnx, input } from '../graph/index.ts';
import { BLOCKED_DOMAIN, blockDepthwise } from './blocked-depthwise.ts';
import type { Runtime, TensorValue, TensorValues } from './runtime.ts';

const TOLERANCE = 1e-5;

/**
 * Channels of a block on this runtime, or `undefined` where there is no such layout. A small image is put into
 * blocks and its order looked at; then a small depth-wise convolution must agree with the plain one.
 */
export async function blockedChannels(runtime: Runtime): Promise<number | undefined> {
  if (runtime.device !== 'cpu') return undefined;
  try {
    // 16 channels of two pixels, counted on: the second number of the first channel opens the second pixel's block
    const shape = [1, 16, 1, 2];
    const data = Float32Array.from({ length: 32 }, (_, index) => index);
    const block = (await result(runtime, reordering(shape), { x: { data, shape } })).indexOf(1);
    return block > 1 && (await agrees(runtime, block)) ? block : undefined;
  } catch {
    return undefined; // an engine that does not know the operators refuses the model
  }
}

/** Whether a depth-wise convolution of channels that fill no block gives the same with and without blocks. */
async function agrees(runtime: Runtime, block: number): Promise<boolean> {
  const channels = block + 3;
  const shapes = { x: [1, channels, 5, 4], kernel: [channels, 1, 3, 3] };
  const y = convolution(input('x', shapes.x), input('kernel', shapes.kernel), { groups: channels });
  const feeds = { x: ramp(shapes.x), kernel: ramp(shapes.kernel) };
  const model = emitOnnx({ y });
  const expected = await result(runtime, model, feeds);
  const found = await result(runtime, blockDepthwise(model, block), feeds);
  return found.every((value, index) => Math.abs(value - expected[index]) < TOLERANCE);
}

async function result(runtime: Runtime, model: Uint8Array, feeds: TensorValues): Promise<Float32Array> {
  const session = await runtime.createSession(model);
  try {
    return (await session.run(feeds))['y'].data;
  } finally {
    await session.release();
  }
}

/** A model that does nothing but put x into blocks. */
function reordering(shape: readonly number[]): Uint8Array {
  const info = (name: string): ValueInfoProto => {
    const dim = shape.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } }));
    const value = { elemType: TensorProto_DataType.FLOAT, shape: { dim } };
    return create(ValueInfoProtoSchema, { name, type: { value: { case: 'tensorType', value } } });
  };
  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    opsetImport: [
      { domain: '', version: 21n },
      { domain: BLOCKED_DOMAIN, version: 1n },
    ],
    graph: {
      name: 'reordering',
      node: [{ opType: 'ReorderInput', domain: BLOCKED_DOMAIN, input: ['x'], output: ['y'] }],
      input: [info('x')],
      output: [info('y')],
    },
  });
  return toBinary(ModelProtoSchema, model);
}

/** Numbers in -1..1 of which no two neighbours in any direction are equal. */
function ramp(shape: readonly number[]): TensorValue {
  const length = shape.reduce((product, size) => product * size, 1);
  return { data: Float32Array.from({ length }, (_, index) => ((index * 37) % 101) / 50 - 1), shape };
}
