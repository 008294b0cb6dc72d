/** One update of the discriminator, then one of generator and estimator, against the papers' own networks. */
import { describe, expect, it } from 'vitest';
import { haveGolden, readGolden, relativeError } from '../../../test/golden.ts';
import { emitOnnx, gradients, input, type Tensor } from '../../graph/index.ts';
import { discriminatorParameters } from '../../networks/discriminator.ts';
import { lookupIn, type Weights } from '../../networks/parameters.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { initialState } from '../adam-step.ts';
import type { TrainingState } from '../checkpoint.ts';
import { estimateCube } from './estimated-cube.ts';
import { discriminatorLoss } from './judge-graph.ts';
import { PAPER_RATES, PAPER_WEIGHTS, type UnsupervisedSettings } from './settings.ts';
import { type BatchSizes, unsupervisedVectors } from './step-compiler.ts';
import { compileUnsupervisedStep } from './unsupervised-step.ts';

const SETTINGS: UnsupervisedSettings = {
  bands: 31,
  growth: 62,
  wavelengths: VISIBLE_31,
  cameras: 28,
  weights: { ...PAPER_WEIGHTS, positivity: 0, semantic: 0 },
  rates: PAPER_RATES,
  smoothness: 'squared',
  positivity: 'linear',
  clipping: true,
  penalty: 'none',
  penaltyWeight: 10,
  basis: 'camera',
  exposure: 'as-is',
  gains: 'estimated',
};
const SIZES: BatchSizes = { batch: 2, size: 64 };

describe.skipIf(!haveGolden)('golden adversarial step (skipped where ../shared/golden is absent)', () => {
  const read = () => {
    const { tensors } = readGolden('adversarial-step');
    const dictionary = readGolden('srf-estimator').tensors.get('input.dictionary');
    const get = (name: string): Float32Array => {
      const data = name === 'dictionary' ? dictionary?.data : tensors.get(name)?.data;
      if (data === undefined) throw new Error(`no ${name}`);
      return data;
    };
    const expectNear = (found: ArrayLike<number>, name: string): void => {
      expect(relativeError(found, get(name)), name).toBeLessThan(1e-3);
    };
    return { tensors, get, expectNear };
  };

  it('agrees in losses and updated weights', { timeout: 60_000 }, async () => {
    const { tensors, get, expectNear } = read();
    const vectors = unsupervisedVectors(SETTINGS, SIZES);
    const weights: Weights = new Map([...tensors].map(([name, { data }]) => [name, data]));
    const ofD = new Map(discriminatorParameters(31).map(({ name }) => [name, get(`D.${name}`)]));
    const start = initialState(vectors.generator.pack(weights, 'generator'));
    const other = initialState(vectors.discriminator.pack(ofD, 'discriminator'));
    const named = (prefix: string, state: object): TrainingState =>
      Object.fromEntries(Object.entries(state).map(([name, data]) => [`${prefix}.${name}`, data]));
    const runtime = await nodeRuntime({ threads: 2 });
    const dictionary = Float64Array.from(get('dictionary'));
    const step = await compileUnsupervisedStep(runtime, SETTINGS, SIZES, dictionary);
    const { state, figures } = await step.run(
      { ...named('generator', start), ...named('discriminator', other) },
      { rgb: get('input.rgb'), measured: get('input.cube'), between: new Float32Array(2) },
      1,
      0,
    );
    await step.release();
    const losses = {
      discriminatorFake: 'd_fake',
      discriminatorReal: 'd_real',
      adversarial: 'adversarial',
      backProjection: 'backprojection',
      smoothness: 'smoothness_squared',
    };
    for (const [ours, theirs] of Object.entries(losses)) expectNear([figures[ours]], `loss.${theirs}`);
    const after = vectors.generator.unpack(state['generator.parameters']);
    for (const [name, values] of after) expectNear(values, `after${name}`);
    // A tenth of the gradient is the first moment.
    for (const [name, values] of vectors.generator.unpack(state['generator.firstMoment'])) {
      expectNear(
        values.map((value) => 10 * value),
        `grad${name}`,
      );
    }
    expect(figures['adversarialClippedNorm']).toBeLessThanOrEqual(1 / Math.sqrt(31 * 64 * 64) + 1e-9);
  });

  it('agrees in the gradients of the discriminator', { timeout: 60_000 }, async () => {
    const { tensors, get, expectNear } = read();
    const declared = discriminatorParameters(31);
    const parameters = new Map<string, Tensor>(
      declared.map(({ name, shape }) => [name, input(`D.${name}`, shape)]),
    );
    const shape = [2, 31, 64, 64];
    const vectors = unsupervisedVectors(SETTINGS, SIZES);
    const made = estimateCube(
      { rgb: input('input.rgb', [2, 3, 64, 64]), dictionary: input('dictionary', [28, 3, 31]) },
      lookupIn(
        new Map(vectors.generator.declarations.map((each) => [each.name, input(each.name, each.shape)])),
      ),
      SETTINGS,
    );
    const { loss } = discriminatorLoss(made.cube, input('input.cube', shape), lookupIn(parameters), SETTINGS);
    const found = gradients(loss, [...parameters.values()]);
    const outputs = Object.fromEntries(declared.map(({ name }, index) => [name, found[index]]));
    const session = await (await nodeRuntime({ threads: 2 })).createSession(emitOnnx(outputs));
    const feeds = { dictionary: { data: get('dictionary'), shape: [28, 3, 31] } };
    const wanted = new Set(session.inputs.map(({ name }) => name));
    const others = [...tensors].filter(([name]) => wanted.has(name));
    const result = await session.run({ ...feeds, ...Object.fromEntries(others) });
    await session.release();
    for (const { name } of declared) {
      // Batch normalisation takes away what a bias before it adds: its true gradient is zero, ours is rounding.
      if (/(compressL|actl)ayer\.conv\.bias$/.test(name) && !name.startsWith('classifier')) {
        expect(Math.max(...result[name].data.map(Math.abs)), name).toBeLessThan(1e-6);
      } else expectNear(result[name].data, `gradD.${name}`);
    }
  });
});
