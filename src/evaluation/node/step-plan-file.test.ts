import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TrainingPlan } from '../comparison/training-plan.ts';
import { keptPlan } from './step-plan-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-plan-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const plan: TrainingPlan = { width: 'reduced', steps: 120, secondsPerStep: 0.25 };
const never = (): Promise<TrainingPlan> => Promise.reject(new Error('made again'));

it('is made once and then kept', async () => {
  const own = join(folder, 'new');
  expect(await keptPlan(own, { minutes: 3 }, async () => plan)).toEqual(plan);
  expect(await keptPlan(own, { minutes: 3 }, never)).toEqual(plan);
  await expect(keptPlan(own, { minutes: 4 }, never)).rejects.toThrow(/"minutes":4.*found.*"minutes":3/);
});

it('is refused where it is damaged', async () => {
  const write = (text: string): Promise<void> => writeFile(join(folder, 'plan.json'), text);
  await write(JSON.stringify({ budget: { minutes: 3 }, plan: { width: 'broad', steps: 3 } }));
  await expect(keptPlan(folder, { minutes: 3 }, never)).rejects.toThrow(/a width and a number of steps/);
  await write('{');
  await expect(keptPlan(folder, { minutes: 3 }, never)).rejects.toThrow(/found undefined in/);
});
