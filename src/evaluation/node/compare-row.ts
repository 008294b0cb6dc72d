/** A row of a comparison that is trained: planned, trained in its folder, scored, and looked at for the pictures. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../cube/node/atomic-file.ts';
import { fileProblem } from '../../cube/files/file-error.ts';
import { type RgbNetworkChoice, buildRgbNetwork } from '../../networks/rgb-network-choice.ts';
import { readRgbNetworkFile } from '../../networks/rgb-network-file.ts';
import { countParameters } from '../../networks/parameters.ts';
import { memoryPicture } from '../../reconstruction/linear-picture.ts';
import { rgbNetworkEstimate } from '../../reconstruction/rgb-network-estimate.ts';
import { measureStep } from '../../training/measure-step.ts';
import { comparedNetworkTask } from '../../training/recipes/compared-network.ts';
import type { TrainingTask } from '../../training/trainer.ts';
import type { ComparedRow } from '../comparison/comparison-result.ts';
import { decodeLooks, encodeLooks } from '../comparison/looks-file.ts';
import { learningOf, type TrainedChoice } from '../comparison/methods.ts';
import { type MethodScore, type SceneLook, scoreMethod } from '../comparison/score-method.ts';
import {
  FEWEST_PASSES,
  passesOf,
  planTraining,
  type TrainingBudget,
  type TrainingPlan,
} from '../comparison/training-plan.ts';
import { type CompareQuestion, type MethodResult, scoreQuestion } from './compare-question.ts';
import type { ReproducedRow } from '../reproduction/reproduction-result.ts';
import { keptPlan, savedPlan } from './step-plan-file.ts';
import { trainedRow } from './trained-row.ts';

const WEIGHTS = 'weights.safetensors';
const LOOKS = 'looks.safetensors';

/** Longest that steps are measured, seconds, and largest share of a budget of time. */
const MEASURING = { seconds: 15, share: 0.1 };
/** Reports and checkpoints of a run at least. */
const [REPORTS, CHECKPOINTS] = [100, 20];
/** Steps between two reports, and between two checkpoints, at most. */
const [REPORT_STEPS, CHECKPOINT_STEPS] = [50, 500];

/** What a method is trained on, as a task of a plan. */
function taskOf(method: TrainedChoice, plan: TrainingPlan, { budget, data }: CompareQuestion): TrainingTask {
  return comparedNetworkTask(
    {
      scenes: data.training.map(({ cube, unsaturated }) => ({ cube, mask: unsaturated })),
      response: data.response,
    },
    { steps: plan.steps, batch: budget.batch, size: budget.patch },
    {
      network: networkOf(method, plan),
      training: method.unsupervised === true ? 'unsupervised' : budget.loss,
    },
  );
}

/**
 * Finds out, before anything is trained for long, what would end a later method.
 *
 * @throws EvaluationError if the method's folder was begun with another budget.
 * @throws TrainingError, CubeError or NetworkError if it cannot be trained on these scenes with such patches.
 */
export async function checkTrained(
  method: TrainedChoice,
  question: CompareQuestion,
  shared: object,
): Promise<void> {
  const saved = await savedPlan(join(question.folder, method.name), shared);
  taskOf(method, saved ?? { width: 'full', steps: 1 }, question);
}

/**
 * Trains and scores a method, going on from where its folder stands.
 *
 * @param shared what all rows of the comparison share, as it is written into their folders.
 * @returns undefined if the signal ended the training first.
 * @throws EvaluationError if the folder was begun with another budget.
 */
