/** Adam (Kingma and Ba 2015) as a graph: one update of a whole parameter vector, and its running average. */
import { add, divide, multiply, square, squareRoot, subtract, type Tensor } from '../graph/index.ts';

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export const ADAM_DEFAULTS: AdamOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

export interface AdamState {
  readonly parameters: Tensor;
  readonly firstMoment: Tensor;
  readonly secondMoment: Tensor;
}

/** Numbers that change with the step, as scalar tensors; {@link adamScalars} computes them. */
export interface AdamSchedule {
  /** rate / (1 - beta1^t). */
  readonly stepSize: Tensor;
  /** 1 / sqrt(1 - beta2^t). */
  readonly secondCorrection: Tensor;
}

/** The state after one step along `gradient`; all tensors have the same shape. */
export function adamUpdate(
  state: AdamState,
  gradient: Tensor,
  schedule: AdamSchedule,
  options: AdamOptions = ADAM_DEFAULTS,
): AdamState {
  const { beta1, beta2, epsilon } = options;
  const firstMoment = add(multiply(state.firstMoment, beta1), multiply(gradient, 1 - beta1));
  const secondMoment = add(multiply(state.secondMoment, beta2), multiply(square(gradient), 1 - beta2));
  const scale = add(multiply(squareRoot(secondMoment), schedule.secondCorrection), epsilon);
  const move = divide(multiply(firstMoment, schedule.stepSize), scale);
  return { parameters: subtract(state.parameters, move), firstMoment, secondMoment };
}

/** Values of an {@link AdamSchedule} for step t = 1, 2, ... at a learning rate. */
export function adamScalars(
  rate: number,
  step: number,
  options: AdamOptions = ADAM_DEFAULTS,
): { stepSize: number; secondCorrection: number } {
  return {
    stepSize: rate / (1 - options.beta1 ** step),
    secondCorrection: 1 / Math.sqrt(1 - options.beta2 ** step),
  };
}
