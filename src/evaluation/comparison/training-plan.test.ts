import { describe, expect, it } from 'vitest';
import { FEWEST_PASSES, passesOf, planTraining, type TrainingBudget } from './training-plan.ts';

const PIXELS = 64 * 64 * 100;
const budget: TrainingBudget = {
  extent: { minutes: 10 },
  batch: 4,
  patch: 64,
  seed: 1,
  width: 'auto',
  loss: 'published',
};
const times = { full: 2, reduced: 0.5 };

/** The plan, and which widths were measured. */
async function planned(change: Partial<TrainingBudget>, reducible = true, seconds = times) {
  const measured: string[] = [];
  const plan = await planTraining({
    budget: { ...budget, ...change },
    trainingPixels: PIXELS,
    reducible,
    measure: async (width) => {
      measured.push(width);
      return seconds[width];
    },
  });
  return { plan, measured };
}

describe('a plan', () => {
  it('divides patches by the batch and measures nothing', async () => {
    const { plan, measured } = await planned({ extent: { patches: 1000 } });
    expect(plan).toEqual({ width: 'full', steps: 250 });
    expect(measured).toEqual([]);
    expect((await planned({ extent: { patches: 1000 }, width: 'reduced' })).plan.width).toBe('reduced');
    expect((await planned({ extent: { patches: 1 } })).plan.steps).toBe(1);
  });

  it('divides minutes by what a step takes', async () => {
    const { plan } = await planned({ width: 'full' });
    expect(plan).toEqual({ width: 'full', steps: 300, secondsPerStep: 2 });
    expect((await planned({ width: 'reduced' })).plan).toEqual({
      width: 'reduced',
      steps: 1200,
      secondsPerStep: 0.5,
    });
  });

  it('reduces what the budget cannot feed, and nothing else', async () => {
    // 300 steps of 4 patches see 100 patches' worth of pixels 12 times.
    expect(passesOf(300, budget, PIXELS)).toBe(12);
    const hungry = await planned({});
    expect(hungry.plan.width).toBe('reduced');
    expect(hungry.measured).toEqual(['full', 'reduced']);
    expect((await planned({}, false)).plan.width).toBe('full');
    const minutes = (10 * FEWEST_PASSES) / 12 + 0.1;
    const fed = await planned({ extent: { minutes } });
    expect(fed.plan.width).toBe('full');
    expect(fed.measured).toEqual(['full']);
  });
});
