/** An iteration of CHS-GAN against the same worked out otherwise: losses from probabilities, gradients by differences. */
import { describe, expect, it } from 'vitest';
import { directionalDifference } from '../../../test/finite-differences.ts';
import { evaluate, type Feed } from '../../../test/reference-evaluator.ts';
import {
  absolute,
  add,
  constant,
  input,
  logarithm,
  meanOfAll,
  multiply,
  negate,
  sigmoid,
  subtract,
  sumOfAll,
  type Tensor,
} from '../../graph/index.ts';
import { chsGan } from '../../networks/chs-gan.ts';
import { initialWeights, lookupIn, type ParameterDeclaration } from '../../networks/parameters.ts';
import { patchDiscriminator, patchDiscriminatorParameters } from '../../networks/patch-discriminator.ts';
import { Random } from '../../random.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import type { TrainingState } from '../checkpoint.ts';
import { chsGanVectors, compileChsGanStep } from './chs-gan-step.ts';

const [BATCH, SIZE, BANDS] = [2, 8, 4];
const PIXELS = SIZE * SIZE;
const RATE = 2e-4;
const DISCRIMINATOR = { bands: BANDS, width: 3, kernel: 3, strides: [2, 2] };
const NETWORKS = {
  generator: chsGan({ bands: BANDS, widths: [4, 3], convolutions: 1 }),
  discriminator: DISCRIMINATOR,
  absoluteWeight: 100,
};
const DECLARED = {
  generator: NETWORKS.generator.declarations,
  discriminator: patchDiscriminatorParameters(DISCRIMINATOR),
};
type Which = keyof typeof DECLARED;
const vectors = chsGanVectors(NETWORKS);

const random = new Random(4);
const drawn = (length: number): Float32Array => Float32Array.from({ length }, () => random.uniform(0.1, 0.9));
const mask = Float32Array.from({ length: BATCH * PIXELS }, (_, pixel) => (pixel % 7 === 0 ? 0 : 1));
const count = mask.reduce((sum, counts) => sum + counts, 0);
const BATCHES = {
  rgb: { data: drawn(BATCH * 3 * PIXELS), shape: [BATCH, 3, SIZE, SIZE] },
  truth: { data: drawn(BATCH * BANDS * PIXELS), shape: [BATCH, BANDS, SIZE, SIZE] },
  weight: { data: mask.map((counts) => counts / (count * BANDS)), shape: [BATCH, 1, SIZE, SIZE] },
};

const begun = (which: Which): Float32Array =>
  vectors[which].pack(
    initialWeights(DECLARED[which], () => random.uniform(), 'he'),
    which,
  );
const START = { generator: begun('generator'), discriminator: begun('discriminator') };

/** Parameters as inputs behind a prefix. */
function inputsOf(declared: readonly ParameterDeclaration[], prefix: string): Map<string, Tensor> {
  return new Map(declared.map(({ name, shape }) => [name, input(prefix + name, shape)]));
}
const tensors = {
  generator: inputsOf(DECLARED.generator, 'generator.'),
  discriminator: inputsOf(DECLARED.discriminator, 'discriminator.'),
};

/** Both losses over the whole batch, by the probability p of having been measured. */
function losses(): Readonly<Record<Which, Tensor>> {
  const [rgb, truth] = [input('rgb', [BATCH, 3, SIZE, SIZE]), input('truth', [BATCH, BANDS, SIZE, SIZE])];
  const counts = constant(mask, [BATCH, 1, SIZE, SIZE]);
  const made = NETWORKS.generator.cube(rgb, lookupIn(tensors.generator));
  const probability = (cube: Tensor): Tensor =>
    sigmoid(
      patchDiscriminator(
        multiply(rgb, counts),
        multiply(cube, counts),
        lookupIn(tensors.discriminator),
        DISCRIMINATOR,
      ),
    );
  const cost = (p: Tensor): Tensor => negate(meanOfAll(logarithm(p)));
  const errors = sumOfAll(multiply(absolute(subtract(made, truth)), counts));
  return {
    discriminator: multiply(add(cost(subtract(1, probability(made))), cost(probability(truth))), 0.5),
    generator: add(cost(probability(made)), multiply(errors, 100 / (count * BANDS))),
  };
}

