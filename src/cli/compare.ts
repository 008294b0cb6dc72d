/** `spectralift compare`: methods trained on the same scenes, through the same camera, under the same budget, in one table. */
import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  COMPARISON_RECIPES,
  type ComparisonRecipe,
  splitOf,
} from '../evaluation/comparison/comparison-recipes.ts';
import type { Comparison } from '../evaluation/comparison/comparison-result.ts';
import { COMPARED_METHODS, type ComparedMethod, methodsByName } from '../evaluation/comparison/methods.ts';
import {
  checkedScenePixels,
  DIFFERENT_PIXELS_BY,
  differentPixels,
  parseScenePixels,
  type ScenePixel,
} from '../evaluation/comparison/scene-pixels.ts';
import {
  FEWEST_PASSES,
  type LossChoice,
  type TrainingBudget,
  type WidthChoice,
} from '../evaluation/comparison/training-plan.ts';
import { EvaluationError } from '../evaluation/evaluation-error.ts';
import { availableMethods, compareMethods } from '../evaluation/node/compare.ts';
import type { CompareProgress } from '../evaluation/node/compare-question.ts';
import { comparisonData } from '../evaluation/node/comparison-data.ts';
import { writeComparison } from '../evaluation/node/write-comparison.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { interruptSignal, numberOption, positiveOption, threadsOption, UsageError } from './options.ts';
import { print, say } from './output.ts';
import { progressBar } from './progress.ts';

interface CompareOptions {
  readonly data: string;
  readonly output: string;
  readonly methods?: readonly ComparedMethod[];
  readonly camera?: string;
  readonly minutes?: number;
  readonly patches?: number;
  readonly batch: number;
  readonly patch: number;
  readonly seed: number;
  readonly width: WidthChoice;
  readonly loss: LossChoice;
  readonly pixels?: readonly ScenePixel[];
  readonly threads?: number;
}

/** Minutes a method where no budget is given. */
const MINUTES = 30;
/** Pixels of each scene whose spectra are shown, unless they are chosen. */
const PIXELS = 3;

const HELP = `
Recipes:
${COMPARISON_RECIPES.map((recipe) => `  ${recipe.name}: ${recipe.dataset.title}; ${splitOf(recipe)}; seen through the ${recipe.camera}`).join('\n')}
Methods:
${COMPARED_METHODS.map(({ name, title, kind }) => `  ${name}: ${title}${kind === 'trained' ? ' (trained)' : ''}`).join('\n')}
With --minutes a step is measured first, and the number of steps that follows is kept in the method's folder: every
sitting follows the same schedule. The minutes are those of training, over all sittings. Call again to go on after
Ctrl-C; methods that are done are read back. --width auto takes a smaller form of a network where the budget would
show it the training scenes fewer than ${FEWEST_PASSES} times; its row says so. Written are compare.md, compare.json, compare.svg,
error-maps.png and signatures.svg.`;

export function registerCompare(command: Command): void {
  command
    .argument('<recipe>', COMPARISON_RECIPES.map(({ name }) => name).join(', '))
    .requiredOption('--data <dir>', 'folder with a folder of the set and, for the measured response, camera/')
    .requiredOption('-o, --output <dir>', 'folder for the methods, the table and the pictures')
    .option('--methods <names>', 'only these, with commas between them; all unless given', methodsOption)
    .option('--camera <name>', "camera that sees the scenes, in place of the recipe's own")
    .option(
      '--minutes <m>',
      `minutes of training a method; ${MINUTES} unless --patches is given`,
      positiveOption,
    )
    .option('--patches <n>', 'patches that each method learns from, in place of minutes', numberOption(1))
    .option('--batch <n>', 'patches a step', numberOption(1), 8)
    .option('--patch <n>', 'side of a patch in pixels', numberOption(16), 64)
    .option('--seed <n>', 'seed of all random choices', numberOption(0), 1)
    .addOption(
      new Option('--width <size>', 'size of the large networks')
        .choices(['full', 'reduced', 'auto'])
        .default('auto'),
    )
    .addOption(
      new Option('--loss <choice>', 'each method as published, or all with one loss and schedule')
        .choices(['published', 'alike'])
        .default('published'),
    )
    .option('--pixels <list>', 'pixels whose spectra are shown: scene:x,y;scene:x,y', pixelsOption)
    .addOption(threadsOption())
    .addHelpText('after', HELP)
    .action(runCompare);
}

const methodsOption = (text: string): ComparedMethod[] =>
  understood(() => methodsByName(text.split(',').map((name) => name.trim())));

