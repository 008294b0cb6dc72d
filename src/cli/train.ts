/** `spectralift train`: runs a recipe, with checkpoints, a log and progress; resumes where it stopped. */
import type { Command } from 'commander';
import { makeFolder } from '../cube/node/make-folder.ts';
import { recipeValidator } from '../evaluation/node/recipe-validator.ts';
import { checkpointPath, savedCheckpoint, trainInFolder } from '../evaluation/node/train-in-folder.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { readStart } from '../training/node/read-start.ts';
import { recipeTask } from '../training/node/recipe-task.ts';
import { RECIPES } from '../training/recipes/index.ts';
import { addAgdNetOptions, type AgdNetOptions, agdNetChoices } from './agd-net-options.ts';
import { deviceOption, interruptSignal, numberOption, threadsOption, UsageError } from './options.ts';
import { progressBar } from './progress.ts';
import {
  addUnsupervisedOptions,
  checkUnsupervisedOptions,
  choicesOf,
  type UnsupervisedOptions,
  wantedParser,
} from './unsupervised-options.ts';

interface TrainOptions extends UnsupervisedOptions, AgdNetOptions {
  readonly data: string;
  readonly output: string;
  readonly resume: boolean;
  readonly overwrite: boolean;
  readonly start?: string;
  readonly steps?: number;
  readonly batch?: number;
  readonly patch?: number;
  readonly growth?: number;
  readonly seed: number;
  readonly checkpointEvery?: number;
  readonly holdOut: readonly string[];
  readonly device: 'auto' | 'cpu' | 'webgpu';
  readonly threads?: number;
  readonly json: boolean;
}

export function registerTrain(command: Command): void {
  const recipes = [...RECIPES].map(([name, { summary }]) => `  ${name}: ${summary}`).join('\n');
  command
    .argument('<recipe>', 'name of a recipe')
    .requiredOption(
      '--data <dir>',
      'folder with a folder a set: cave/ (scenes), camvid/ (photos), spectra/ (tables) and so on',
    )
    .requiredOption('-o, --output <dir>', 'folder for weights, checkpoint, log and report.html')
    .option('--resume', 'go on from the checkpoint in the output folder', false)
    .option('--overwrite', 'start afresh in a folder that holds a checkpoint', false)
    .option(
      '--start <weights>',
      'shipped model or weight file to go on from; recipes with known spectra only',
    )
    .option('--steps <n>', 'number of steps', numberOption(1))
    .option('--batch <n>', 'patches a step', numberOption(1))
    .option('--patch <n>', 'side of a patch in pixels', numberOption(16))
    .option('--growth <n>', 'channels that a dense pair adds', numberOption(1))
    .option('--seed <n>', 'seed of all random choices', numberOption(0), 1)
    .option('--checkpoint-every <n>', 'steps between two checkpoints and validations', numberOption(1))
    .option('--hold-out <camera...>', 'catalogue cameras that must not train', [])
    .addOption(deviceOption())
    .addOption(threadsOption())
    .option('--json', 'progress as JSON lines on standard output', false)
    .addHelpText('after', `\nRecipes:\n${recipes}`)
    .action(runTrain);
  addUnsupervisedOptions(command);
  addAgdNetOptions(command);
}

async function runTrain(name: string, options: TrainOptions): Promise<void> {
  const recipe = RECIPES.get(name);
  if (recipe === undefined) {
    throw new UsageError(`unknown recipe '${name}'`, { hint: `recipes: ${[...RECIPES.keys()].join(', ')}` });
  }
  const { defaults } = recipe;
  checkUnsupervisedOptions(recipe, options);
  if (options.growth !== undefined && defaults.growth === undefined) {
    throw new UsageError(`recipe '${name}' has no growth, found --growth ${options.growth}`, {
      hint: 'leave it out',
    });
  }
  const agdNet = agdNetChoices(recipe, options);
  const sizes = {
    steps: options.steps ?? defaults.steps,
    batch: options.batch ?? defaults.batch,
    size: options.patch ?? defaults.size,
    growth: options.growth ?? defaults.growth,
  };
  if (options.start !== undefined && recipe.kind !== 'paired') {
    throw new UsageError(`expected a recipe on known spectra with --start, found '${name}'`, {
      hint: 'leave it out',
    });
  }
  const start = options.start === undefined ? undefined : await readStart(options.start);
  const settings = {
    ...sizes,
    ...(agdNet === undefined ? {} : { agdNet }),
    ...(start === undefined ? {} : { start }),
  };
  await makeFolder(options.output);
  const saved = await savedCheckpoint(options.output);
  if (saved !== undefined && !options.resume && !options.overwrite) {
    throw new UsageError(`${checkpointPath(options.output)} exists`, {
      hint: 'give --resume to go on, or --overwrite to start afresh',
    });
  }
  const { data, holdOut: heldOut, seed } = options;
  const parser = recipe.kind === 'unpaired' ? await wantedParser(options.parser) : undefined;
  const task = await recipeTask(recipe, {
    name,
    data,
    heldOut,
    settings,
    seed,
    choices: choicesOf(options),
    ...(parser === undefined ? {} : { parser }),
  });
  const runtime = await nodeRuntime({
    device: options.device,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
  const validate = await recipeValidator(recipe, data, runtime);
  const bar = progressBar(!options.json);
  const last = await trainInFolder(task, runtime, {
    folder: options.output,
    title: `spectralift train ${name}`,
    settings: {
      recipe: name,
      ...sizes,
      growth: sizes.growth ?? 'none',
      ...agdNet,
      seed,
      ...(options.start === undefined ? {} : { start: options.start }),
    },
    seed,
    ...(saved !== undefined && options.resume ? { saved } : {}),
    ...(options.checkpointEvery === undefined ? {} : { checkpointEvery: options.checkpointEvery }),
    signal: interruptSignal(),
    ...(validate === undefined ? {} : { validate }),
    onProgress: ({ step, steps, figures, remaining }) => {
      const [[first, value]] = Object.entries(figures);
      bar.update(step, steps, `${first} ${value.toFixed(4)}`, remaining);
    },
    onLine: (line) => {
      if (options.json) process.stdout.write(`${line}\n`);
    },
  });
  bar.done();
  if (last.step < last.steps) {
    process.stderr.write(`stopped at step ${last.step} of ${last.steps}; go on with --resume\n`);
    process.exitCode = 130;
  } else {
    process.stderr.write(
      `${last.steps} steps in ${(last.seconds / 60).toFixed(1)} minutes; the weights are in ${options.output}\n`,
    );
  }
}
