/** Trains and scores the rows of a table, each in a folder of its own; what is done is not done again. */
import { join } from 'node:path';
import type { CameraResponse } from '../../camera/camera-response.ts';
import { readCaveScenes } from '../../datasets/node/cave-scenes.ts';
import { GENERATOR_DEFAULTS } from '../../networks/generator.ts';
import { readEstimatorModel } from '../../reconstruction/estimate-response.ts';
import { readGeneratorModel } from '../../reconstruction/model.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { LoadedParser } from '../../training/node/load-parser.ts';
import { recipeTask } from '../../training/node/recipe-task.ts';
import { RECIPES } from '../../training/recipes/index.ts';
import type { LearningRates } from '../../training/unsupervised/settings.ts';
import type { TrainingProgress, TrainingTask } from '../../training/trainer.ts';
import { EvaluationError } from '../evaluation-error.ts';
import type { ReproducedRow } from '../reproduction/reproduction-result.ts';
import type { ReproductionRow } from '../reproduction/tables.ts';
import { fittedRegression, interpolationMethods } from '../validation/classical-methods.ts';
import { knownCaveScene, type KnownScene, photograph } from '../validation/scenes.ts';
import { figuresOf, meanFigures, validateWeights } from '../validation/weights-validation.ts';
import { VALIDATION_CAMERA, validationResponse } from './recipe-validator.ts';
import { trainedRow } from './trained-row.ts';

/** What every row of a table is given alike. */
export interface Budget {
  readonly steps: number;
  readonly batch: number;
  /** Side of a patch, pixels. */
  readonly patch: number;
  readonly seed: number;
  readonly rates: LearningRates;
}

/** A budget as names and numbers, for people. */
export function budgetFacts({ rates, ...budget }: Budget): Record<string, number> {
  const named = Object.entries(rates).map(([part, rate]) => [`${part} rate`, rate] as const);
  return { ...budget, ...Object.fromEntries(named) };
}

/** Where rows are trained, and on what. */
export interface RowQuestion {
  readonly data: string;
  /** Folder of the table; each row has a folder in it. */
  readonly folder: string;
  readonly budget: Budget;
  readonly parser?: LoadedParser;
  readonly runtime: Runtime;
  readonly scenes: readonly KnownScene[];
  readonly response: CameraResponse;
  readonly signal?: AbortSignal;
  onProgress?(row: ReproductionRow, progress: TrainingProgress): void;
}

/** The scenes and the response that rows are scored on. @throws CubeError if the scenes are not there. */
export async function scoringData(
  data: string,
): Promise<{ readonly scenes: KnownScene[]; readonly response: CameraResponse }> {
  const scenes = await readCaveScenes(join(data, 'cave'), 'validation');
  return {
    scenes: scenes.map(({ name, cube }) => knownCaveScene(name, cube)),
    response: await validationResponse(data),
  };
}

/**
 * Trains a row, from its checkpoint if there is one, and scores it; a row that is done is read back.
 *
 * @returns undefined if the signal ended it first.
 * @throws EvaluationError if its folder holds a row of another budget.
 */
export async function reproduceRow(
  row: ReproductionRow,
  question: RowQuestion,
): Promise<ReproducedRow | undefined> {
  const { budget, runtime, scenes, response, signal } = question;
  return trainedRow({
    name: row.name,
    title: row.title,
    folder: join(question.folder, row.name),
    budget,
    facts: budgetFacts(budget),
    seed: budget.seed,
    runtime,
    watched: true,
    ...(signal === undefined ? {} : { signal }),
    task: () => taskOf(row, question),
    score: (files) => {
      const content = (name: string): Uint8Array => files.get(name) ?? new Uint8Array(0);
      return validateWeights({
        scenes,
        response,
        runtime,
        generator: readGeneratorModel(content('generator.safetensors'), row.name),
        estimator: readEstimatorModel(content('srf-estimator.safetensors'), row.name),
      });
    },
    onProgress: (progress) => question.onProgress?.(row, progress),
  });
}

async function taskOf(row: ReproductionRow, { data, budget, parser }: RowQuestion): Promise<TrainingTask> {
  const recipe = RECIPES.get(row.recipe);
  if (recipe === undefined) throw new EvaluationError(`expected a recipe, found '${row.recipe}'`);
  return recipeTask(recipe, {
    name: row.recipe,
    data,
    heldOut: [VALIDATION_CAMERA],
    settings: {
      steps: budget.steps,
      batch: budget.batch,
      size: budget.patch,
      growth: GENERATOR_DEFAULTS.growth,
    },
    seed: budget.seed,
    choices: { ...row.choices, rates: budget.rates },
    ...(row.semantic && parser !== undefined ? { parser } : {}),
  });
}

/** Methods that rows are compared with: they know the camera, and regressions are fitted to pairs of the training scenes. */
export async function referenceRows(
  data: string,
  scenes: readonly KnownScene[],
  response: CameraResponse,
): Promise<ReproducedRow[]> {
  const training = (await readCaveScenes(join(data, 'cave'), 'train')).map(({ name, cube }) =>
    knownCaveScene(name, cube),
  );
  const methods = [...interpolationMethods(response), fittedRegression(training, response, 3)];
  return methods.map(({ name, reconstruct }) => {
    const each = scenes.map((scene) => ({
      name: scene.name,
      figures: figuresOf(scene, reconstruct(photograph(scene, response)), response),
    }));
    return { name, title: name, figures: meanFigures(each.map(({ figures }) => figures)), scenes: each };
  });
}
