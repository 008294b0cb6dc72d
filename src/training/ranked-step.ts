/**
 * One training step with the rank loss: the cubes of the batch are estimated; the rank loss says how they should change;
 * what it asks and the gradient of all other terms go down together, part by part; Adam.
 */
import {
  add,
  applyPasses,
  input,
  multiply,
  staticShape,
  sumOfAll,
  type Tensor,
  TRAINING_PASSES,
} from '../graph/index.ts';
import { lookupIn, type ParameterLookup } from '../networks/parameters.ts';
import type { Replicas, Runtime, TensorValues } from '../runtime/runtime.ts';
import { compileAdamStep, type OptimiserState } from './adam-step.ts';
import { type BatchGradient, compileBatchGradient, openReplicas, partsOf } from './batch-gradient.ts';
import { emitDifferentiated } from './emit-differentiated.ts';
import type { ParameterVector } from './parameter-vector.ts';
import { rankLoss, type RankLossOptions } from './rank-loss.ts';
import type { Figures } from './trainer.ts';

/** What a network makes of a part of a batch. */
export interface JudgedEstimate {
  /** The cubes that the rank loss looks at, [samples, bands, height, width]. */
  readonly cube: Tensor;
  /** All other terms, of a part; losses of parts add up. */
  readonly loss: Tensor;
}

/** Builds the estimate from the parameters; its inputs are what a batch feeds. */
export type EstimateGraph = (parameter: ParameterLookup) => JudgedEstimate;

/** How the rank loss counts. */
export interface RankTerm extends Partial<RankLossOptions> {
  /** Factor on its gradient; 0 leaves it out. */
  readonly weight: number;
}

/** What a ranked step is compiled from. */
export interface RankedStepOptions {
  readonly vector: ParameterVector;
  readonly estimate: EstimateGraph;
  readonly rank: RankTerm;
  /** Equal parts that a batch is worked off in. */
  readonly parts: number;
}

/** A compiled step. */
export interface RankedStep {
  /**
   * Runs step t = 1, 2, ...
   *
   * @param batch holds `truth` [n, bands, height, width] and, if pixels count unequally, `factor` [n, 1, height, width].
   * @returns the new state; the figures are `loss`, without the rank loss, and `rank`, its value.
   * @throws TrainingError if the patches are smaller than those that the rank loss looks at.
   */
  run(
    state: OptimiserState,
    batch: TensorValues,
    step: number,
    rate: number,
  ): Promise<{ readonly state: OptimiserState; readonly figures: Figures }>;
  release(): Promise<void>;
}

/** Compiles a step. */
export async function compileRankedStep(runtime: Runtime, options: RankedStepOptions): Promise<RankedStep> {
  const { vector, rank, parts } = options;
  const estimating = await compileCubes(runtime, options);
  const descending = await compileDescent(runtime, options);
  const updating = await compileAdamStep(runtime, vector.length);
  return {
    async run(state, batch, step, rate) {
      const parameters = { data: state.parameters, shape: [vector.length] };
      const feeds = partsOf(batch, parts);
      const made = await estimating.runAll(
        feeds.map((feed) => ({ ...feed, 'state.parameters': parameters })),
      );
      const { truth } = batch;
      const change = { data: new Float32Array(truth.data.length), shape: truth.shape };
      let value = 0;
      made.forEach(({ cube }, part) => {
        const asked = rankLoss(cube, feeds[part]['truth'], rank, feeds[part]['factor']?.data);
        for (let index = 0; index < asked.gradient.length; index++) asked.gradient[index] *= rank.weight;
        change.data.set(asked.gradient, part * asked.gradient.length);
        value += asked.value / parts;
      });
      const { gradient, terms } = await descending.run(state.parameters, { ...batch, change });
      const after = await updating.run(state, gradient, step, rate);
      return { state: after, figures: { loss: terms['own'], rank: value } };
    },
    async release() {
      await estimating.release();
      await descending.release();
      await updating.release();
    },
  };
}

/** The estimate alone. */
async function compileCubes(
  runtime: Runtime,
  { vector, estimate, parts }: RankedStepOptions,
): Promise<Replicas> {
  const parameter = lookupIn(vector.tensors(input('state.parameters', [vector.length])));
  const [cube] = applyPasses([estimate(parameter).cube], TRAINING_PASSES);
  return openReplicas(runtime, await emitDifferentiated(runtime, { cube }), parts);
}

/** The gradient of the other terms and of the change that is asked. */
function compileDescent(
  runtime: Runtime,
  { vector, estimate, parts }: RankedStepOptions,
): Promise<BatchGradient> {
  return compileBatchGradient(
    runtime,
    vector,
    (parameter) => {
      const { cube, loss } = estimate(parameter);
      const change = input('change', staticShape(cube, 'the rank loss'));
      return { loss: add(loss, sumOfAll(multiply(cube, change))), terms: { own: loss } };
    },
    parts,
  );
}
