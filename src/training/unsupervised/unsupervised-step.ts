/**
 * One iteration of the unsupervised system (Zhu et al., ICCV 2021) as compiled graphs, run in the paper's order: the
 * cubes of the batch are estimated; the discriminator is updated and says how they should change; so does the semantic
 * branch; generator and estimator are updated. Estimating and descending go part by part on all threads; what sees
 * the statistics of the batch sees it whole.
 */
import type { Runtime } from '../../runtime/runtime.ts';
import { compileAdamStep } from '../adam-step.ts';
import { sizeOf } from '../../networks/parameters.ts';
import type { TrainingState } from '../checkpoint.ts';
import type { ParameterVector } from '../parameter-vector.ts';
import type { Figures } from '../trainer.ts';
import { compileDescent } from './descent-step.ts';
import { compileEstimate } from './estimate-step.ts';
import { compileJudge } from './judge-step.ts';
import { compileLabels } from './label-step.ts';
import { ESTIMATOR_PREFIX } from './estimated-cube.ts';
import type { LearningRates, UnsupervisedSettings } from './settings.ts';
import { type BatchSizes, type UnsupervisedBatch, unsupervisedVectors } from './step-compiler.ts';

/** A compiled iteration. */
export interface UnsupervisedStep {
  /** Runs iteration 1, 2, ... */
  run(
    state: TrainingState,
    batch: UnsupervisedBatch,
    step: number,
    semanticRate: number,
  ): Promise<{ readonly state: TrainingState; readonly figures: Figures }>;
  release(): Promise<void>;
}

/** Compiles an iteration. @param dictionary responses [cameras, 3, bands], rows summing to 1. */
export async function compileUnsupervisedStep(
  runtime: Runtime,
  settings: UnsupervisedSettings,
  sizes: BatchSizes,
  dictionary: Float64Array,
): Promise<UnsupervisedStep> {
  const vectors = unsupervisedVectors(settings, sizes);
  const compiler = { runtime, settings, sizes, vectors, dictionary };
  const estimating = await compileEstimate(compiler);
  const judging = settings.weights.adversarial === 0 ? undefined : await compileJudge(compiler);
  const labelling =
    settings.weights.semantic === 0 || sizes.labels === undefined
      ? undefined
      : await compileLabels(compiler, sizes.labels);
  const descending = await compileDescent(compiler);
  const rates = ratesOf(vectors.generator, settings.rates);
  const updating = await compileAdamStep(runtime, vectors.generator.length, rates);
  const parts: readonly ({ release(): Promise<void> } | undefined)[] = [
    estimating,
    judging,
    labelling,
    descending,
    updating,
  ];
  const { batch: count, size } = sizes;
  return {
    async run(state, batch, step, semanticRate) {
      const rgb = { data: batch.rgb, shape: [count, 3, size, size] };
      const parameters = state['generator.parameters'];
      const { made, seen } = await estimating.run(parameters, rgb);
      const judged = await judging?.run(state, made, batch, step);
      const labelled = await labelling?.run(state, made, batch, semanticRate);
      const change = sum(judged?.gradient, labelled?.gradient) ?? new Float32Array(made.data.length);
      const { gradient, terms } = await descending.run(parameters, {
        ...seen,
        change: { data: change, shape: made.shape },
      });
      const before = {
        parameters,
        firstMoment: state['generator.firstMoment'],
        secondMoment: state['generator.secondMoment'],
        average: state['generator.average'],
      };
      const after = await updating.run(before, gradient, step, 1);
      return {
        state: {
          ...state,
          ...judged?.state,
          ...labelled?.state,
          ...Object.fromEntries(Object.entries(after).map(([name, data]) => [`generator.${name}`, data])),
        },
        figures: { ...terms, ...judged?.figures, ...labelled?.figures },
      };
    },
    async release() {
      for (const part of parts) await part?.release();
    },
  };
}

/** The learning rate of each parameter of generator and estimator. */
function ratesOf({ declarations }: ParameterVector, rates: LearningRates): Float32Array {
  return Float32Array.from(
    declarations.flatMap(({ name, shape }) => {
      const rate = name.startsWith(ESTIMATOR_PREFIX) ? rates.estimator : rates.generator;
      return new Array<number>(sizeOf(shape)).fill(rate);
    }),
  );
}

/** The sum of the vectors that are there. */
function sum(first?: Float32Array, second?: Float32Array): Float32Array | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return first.map((value, index) => value + second[index]);
}
