/** One update of the discriminator, then one of generator and estimator, against the papers' own networks. */
import { describe, expect, it } from 'vitest';
import { haveGolden, readGolden, relativeError } from '../../../test/golden.ts';
import { emitOnnx, gradients, input, type Tensor } from '../../graph/index.ts';
import { discriminatorParameters } from '../../networks/discriminator.ts';
import { generatorParameters } from '../../networks/generator.ts';
import { lookupIn, type ParameterDeclaration } from '../../networks/parameters.ts';
import { srfEstimatorParameters } from '../../networks/srf-estimator.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import type { TensorValue } from '../../runtime/runtime.ts';
import { adamScalars } from '../adam.ts';
import { discriminatorLoss, estimateCube, generatorLoss, PAPER_WEIGHTS } from './adversarial-graphs.ts';

const OPTIONS = {
  bands: 31,
  growth: 62,
  cameras: 28,
  weights: { ...PAPER_WEIGHTS, positivity: 0 },
  smoothness: 'squared',
  positivity: 'linear',
  clipping: true,
} as const;

function named(prefix: string, declarations: readonly ParameterDeclaration[]): Map<string, Tensor> {
  return new Map(declarations.map(({ name, shape }) => [name, input(`${prefix}.${name}`, shape)]));
}

async function run(outputs: Record<string, Tensor>, feeds: ReadonlyMap<string, TensorValue>) {
  const session = await (await nodeRuntime({ threads: 2 })).createSession(emitOnnx(outputs));
  return session.run(Object.fromEntries(feeds));
}

/** Adam's first step from moments of zero. */
function firstAdamStep(value: Float32Array, gradient: Float32Array, rate: number): Float32Array {
  const { stepSize, secondCorrection } = adamScalars(rate, 1);
  return value.map((before, index) => {
    const g = gradient[index];
    return before - (stepSize * 0.1 * g) / (Math.sqrt(0.001 * g * g) * secondCorrection + 1e-8);
  });
}

describe.skipIf(!haveGolden)('golden adversarial step (skipped where ../shared/golden is absent)', () => {
  it('agrees in losses, gradients and updated weights', { timeout: 60_000 }, async () => {
    const { tensors } = readGolden('adversarial-step');
    const dictionaryValue = readGolden('srf-estimator').tensors.get('input.dictionary');
    if (dictionaryValue === undefined) throw new Error('no dictionary');
    const feeds = new Map<string, TensorValue>([...tensors, ['dictionary', dictionaryValue]]);
    const [g, m, d] = [
      named('G', generatorParameters(OPTIONS)),
      named('M', srfEstimatorParameters(OPTIONS)),
      named('D', discriminatorParameters(31)),
    ];
    const inputs = { rgb: input('input.rgb', [2, 3, 64, 64]), dictionary: input('dictionary', [28, 3, 31]) };
    const made = estimateCube(inputs, lookupIn(g), lookupIn(m), OPTIONS);
    const expectNear = (found: Float32Array, name: string, tolerance = 1e-3): void => {
      expect(relativeError(found, tensors.get(name)?.data ?? []), name).toBeLessThan(tolerance);
    };

    const measured = input('input.cube', [2, 31, 64, 64]);
    const first = discriminatorLoss(made.cube, measured, lookupIn(d));
    const namesD = [...d.keys()];
    const gradientsD = gradients(first.loss, [...d.values()]);
    const afterFirst = await run(
      {
        fake: first.fake,
        real: first.real,
        ...Object.fromEntries(namesD.map((name, index) => [name, gradientsD[index]])),
      },
      feeds,
    );
    expectNear(afterFirst['fake'].data, 'loss.d_fake');
    expectNear(afterFirst['real'].data, 'loss.d_real');
    for (const name of namesD) {
      // Batch normalisation takes away what a bias before it adds: its true gradient is zero, ours is rounding.
      if (/(compressL|actl)ayer\.conv\.bias$/.test(name) && !name.startsWith('classifier')) {
        expect(Math.max(...afterFirst[name].data.map(Math.abs)), name).toBeLessThan(1e-6);
      } else expectNear(afterFirst[name].data, `gradD.${name}`);
    }
    for (const name of namesD) {
      const before = feeds.get(`D.${name}`);
      if (before === undefined) throw new Error(`no ${name}`);
      const data = firstAdamStep(before.data, afterFirst[name].data, 5e-4);
      feeds.set(`D.${name}`, { data, shape: before.shape });
    }

    const second = generatorLoss(made, lookupIn(d), OPTIONS);
    const parts = [
      ['G', g],
      ['M', m],
    ] as const;
    const wanted = parts.flatMap(([, map]) => [...map.values()]);
    const names = parts.flatMap(([letter, map]) => [...map.keys()].map((name) => `${letter}.${name}`));
    const found = gradients(second.loss, wanted);
    const afterSecond = await run(
      {
        adversarial: second.adversarial,
        backProjection: second.backProjection,
        smoothness: second.smoothness,
        loss: second.loss,
        ...Object.fromEntries(names.map((name, index) => [`grad${name}`, found[index]])),
      },
      feeds,
    );
    expectNear(afterSecond['adversarial'].data, 'loss.adversarial');
    expectNear(afterSecond['backProjection'].data, 'loss.backprojection');
    expectNear(afterSecond['smoothness'].data, 'loss.smoothness_squared');
    expectNear(afterSecond['loss'].data, 'loss.generator');
    for (const name of names) {
      expectNear(afterSecond[`grad${name}`].data, `grad${name}`);
      const before = feeds.get(name)?.data ?? new Float32Array();
      expectNear(firstAdamStep(before, afterSecond[`grad${name}`].data, 1e-4), `after${name}`);
    }
  });
});
