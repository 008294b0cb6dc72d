/**
 * Least squares for a handful of parameters: Levenberg-Marquardt with Marquardt's scaling.
 */

/** A residual function: fills `residuals` and, row-major residuals x parameters, `jacobian`. */
export type ResidualFunction = (
  parameters: Float64Array,
  residuals: Float64Array,
  jacobian: Float64Array,
) => void;

/** Where the iteration ended. */
export interface LeastSquaresResult {
  readonly parameters: Float64Array;
  /** Sum of squared residuals. */
  readonly cost: number;
}

/**
 * Minimises a sum of squares from a start.
 *
 * @param evaluate residuals and their derivatives.
 * @param start parameters to start from; copied.
 * @param size number of residuals.
 * @param iterations steps tried at most.
 * @returns the best parameters met; the cost never exceeds that of the start.
 * Source: D. W. Marquardt, SIAM J. Appl. Math. 11 (1963).
 */
export function levenbergMarquardt(
  evaluate: ResidualFunction,
  start: ArrayLike<number>,
  size: number,
  iterations = 200,
): LeastSquaresResult {
  const count = start.length;
  let parameters = Float64Array.from(start);
  let residuals = new Float64Array(size);
  let jacobian = new Float64Array(size * count);
  let trialResiduals = new Float64Array(size);
  let trialJacobian = new Float64Array(size * count);
  evaluate(parameters, residuals, jacobian);
  let cost = squaredNorm(residuals);
  let damping = 1e-2;
  for (let iteration = 0; iteration < iterations && damping < 1e12; iteration++) {
    const step = dampedStep(jacobian, residuals, count, damping);
    const trial = parameters.map((value, index) => value - step[index]);
    evaluate(trial, trialResiduals, trialJacobian);
    const trialCost = squaredNorm(trialResiduals);
    if (!(trialCost < cost)) {
      damping *= 4;
      continue;
    }
    const gained = (cost - trialCost) / cost;
    parameters = trial;
    cost = trialCost;
    [residuals, trialResiduals] = [trialResiduals, residuals];
    [jacobian, trialJacobian] = [trialJacobian, jacobian];
    damping = Math.max(damping / 5, 1e-12);
    if (gained < 1e-9) break;
  }
  return { parameters, cost };
}

function squaredNorm(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

/** Solves (J^T J + damping diag(J^T J)) step = J^T r by Cholesky. */
function dampedStep(
  jacobian: Float64Array,
  residuals: Float64Array,
  count: number,
  damping: number,
): Float64Array {
  const normal = new Float64Array(count * count);
  const step = new Float64Array(count);
  for (let row = 0; row < residuals.length; row++) {
    for (let i = 0; i < count; i++) {
      const left = jacobian[row * count + i];
      step[i] += left * residuals[row];
      for (let j = 0; j <= i; j++) normal[i * count + j] += left * jacobian[row * count + j];
    }
  }
  for (let i = 0; i < count; i++) normal[i * count + i] += damping * normal[i * count + i] + 1e-15;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = normal[i * count + j];
      for (let k = 0; k < j; k++) sum -= normal[i * count + k] * normal[j * count + k];
      normal[i * count + j] = i === j ? Math.sqrt(Math.max(sum, 1e-18)) : sum / normal[j * count + j];
    }
  }
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < i; k++) step[i] -= normal[i * count + k] * step[k];
    step[i] /= normal[i * count + i];
  }
  for (let i = count - 1; i >= 0; i--) {
    for (let k = i + 1; k < count; k++) step[i] -= normal[k * count + i] * step[k];
    step[i] /= normal[i * count + i];
  }
  return step;
}