const pixelsOption = (text: string): ScenePixel[] => understood(() => parseScenePixels(text));

/** What an option stands for; what cannot be understood is wrong usage. */
function understood<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    throw new InvalidArgumentError(`${error.message}: ${error.hint}`);
  }
}

async function runCompare(name: string, options: CompareOptions): Promise<void> {
  const recipe = recipeOf(name);
  const available = await availableMethods();
  const methods = options.methods ?? available;
  const missing = methods.find((method) => !available.includes(method));
  if (missing !== undefined) {
    throw new UsageError(`expected methods whose weights are shipped, found '${missing.name}'`, {
      hint: 'leave it out of --methods',
    });
  }
  const budget = budgetOf(options);
  const data = await comparisonData(recipe, {
    data: options.data,
    ...(options.camera === undefined ? {} : { camera: options.camera }),
    signal: interruptSignal(),
  });
  const pixels =
    options.pixels === undefined
      ? data.validation.flatMap((scene) => differentPixels(scene, PIXELS))
      : checkedScenePixels(options.pixels, data.validation);
  const threads = options.threads ?? availableParallelism();
  const runtime = await nodeRuntime({ threads });
  const bar = progressBar(true);
  const results = await compareMethods({
    recipe: recipe.name,
    methods,
    data,
    folder: options.output,
    budget,
    pixels,
    runtime,
    signal: interruptSignal(),
    onProgress: (progress) => show(progress, methods, bar),
  });
  bar.done();
  if ('stoppedIn' in results) {
    say(`stopped in '${results.stoppedIn.name}'; give the same command to go on`);
    process.exitCode = 130;
    return;
  }
  const comparison: Comparison = {
    recipe: recipe.name,
    title: recipe.title,
    command: commandOf(recipe, budget, options),
    budget: budgetFacts(budget),
    camera: { name: data.response.name, measured: data.measured },
    split: splitOf(recipe),
    training: data.training.map((scene) => scene.name),
    validation: data.validation.map((scene) => scene.name),
    machine: `${runtime.name}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    pixels,
    pixelsBy: options.pixels === undefined ? DIFFERENT_PIXELS_BY : 'as asked',
    rows: results.map(({ row }) => row),
  };
  print((await writeComparison(options.output, comparison, data.validation, results)).trimEnd());
}

function recipeOf(name: string): ComparisonRecipe {
  const recipe = COMPARISON_RECIPES.find((known) => known.name === name);
  if (recipe !== undefined) return recipe;
  throw new UsageError(`unknown recipe '${name}'`, {
    hint: `recipes: ${COMPARISON_RECIPES.map((known) => known.name).join(', ')}`,
  });
}

function budgetOf({ minutes, patches, batch, patch, seed, width, loss }: CompareOptions): TrainingBudget {
  if (minutes !== undefined && patches !== undefined) {
    throw new UsageError('expected either --minutes or --patches, found both');
  }
  const extent = patches === undefined ? { minutes: minutes ?? MINUTES } : { patches };
  return { extent, batch, patch, seed, width, loss };
}

function budgetFacts({ extent, ...others }: TrainingBudget): Record<string, string | number> {
  return { ...extent, ...others };
}

/** The command that gives the same, paths left open. */
function commandOf(
  { name }: ComparisonRecipe,
  { extent, batch, patch, seed, width, loss }: TrainingBudget,
  { methods, camera, pixels, threads }: CompareOptions,
): string {
  const given = (option: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : [`--${option} ${value}`];
  return [
    `spectralift compare ${name} --data DATA -o OUT`,
    ...given('methods', methods?.map((method) => method.name).join(',')),
    ...given('camera', camera === undefined ? undefined : `"${camera}"`),
    ...('patches' in extent ? given('patches', extent.patches) : given('minutes', extent.minutes)),
    `--batch ${batch} --patch ${patch} --seed ${seed} --width ${width} --loss ${loss}`,
    ...given('pixels', pixels && `"${pixels.map(({ scene, x, y }) => `${scene}:${x},${y}`).join(';')}"`),
    ...given('threads', threads),
  ].join(' ');
}

function show(
  { method, what, training }: CompareProgress,
  methods: readonly ComparedMethod[],
  bar: ReturnType<typeof progressBar>,
): void {
  const place = methods.indexOf(method);
  const note = `method ${place + 1} of ${methods.length}: ${method.title}, ${what}`;
  if (training === undefined) bar.update(place, methods.length, note, undefined);
  else bar.update(training.step, training.steps, note, training.remaining);
}
