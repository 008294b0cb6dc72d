import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, StringStringEntryProtoSchema, TensorProto_DataLocation } from 'onnx-buf';
import { beforeAll, describe, expect, it } from 'vitest';
import { SpectraliftError } from '../errors.ts';
import { constant, convolution, emitOnnx, input, matmul } from '../graph/index.ts';
import { NetworkError } from '../networks/parameters.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { openForeignNetwork } from './foreign-network.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await nodeRuntime({ device: 'cpu', threads: 1 });
});

/** Bands (R, 10 G, 100 B, R + G), row-major [4, 3]. */
const MIX = [1, 0, 0, 0, 10, 0, 0, 0, 100, 1, 1, 0];
const expected = ([r, g, b]: readonly number[]) => [r, 10 * g, 100 * b, r + g];

const planar = (height: number | string, width: number | string) =>
  emitOnnx({ bands: convolution(input('rgb', [1, 3, height, width]), constant(MIX, [4, 3, 1, 1])) });
/** The same network over pixels with their channels last. */
const pixelwise = emitOnnx({
  bands: matmul(
    input('rgb', [1, 'H', 'W', 3]),
    constant(
      Array.from({ length: 12 }, (_, at) => MIX[(at % 4) * 3 + Math.floor(at / 4)]),
      [3, 4],
    ),
  ),
});

const [width, height] = [5, 3];
const rgb = Float32Array.from({ length: 3 * width * height }, (_, index) => (index + 1) / 64);
const pixel = (at: number) => [0, 1, 2].map((channel) => rgb[channel * width * height + at]);

describe('a network of others', () => {
  it.each([
    ['open sizes', planar('H', 'W'), {}],
    ['multiples of 4', planar('H', 'W'), { multiple: 4 }],
    ['a fixed size that is larger', planar(8, 8), {}],
    ['channels last', pixelwise, {}],
    ['channels last, multiples of 8', pixelwise, { multiple: 8 }],
  ] as const)('gives bands for every pixel: %s', async (_, model, options) => {
    const network = await openForeignNetwork(runtime, model, options);
    const { data, bands } = await network.estimate(rgb, width, height);
    expect(bands).toBe(4);
    for (let at = 0; at < width * height; at++) {
      const found = [0, 1, 2, 3].map((band) => data[band * width * height + at]);
      for (const [band, value] of expected(pixel(at)).entries()) expect(found[band]).toBeCloseTo(value, 5);
    }
    await network.release();
  });

  it('takes channels in the order that it was trained with', async () => {
    const network = await openForeignNetwork(runtime, planar('H', 'W'), { channels: 'bgr' });
    const { data } = await network.estimate(rgb, width, height);
    expect(data[0]).toBe(pixel(0)[2]);
    await network.release();
  });

  it('refuses pictures and networks that do not fit', async () => {
    const small = await openForeignNetwork(runtime, planar(2, 8));
    await expect(small.estimate(rgb, width, height)).rejects.toThrow(/at most 8 x 2 pixels.*found 5 x 3/);
    await expect(small.estimate(rgb, 4, 2)).rejects.toThrow(/24 samples .* found 45/);
    await small.release();
    const mono = emitOnnx({ y: convolution(input('x', [1, 1, 'H', 'W']), constant([1], [1, 1, 1, 1])) });
    await expect(openForeignNetwork(runtime, mono)).rejects.toThrow(/'x' float32 \(1, 1, open, open\)/);
    await expect(openForeignNetwork(runtime, Uint8Array.of(1, 2, 3))).rejects.toThrow(NetworkError);
    const flat = emitOnnx({ y: matmul(input('x', [1, 3, 3, 4]), constant([1, 2, 3, 4], [4, 1])) });
    const odd = await openForeignNetwork(runtime, flat);
    await expect(odd.estimate(new Float32Array(36), 4, 3)).rejects.toThrow(/found \(1, 3, 3, 1\)/);
    await odd.release();
  });

  it('refuses a file that names other files', async () => {
    const model = fromBinary(ModelProtoSchema, planar('H', 'W'));
    const weights = model.graph?.initializer[0];
    if (weights === undefined) throw new Error('the network has no weights');
    weights.dataLocation = TensorProto_DataLocation.EXTERNAL;
    weights.externalData = [create(StringStringEntryProtoSchema, { key: 'location', value: '/etc/passwd' })];
    const error = await openForeignNetwork(runtime, toBinary(ModelProtoSchema, model)).catch(
      (caught) => caught,
    );
    expect(error).toBeInstanceOf(NetworkError);
    expect(error.message).toMatch(/names other files/);
  });

  it('refuses a file of more nodes than a call can have arguments', async () => {
    // A graph (field 7, 2^20 bytes) of empty nodes (field 1, no bytes).
    const graph = Buffer.alloc(2 ** 20, Buffer.of(0x0a, 0));
    const model = Buffer.concat([Buffer.of(0x3a, 0x80, 0x80, 0x40), graph]);
    const error = await openForeignNetwork(runtime, model).catch((caught) => caught);
    expect(error).toBeInstanceOf(SpectraliftError);
  });
});
