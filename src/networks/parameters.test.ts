/** How parameters begin: the distributions that are declared, and those that networks are published with. */
import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { chsGan } from './chs-gan.ts';
import { fmNet } from './fm-net.ts';
import { hscnnD } from './hscnn-d.ts';
import { mstPlusPlus } from './mst-plus-plus.ts';
import {
  convolutionParameters,
  type Initialisation,
  initialWeights,
  type ParameterDeclaration,
  withNormalKernels,
} from './parameters.ts';

function begun(
  declarations: readonly ParameterDeclaration[],
  kind: Initialisation,
  seed = 1,
): Map<string, Float32Array> {
  const random = new Random(seed);
  return initialWeights(declarations, () => random.uniform(), kind);
}

function momentsOf(values: Float32Array): { mean: number; deviation: number; beyondTwo: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const beyond = values.filter((value) => Math.abs(value - mean) > 2 * deviation).length;
  return { mean, deviation, beyondTwo: beyond / values.length };
}

const LAYER = convolutionParameters('layer', [100, 20, 3], true);

describe('a declared deviation', () => {
  it('is that of a normal draw of kernels, and leaves biases as they were', () => {
    const weights = begun(withNormalKernels(LAYER, 0.02), 'released');
    const { mean, deviation, beyondTwo } = momentsOf(weights.get('layer.weight') ?? new Float32Array());
    const standardError = 0.02 / Math.sqrt(18_000);
    expect(Math.abs(mean)).toBeLessThan(4 * standardError);
    expect(Math.abs(deviation - 0.02)).toBeLessThan(4 * standardError);
    expect(beyondTwo).toBeGreaterThan(0.04); // 0.0455; a uniform draw has none there
    expect(beyondTwo).toBeLessThan(0.051);
    const biases = weights.get('layer.bias') ?? new Float32Array();
    expect(Math.max(...biases.map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(180));
    expect(momentsOf(biases).beyondTwo).toBe(0);
  });

  it('may differ from kernel to kernel', () => {
    const declared = withNormalKernels(LAYER, ({ shape: [outputs] }) => 1 / outputs);
    expect(declared.map(({ deviation }) => deviation)).toEqual([0.01, undefined]);
  });

  it('is not looked at by the other way to begin, nor where a constant is declared', () => {
    const normal = withNormalKernels(LAYER, 0.02);
    expect(begun(normal, 'he')).toEqual(begun(LAYER, 'he'));
    const constant = { name: 'all', shape: [2, 2], fanIn: 2, constant: 0.5, deviation: 1 };
    expect([...(begun([constant], 'released').get('all') ?? [])]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it('gives the same numbers for the same seed, and finite ones for every draw', () => {
    const normal = withNormalKernels(LAYER, 0.02);
    expect(begun(normal, 'released', 7)).toEqual(begun(normal, 'released', 7));
    expect(begun(normal, 'released', 7)).not.toEqual(begun(normal, 'released', 8));
    for (const extreme of [0, 1 - 2 ** -32]) {
      const weights = initialWeights(normal, () => extreme);
      expect(weights.get('layer.weight')?.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('the published start', () => {
  it.each([
    ['of HSCNN-D', hscnnD(), 'ddfn.dfus_blocks.9.conv1', Math.sqrt(2 / 208)],
    ['of the last layer of HSCNN-D', hscnnD(), 'conv_out', 0.001],
    ['of FM-Net, by outputs', fmNet(), 'cdic.base.0.input', Math.sqrt(2 / (9 * 64))],
    ['of CHS-GAN', chsGan(), 'down.0.1', 0.02],
    ['of linear layers of MST++', mstPlusPlus(), 'body.0.bottleneck.blocks.0.0.to_q', 0.02],
  ])('%s is normal', (_name, { declarations }, layer, expected) => {
    const chosen = declarations.filter(({ name }) => name === `${layer}.weight`);
    const { deviation, beyondTwo } = momentsOf(
      begun(chosen, 'released').get(`${layer}.weight`) ?? new Float32Array(),
    );
    expect(Math.abs(deviation / expected - 1)).toBeLessThan(0.03);
    expect(beyondTwo).toBeGreaterThan(0.03);
  });

  it('of HSCNN-D has no biases, that of convolutions of MST++ is the framework’s', () => {
    const biases = hscnnD().declarations.filter(({ shape }) => shape.length === 1);
    expect(biases.length).toBeGreaterThan(300);
    for (const values of begun(biases, 'released').values())
      expect(values.every((value) => value === 0)).toBe(true);
    const others = mstPlusPlus().declarations.filter(({ deviation }) => deviation === undefined);
    expect(others.some(({ name }) => name === 'conv_in.weight')).toBe(true);
  });
});
