import { describe, expect, it } from 'vitest';
import { deviation, differenceGradient } from '../../test/finite-differences.ts';
import { evaluate } from '../../test/reference-evaluator.ts';
import { gradients, input, meanOfAll, square, type Tensor } from '../graph/index.ts';
import { Random } from '../random.ts';
import { countParameters, initialWeights, lookupIn } from './parameters.ts';
import { featureChannels, semanticBranch, semanticBranchParameters } from './semantic-branch.ts';

describe('the semantic branch', () => {
  it('has the parameters of the released code', () => {
    const count = (prefix: string, classes: number): number =>
      countParameters(
        semanticBranchParameters({ bands: 31, classes }).filter(({ name }) => name.startsWith(prefix)),
      );
    expect(count('E2', 59)).toBe(36_352);
    expect(count('SE', 59)).toBe(183_844);
    expect(count('SE', 19)).toBe(28_044);
  });

  it('labels pixels by cube and logits, with gradients that agree with differences', () => {
    const options = { bands: 2, classes: 2 };
    const size = [2, 2, 2] as const;
    const declarations = semanticBranchParameters(options);
    const random = new Random(1);
    const weights = initialWeights(declarations, () => random.uniform());
    const feeds: Record<string, { shape: readonly number[]; data: Float32Array }> = {};
    const fed = (name: string, shape: readonly number[], value: () => number): Tensor => {
      const length = shape.reduce((product, each) => product * each, 1);
      feeds[name] = { shape, data: Float32Array.from({ length }, value) };
      return input(name, shape);
    };
    const parameters = new Map(
      declarations.map(({ name, shape }) => {
        feeds[name] = { shape, data: weights.get(name) ?? new Float32Array() };
        return [name, input(name, shape)] as const;
      }),
    );
    const [n, h, w] = size;
    const dropout = (share: number) => (): number => (random.uniform() < share ? 0 : 1 / (1 - share));
    const labelled = semanticBranch(
      {
        cube: fed('cube', [n, 2, h, w], () => random.uniform()),
        logits: fed('logits', [n, 2, h, w], () => random.normal()),
        cubeDropout: fed('cubeDropout', [n, 2, h, w], dropout(0.2)),
        featureDropout: fed('featureDropout', [n, featureChannels(options), h, w], dropout(0.1)),
      },
      lookupIn(parameters),
    );
    expect(labelled.shape).toEqual([n, 2, h, w]);
    const loss = meanOfAll(square(labelled));
    for (const name of ['SE.0.compressLayer.Bn.weight', 'SE.classifier.bias']) {
      const [found] = evaluate(gradients(loss, [lookupIn(parameters)(name)]), feeds);
      expect(deviation(found, differenceGradient(loss, feeds, name, 1e-5)), name).toBeLessThan(1e-4);
    }
  });
});