function feedsOf(parameters: Readonly<Record<Which, Float32Array>>): Record<string, Feed> {
  const named = (which: Which): [string, Feed][] => {
    const values = vectors[which].unpack(parameters[which]);
    return DECLARED[which].map(({ name, shape }) => [
      `${which}.${name}`,
      { shape, data: values.get(name) ?? [] },
    ]);
  };
  return { ...BATCHES, ...Object.fromEntries([...named('generator'), ...named('discriminator')]) };
}

/** Expects a gradient to agree with differences of the loss along random directions of all parameters. */
function expectSlopes(which: Which, loss: Tensor, feeds: Record<string, Feed>, gradient: Float32Array): void {
  const found = vectors[which].unpack(gradient);
  const largest = Math.max(...gradient.map(Math.abs));
  for (let trial = 0; trial < 3; trial++) {
    let along = 0;
    const direction = DECLARED[which].map(({ name }) => {
      const slopes = found.get(name) ?? new Float32Array();
      const steps = Float64Array.from(slopes, () => random.uniform(-1, 1));
      steps.forEach((step, index) => {
        along += step * slopes[index];
      });
      return [`${which}.${name}`, steps] as const;
    });
    const expected = directionalDifference(loss, feeds, Object.fromEntries(direction), 1e-6);
    expect(Math.abs(along - expected)).toBeLessThan(1e-3 * largest);
  }
}

describe.each([1, 2])('an iteration of CHS-GAN in %i parts', (parts) => {
  it('updates the discriminator, then the generator against it, by the gradients of their losses', async () => {
    const runtime = await nodeRuntime({ threads: 1 });
    const step = await compileChsGanStep(runtime, NETWORKS, { batch: BATCH, size: SIZE, parts });
    const zeros = (which: Which) => new Float32Array(vectors[which].length);
    const before: TrainingState = {
      'generator.parameters': START.generator,
      'generator.average': START.generator,
      'generator.firstMoment': zeros('generator'),
      'generator.secondMoment': zeros('generator'),
      'discriminator.parameters': START.discriminator,
      'discriminator.firstMoment': zeros('discriminator'),
      'discriminator.secondMoment': zeros('discriminator'),
    };
    const { state, figures } = await step.run(before, BATCHES, 1, RATE);
    await step.release();
    const twice = (moment: Float32Array): Float32Array => moment.map((value) => 2 * value); // half the gradient is new
    const { generator, discriminator } = losses();

    const atStart = feedsOf(START);
    const [[judging]] = evaluate([discriminator], atStart);
    expect((figures['discriminatorFake'] + figures['discriminatorReal']) / 2).toBeCloseTo(judging, 5);
    expectSlopes('discriminator', discriminator, atStart, twice(state['discriminator.firstMoment']));

    const sharper = { ...START, discriminator: state['discriminator.parameters'] };
    const [[making]] = evaluate([generator], feedsOf(sharper));
    expect(figures['loss']).toBeCloseTo(making, 3);
    expectSlopes('generator', generator, feedsOf(sharper), twice(state['generator.firstMoment']));

    // The first step of Adam is the rate along the sign of each slope.
    for (const which of ['generator', 'discriminator'] as const) {
      state[`${which}.parameters`].forEach((value, index) => {
        const slope = state[`${which}.firstMoment`][index];
        if (Math.abs(slope) < 1e-5) return;
        expect(START[which][index] - value).toBeCloseTo(RATE * Math.sign(slope), 6);
      });
    }
    const kept = state['generator.average'].map((value, index) => value - START.generator[index]);
    const moved = state['generator.parameters'].map((value, index) => value - START.generator[index]);
    kept.forEach((value, index) => {
      expect(value).toBeCloseTo((9 / 11) * moved[index], 6); // 2 / 11 of the old average stay after the first step
    });
  });
});
