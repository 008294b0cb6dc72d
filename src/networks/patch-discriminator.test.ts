import { describe, expect, it } from 'vitest';
import { gradientDeviation } from '../../test/rgb-network-laws.ts';
import { runOnnx } from '../../test/run-onnx.ts';
import { emitOnnx, gradients, input, slice, sumOfAll, type Tensor } from '../graph/index.ts';
import { Random } from '../random.ts';
import { countParameters, initialWeights, lookupIn, NetworkError } from './parameters.ts';
import {
  PATCH_DISCRIMINATOR_DEFAULTS,
  PATCH_DISCRIMINATOR_RELEASED,
  type PatchDiscriminatorOptions,
  patchDiscriminator,
  patchDiscriminatorParameters,
  patchDiscriminatorSmallestSide,
} from './patch-discriminator.ts';

function built(options: PatchDiscriminatorOptions, height: number, width: number) {
  const declarations = patchDiscriminatorParameters(options);
  const random = new Random(6);
  const weights = initialWeights(declarations, () => random.uniform());
  const parameters = new Map<string, Tensor>();
  const feeds: Record<string, { shape: readonly number[]; data: Float32Array }> = {};
  for (const { name, shape } of declarations) {
    parameters.set(name, input(name, shape));
    feeds[name] = { shape, data: weights.get(name) ?? new Float32Array() };
  }
  const picture = (name: string, channels: number): Tensor => {
    const shape = [1, channels, height, width];
    const length = channels * height * width;
    feeds[name] = { shape, data: Float32Array.from({ length }, () => random.uniform()) };
    return input(name, shape);
  };
  const [rgb, cube] = [picture('rgb', 3), picture('cube', options.bands)];
  const logits = patchDiscriminator(rgb, cube, lookupIn(parameters), options);
  return { parameters, feeds, rgb, cube, logits };
}

const THIN = { ...PATCH_DISCRIMINATOR_DEFAULTS, bands: 2, width: 1 };

describe('the patch discriminator', () => {
  it('has the layers of Isola et al., for 34 channels and without normalisation', () => {
    // 2,768,705 is the discriminator of pix2pix for 6 channels; 28 more, biases on all, no scales and shifts:
    const normalisation = 2 * (128 + 256 + 512);
    const biases = 128 + 256 + 512;
    expect(countParameters(patchDiscriminatorParameters(PATCH_DISCRIMINATOR_DEFAULTS))).toBe(
      2_768_705 + 28 * 64 * 16 - normalisation + biases,
    );
    expect(countParameters(patchDiscriminatorParameters(PATCH_DISCRIMINATOR_RELEASED))).toBe(399_649);
  });

  it.each([
    ['70', THIN, 96],
    ['63', { ...PATCH_DISCRIMINATOR_RELEASED, bands: 2, width: 1 }, 160],
  ])('judges patches of %s pixels a side', async (wanted, options, size) => {
    const { logits, rgb, cube, feeds } = built(options, size, size);
    const middle = Math.floor(Number(logits.shape[2]) / 2);
    const one = slice(slice(logits, 2, middle, middle + 1), 3, middle, middle + 1);
    const [byRgb, byCube] = gradients(sumOfAll(one), [rgb, cube]);
    const found = await runOnnx(emitOnnx({ byRgb, byCube }), feeds);
    for (const { data } of [found['byRgb'], found['byCube']]) {
      const rows = new Set<number>();
      const columns = new Set<number>();
      data.forEach((slope, index) => {
        if (slope === 0) return;
        rows.add(Math.floor(index / size) % size);
        columns.add(index % size);
      });
      for (const seen of [rows, columns]) {
        expect(String(Math.max(...seen) - Math.min(...seen) + 1)).toBe(wanted);
      }
    }
  });

  it('gives 30 x 30 logits for 256 x 256 pixels', () => {
    const { logits } = built(THIN, 256, 256);
    expect(logits.shape).toEqual([1, 1, 30, 30]);
  });

  it('needs pictures that leave one logit, and says so', async () => {
    expect(patchDiscriminatorSmallestSide(THIN)).toBe(24);
    const { logits, feeds } = built(THIN, 24, 31);
    expect(logits.shape).toEqual([1, 1, 1, 1]);
    const { judged } = await runOnnx(emitOnnx({ judged: logits }), feeds);
    expect(judged.shape).toEqual([1, 1, 1, 1]);
    expect(() => built(THIN, 23, 40)).toThrow(/at least 24 x 24 pixels, found 40 x 23/);
    expect(() => built({ ...THIN, kernel: 2 }, 40, 40)).toThrow(NetworkError);
  });

  it('has gradients that agree with differences, by the cube too', () => {
    const small = { bands: 2, width: 1, kernel: 4, strides: [2, 2, 1, 1] };
    const { logits, parameters, cube, feeds } = built(small, 13, 14);
    expect(logits.shape).toEqual([1, 1, 1, 1]);
    expect(gradientDeviation(logits, new Map([...parameters, ['cube', cube]]), feeds)).toBeLessThan(1e-4);
  });
});
