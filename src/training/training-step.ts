/** One training step of one network: the gradient of a batch, in parts, then Adam. */
import type { Runtime, TensorValues } from '../runtime/runtime.ts';
import { compileAdamStep, type OptimiserState } from './adam-step.ts';
import { compileBatchGradient, type LossGraph } from './batch-gradient.ts';
import type { ParameterVector } from './parameter-vector.ts';

/** What a step gives. */
export interface StepResult {
  readonly state: OptimiserState;
  readonly loss: number;
}

/** A compiled step. */
export interface TrainingStep {
  /** Runs step t = 1, 2, ... on a batch. @throws TrainingStepError if it does not divide into the parts. */
  run(state: OptimiserState, batch: TensorValues, step: number, rate: number): Promise<StepResult>;
  release(): Promise<void>;
}

export interface StepOptions {
  /**
   * Number of equal parts that a batch is worked off in, gradients and losses added up. The loss graph is then
   * one of a part, and every input of the batch has the samples of all parts along its first axis. Smaller parts
   * stay in the processor's caches and need less memory: the generator learns from 8 samples of 64 x 64
   * faster in 4 parts than in one. Default 1.
   */
  readonly parts?: number;
}

/** Compiles a training step on a runtime. */
export async function compileTrainingStep(
  runtime: Runtime,
  vector: ParameterVector,
  lossGraph: LossGraph,
  { parts = 1 }: StepOptions = {},
): Promise<TrainingStep> {
  const descent = await compileBatchGradient(
    runtime,
    vector,
    (parameter) => ({ loss: lossGraph(parameter), terms: {} }),
    parts,
  );
  const update = await compileAdamStep(runtime, vector.length);
  return {
    async run(state, batch, step, rate) {
      const { gradient, loss } = await descent.run(state.parameters, batch);
      return { state: await update.run(state, gradient, step, rate), loss };
    },
    async release() {
      await descent.release();
      await update.release();
    },
  };
}
