import { describe, expect, it } from 'vitest';
import { deviation, differenceGradient } from '../../test/finite-differences.ts';
import { evaluate } from '../../test/reference-evaluator.ts';
import { gradients, input, meanOfAll, multiply, type Tensor } from '../graph/index.ts';
import { Random } from '../random.ts';
import { normalisationOfAverages, normalisationOfBatch } from './batch-normalisation.ts';
import {
  HRNET_SMALL,
  HRNET_W48,
  type HighResolutionOptions,
  highResolutionNetwork,
  highResolutionNormalisations,
  highResolutionParameters,
} from './high-resolution-network.ts';
import { countParameters, initialWeights, lookupIn } from './parameters.ts';

const TINY: HighResolutionOptions = {
  classes: 3,
  stem: 4,
  bottlenecks: { blocks: 2, width: 2 },
  stages: [
    { modules: 1, blocks: 1, widths: [2, 3] },
    { modules: 1, blocks: 1, widths: [2, 3, 4] },
  ],
};

function built(options: HighResolutionOptions, height: number, width: number) {
  const declarations = highResolutionParameters(options);
  const random = new Random(3);
  const weights = initialWeights(declarations, () => random.uniform(), 'he');
  const inputs = new Map<string, Tensor>(declarations.map(({ name, shape }) => [name, input(name, shape)]));
  const feeds: Record<string, { shape: readonly number[]; data: Float32Array }> = {};
  for (const { name, shape } of declarations) {
    feeds[name] = { shape, data: weights.get(name) ?? new Float32Array() };
  }
  const picture = input('picture', [2, 3, height, width]);
  const data = Float32Array.from({ length: 6 * height * width }, () => random.normal());
  feeds['picture'] = { shape: [2, 3, height, width], data };
  return { inputs, feeds, picture, random };
}

describe('the high-resolution network', () => {
  it('has the number of parameters that its authors publish', () => {
    // HRNetV2-W48 for the 19 classes of Cityscapes: 65.8 million, running statistics not counted.
    const count = countParameters(highResolutionParameters({ ...HRNET_W48, classes: 19 }));
    expect(Math.floor(count / 1e5) / 10).toBe(65.8);
    expect(countParameters(highResolutionParameters({ ...HRNET_SMALL, classes: 11 }))).toBeLessThan(1.5e6);
  });

  it('names each parameter once', () => {
    const names = highResolutionParameters({ ...HRNET_W48, classes: 59 }).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('stage4.2.fuse_layers.3.0.2.0.weight');
    expect(names).toContain('transition1.1.0.1.bias');
    expect(names).toContain('layer1.0.downsample.0.weight');
  });

  it.each([
    [16, 16],
    [21, 34],
  ])('gives logits at a quarter of %i x %i', (height, width) => {
    const { inputs, picture } = built(TINY, height, width);
    const parameter = lookupIn(inputs);
    const logits = highResolutionNetwork(picture, parameter, normalisationOfBatch(parameter), TINY);
    expect(logits.shape).toEqual([2, 3, Math.ceil(height / 4), Math.ceil(width / 4)]);
  });

  it('has gradients that agree with differences', () => {
    const { inputs, feeds, picture } = built(TINY, 16, 16);
    const parameter = lookupIn(inputs);
    const logits = highResolutionNetwork(picture, parameter, normalisationOfBatch(parameter), TINY);
    const weighted = multiply(logits, input('factor', logits.shape.map(Number)));
    const loss = meanOfAll(weighted);
    const random = new Random(5);
    const size = logits.shape.map(Number).reduce((product, length) => product * length, 1);
    feeds['factor'] = {
      shape: logits.shape.map(Number),
      data: Float32Array.from({ length: size }, () => random.normal()),
    };
    const names = [
      'stage3.0.fuse_layers.2.0.1.1.bias',
      'transition1.1.0.1.weight',
      'bn2.bias',
      'layer1.0.downsample.1.weight',
    ];
    const found = evaluate(
      gradients(
        loss,
        names.map((name) => parameter(name)),
      ),
      feeds,
    );
    names.forEach((name, index) => {
      const expected = differenceGradient(loss, feeds, name, 1e-6);
      expect(deviation(found[index], expected), name).toBeLessThan(1e-4);
    });
  });

  it('gives the same with averages that are the statistics of the batch', () => {
    const { inputs, feeds, picture } = built(TINY, 16, 16);
    const parameter = lookupIn(inputs);
    const statistics: Record<string, Tensor> = {};
    const watched = normalisationOfBatch(parameter);
    const logits = highResolutionNetwork(
      picture,
      parameter,
      (x, name) => {
        statistics[name] = x;
        return watched(x, name);
      },
      TINY,
    );
    const names = highResolutionNormalisations(TINY);
    expect(Object.keys(statistics).sort()).toEqual(names.map(({ name }) => name).sort());
    const planes = evaluate(
      names.map(({ name }) => statistics[name]),
      feeds,
    );
    for (const [index, { name, channels }] of names.entries()) {
      const values = planes[index];
      const pixels = values.length / 2 / channels;
      const of = (channel: number): number[] =>
        [0, 1].flatMap((image) => [
          ...values.subarray(
            (image * channels + channel) * pixels,
            (image * channels + channel + 1) * pixels,
          ),
        ]);
      const mean = Array.from({ length: channels }, (_, channel) => average(of(channel)));
      const variance = mean.map((middle, channel) =>
        average(of(channel).map((value) => (value - middle) ** 2)),
      );
      for (const [kind, data] of [
        ['running_mean', mean],
        ['running_var', variance],
      ] as const) {
        inputs.set(`${name}.${kind}`, input(`${name}.${kind}`, [channels]));
        feeds[`${name}.${kind}`] = { shape: [channels], data: Float32Array.from(data) };
      }
    }
    const averaged = lookupIn(inputs);
    const again = highResolutionNetwork(picture, averaged, normalisationOfAverages(averaged), TINY);
    const [first, second] = evaluate([logits, again], feeds);
    expect(deviation(second, first)).toBeLessThan(1e-5);
  });
});

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
