/** Stochastic gradient descent with momentum and weight decay as a graph: one update of a whole parameter vector. */
import { add, multiply, subtract, type Tensor } from '../graph/index.ts';

/** How the parser's branch is trained in Zhu et al. (ICCV 2021). */
export interface MomentumOptions {
  readonly momentum: number;
  /** Added to the gradient, times the parameters. */
  readonly weightDecay: number;
}

export const MOMENTUM_DEFAULTS: MomentumOptions = { momentum: 0.9, weightDecay: 1e-4 };

/** What a step changes. */
export interface MomentumState {
  readonly parameters: Tensor;
  readonly velocity: Tensor;
}

/**
 * The state after one step along `gradient`; all tensors have the same shape. v' = m v + (g + d p), p' = p - r v'.
 *
 * @param rate the learning rate, a scalar.
 */
export function momentumUpdate(
  { parameters, velocity }: MomentumState,
  gradient: Tensor,
  rate: Tensor,
  { momentum, weightDecay }: MomentumOptions = MOMENTUM_DEFAULTS,
): MomentumState {
  const next = add(multiply(velocity, momentum), add(gradient, multiply(parameters, weightDecay)));
  return { parameters: subtract(parameters, multiply(next, rate)), velocity: next };
}
