import { describe, expect, it } from 'vitest';
import { deviation, differenceGradient } from '../../test/finite-differences.ts';
import { gradientPenaltyNetwork } from '../../test/gradient-penalty-network.ts';
import { evaluate } from '../../test/reference-evaluator.ts';

describe('the gradient of a gradient norm by the weights, as a gradient penalty needs it', () => {
  it.each(['relu', 'swish'] as const)('agrees with finite differences of the norm (%s)', (activation) => {
    const { feeds, norm, weights, normGradients } = gradientPenaltyNetwork(activation);
    const values = evaluate(normGradients, feeds);
    weights.forEach((name, index) => {
      const expected = differenceGradient(norm, feeds, name, 1e-4);
      expect(Math.max(...expected.map(Math.abs)), name).toBeGreaterThan(1e-3);
      expect(deviation(values[index], expected), name).toBeLessThanOrEqual(1e-6);
    });
  });
});
