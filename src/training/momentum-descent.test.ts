import { expect, it } from 'vitest';
import { evaluate } from '../../test/reference-evaluator.ts';
import { input } from '../graph/index.ts';
import { momentumUpdate } from './momentum-descent.ts';
import { polynomialSchedule } from './schedules.ts';

it('moves along the remembered gradient, with decay', () => {
  const shape = [2];
  const after = momentumUpdate(
    { parameters: input('p', shape), velocity: input('v', shape) },
    input('g', shape),
    input('r', []),
    { momentum: 0.9, weightDecay: 0.1 },
  );
  const [parameters, velocity] = evaluate([after.parameters, after.velocity], {
    p: { shape, data: [1, -2] },
    v: { shape, data: [0.5, 0] },
    g: { shape, data: [2, 1] },
    r: { shape: [], data: [0.01] },
  });
  expect(velocity[0]).toBeCloseTo(0.45 + 2 + 0.1, 12);
  expect(velocity[1]).toBeCloseTo(1 - 0.2, 12);
  expect(parameters[0]).toBeCloseTo(1 - 0.01 * 2.55, 12);
  expect(parameters[1]).toBeCloseTo(-2 - 0.01 * 0.8, 12);
});

it('decays by a power of what is left', () => {
  const schedule = polynomialSchedule({ peak: 1e-3, power: 0.9, steps: 100 });
  expect(schedule(1)).toBe(1e-3);
  expect(schedule(51)).toBeCloseTo(1e-3 * 0.5 ** 0.9, 12);
  expect(schedule(100)).toBeCloseTo(1e-3 * 0.01 ** 0.9, 12);
});
