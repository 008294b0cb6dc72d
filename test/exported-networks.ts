/** Exported networks as others would run them, with nothing of spectralift; and what is exported in the tests. */
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import type { CameraResponse } from '../src/camera/camera-response.ts';
import { Random } from '../src/random.ts';
import type { WeightsExport } from '../src/reconstruction/export/export-weights.ts';

export const origin = { version: '1.2.3', weightsSha256: 'ab'.repeat(32) };

export const weightsOf = (name: string): Uint8Array =>
  readFileSync(new URL(`../models/${name}.safetensors`, import.meta.url));

export const asked = (
  camera: CameraResponse | 'input',
  others: Partial<WeightsExport> = {},
): WeightsExport => ({
  camera: async () => camera,
  consistency: 'exact',
  engine: 'cpu',
  origin,
  ...others,
});

export interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** What a page of JavaScript does: nothing but ONNX Runtime. */
export async function runPlain(
  model: Uint8Array,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Tensor>> {
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3, intraOpNumThreads: 1 });
  try {
    const tensors = Object.entries(feeds).map(
      ([name, { data, dims }]) => [name, new ort.Tensor('float32', data, dims)] as const,
    );
    const outputs = await session.run(Object.fromEntries(tensors));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data, dims }]) => {
        if (!(data instanceof Float32Array)) throw new Error(`${name} is not float32`);
        return [name, { data, dims }];
      }),
    );
  } finally {
    await session.release();
  }
}

/** Undoes the sRGB curve of interleaved bytes and puts the channels into planes: what the docs ask of a photo. */
export function linearPlanes(bytes: Uint8Array): Float32Array {
  const pixels = bytes.length / 3;
  const planes = new Float32Array(bytes.length);
  bytes.forEach((byte, index) => {
    const encoded = byte / 255;
    const linear = encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
    planes[(index % 3) * pixels + Math.floor(index / 3)] = linear;
  });
  return planes;
}

/** A photo of patches of colour with noise, some of it clipped: interleaved sRGB bytes. */
export function photo(width: number, height: number, seed: number): Uint8Array {
  const random = new Random(seed);
  const colours = Array.from({ length: 36 }, () => random.uniform(20, 300));
  return Uint8Array.from({ length: 3 * width * height }, (_, index) => {
    const [x, y] = [Math.floor(index / 3) % width, Math.floor(index / 3 / width)];
    const patch = 6 * (Math.floor(y / 8) % 2) + (Math.floor(x / 8) % 6);
    return Math.min(255, Math.max(0, colours[3 * patch + (index % 3)] + random.uniform(-8, 8)));
  });
}

export function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs(found[index] - expected[index]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
