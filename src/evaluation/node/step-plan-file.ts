/** The plan of a trained row as a file in its folder: made once, so that every sitting takes the same steps. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../cube/node/atomic-file.ts';
import { makeFolder } from '../../cube/node/make-folder.ts';
import { fieldsOf } from '../../training/json-fields.ts';
import type { TrainingPlan } from '../comparison/training-plan.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { checkSameBudget } from './trained-row.ts';

const PLAN = 'plan.json';

/**
 * The plan of a folder; undefined if it has none.
 *
 * @param budget what the plan was made for.
 * @throws EvaluationError if the plan is damaged, or was made for another budget.
 */
export async function savedPlan(folder: string, budget: object): Promise<TrainingPlan | undefined> {
  const path = join(folder, PLAN);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : planIn(text, budget, path);
}

/** The plan of a folder, or a new one, which is kept. @throws EvaluationError as {@link savedPlan}. */
export async function keptPlan(
  folder: string,
  budget: object,
  make: () => Promise<TrainingPlan>,
): Promise<TrainingPlan> {
  const saved = await savedPlan(folder, budget);
  if (saved !== undefined) return saved;
  const plan = await make();
  await makeFolder(folder);
  const content = `${JSON.stringify({ budget, plan }, undefined, 1)}\n`;
  await writeFileAtomically(join(folder, PLAN), content, { overwrite: true });
  return plan;
}

function planIn(text: string, budget: object, path: string): TrainingPlan {
  const record = fieldsOf(parsed(text));
  checkSameBudget(record['budget'], budget, path);
  const { width, steps, secondsPerStep } = fieldsOf(record['plan']);
  const isWidth = width === 'full' || width === 'reduced';
  const isCount = typeof steps === 'number' && Number.isSafeInteger(steps) && steps >= 1;
  if (isWidth && isCount) {
    return { width, steps, ...(typeof secondsPerStep === 'number' ? { secondsPerStep } : {}) };
  }
  throw new EvaluationError(`expected a width and a number of steps in ${path}, found something else`, {
    hint: 'remove the folder: the row is then trained afresh',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