export async function trainedMethod(
  method: TrainedChoice,
  question: CompareQuestion,
  shared: object,
): Promise<MethodResult | undefined> {
  const { budget, data, runtime, signal } = question;
  const folder = join(question.folder, method.name);
  const pixels = data.training.reduce((sum, { cube }) => sum + cube.width * cube.height, 0);
  const plan = await keptPlan(folder, shared, () =>
    planTraining({
      budget,
      trainingPixels: pixels,
      reducible: method.reduced !== undefined,
      measure: (width) => {
        question.onProgress?.({ method, what: 'measuring a step' });
        return measureStep(taskOf(method, { width, steps: REPORTS }, question), runtime, {
          seed: budget.seed,
          seconds: measuringSeconds(question),
          ...(signal === undefined ? {} : { signal }),
        });
      },
    }),
  );
  const score = (weights: Uint8Array): Promise<MethodScore> =>
    scoreWeights(weights, method, question, join(folder, LOOKS));
  let looks: readonly SceneLook[] | undefined;
  const title = plan.width === 'reduced' ? `${method.title}, reduced` : method.title;
  const row = await trainedRow({
    name: method.name,
    title,
    folder,
    budget: shared,
    facts: {
      steps: plan.steps,
      width: plan.width,
      batch: budget.batch,
      patch: budget.patch,
      seed: budget.seed,
    },
    seed: budget.seed,
    runtime,
    watched: false,
    every: {
      report: atMost(REPORT_STEPS, plan.steps / REPORTS),
      checkpoint: atMost(CHECKPOINT_STEPS, plan.steps / CHECKPOINTS),
    },
    ...(signal === undefined ? {} : { signal }),
    task: async () => taskOf(method, plan, question),
    score: async (files) => {
      const scored = await score(files.get(WEIGHTS) ?? new Uint8Array(0));
      looks = scored.looks;
      return scored;
    },
    onProgress: (training) => question.onProgress?.({ method, what: 'training', training }),
  });
  if (row === undefined) return undefined;
  looks ??= await keptLooks(join(folder, LOOKS), question);
  looks ??= (await score(await contentOf(join(folder, WEIGHTS)))).looks;
  return { row: { ...row, ...factsOf(method, plan, question, pixels) }, looks };
}

function networkOf(
  { network, reduced }: TrainedChoice,
  { width }: Pick<TrainingPlan, 'width'>,
): RgbNetworkChoice {
  return width === 'reduced' && reduced !== undefined ? reduced.network : network;
}

function atMost(most: number, wanted: number): number {
  return Math.min(most, Math.max(1, Math.floor(wanted)));
}

function measuringSeconds({ budget: { extent } }: CompareQuestion): number {
  return 'minutes' in extent
    ? Math.min(MEASURING.seconds, 60 * MEASURING.share * extent.minutes)
    : MEASURING.seconds;
}

function reducedBecause({ width }: TrainingBudget, reduced: string): string {
  const why =
    width === 'auto'
      ? `the budget would show its full size the training scenes fewer than ${FEWEST_PASSES} times`
      : 'as asked';
  return `reduced, ${reduced}: ${why}`;
}

/** What the table says of a trained row beside its figures. */
function factsOf(
  method: TrainedChoice,
  plan: TrainingPlan,
  { budget }: CompareQuestion,
  trainingPixels: number,
): Omit<ComparedRow, keyof ReproducedRow> {
  const network = buildRgbNetwork(networkOf(method, plan));
  const reduced = plan.width === 'reduced' ? method.reduced?.about : undefined;
  const { steps } = plan;
  return {
    kind: 'trained',
    parameters: countParameters(network.declarations),
    about: [
      network.description,
      ...(reduced === undefined ? [] : [reducedBecause(budget, reduced)]),
      learningOf(method, budget.loss),
      `${steps} steps`,
    ],
    training: {
      ...(reduced === undefined ? {} : { reduced }),
      steps,
      patches: steps * budget.batch,
      passes: passesOf(steps, budget, trainingPixels),
    },
  };
}

/** Scores a weight file, and keeps what the pictures need. */
async function scoreWeights(
  bytes: Uint8Array,
  method: TrainedChoice,
  question: CompareQuestion,
  looksPath: string,
): Promise<MethodScore> {
  const { network, weights } = readRgbNetworkFile(bytes);
  const open = rgbNetworkEstimate(question.runtime, network, weights);
  try {
    const scored = await scoreMethod(
      ({ rgb, width, height }) => open.estimate(memoryPicture(rgb, width, height), question.signal),
      scoreQuestion(question, method),
    );
    await writeFileAtomically(looksPath, encodeLooks(scored.looks, question.pixels), { overwrite: true });
    return scored;
  } finally {
    await open.release();
  }
}

async function keptLooks(
  path: string,
  { data, pixels }: CompareQuestion,
): Promise<readonly SceneLook[] | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  const names = data.validation.map(({ name }) => name);
  return bytes === undefined ? undefined : decodeLooks(bytes, names, pixels);
}

async function contentOf(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw fileProblem(cause, `read ${path}`);
  });
}
