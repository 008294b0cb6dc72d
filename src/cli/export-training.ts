/** `spectralift export RECIPE --training`: a recipe's training step as ONNX, with the state that it begins with. */
import { type Command, InvalidArgumentError } from 'commander';
import { Random } from '../random.ts';
import { packageVersion } from '../reconstruction/export/node/package-version.ts';
import { writeExport } from '../reconstruction/export/node/write-export.ts';
import { EXPORTABLE_RECIPES } from '../training/export/exportable-recipes.ts';
import { exportTraining } from '../training/export/export-training.ts';
import { readStart } from '../training/node/read-start.ts';
import { RECIPES } from '../training/recipes/index.ts';
import { numberOption, UsageError } from './options.ts';
import { print, printJson, sayNotes } from './output.ts';

export interface TrainingExportOptions {
  readonly start?: string;
  readonly steps?: number;
  readonly batch?: number;
  readonly patch?: number;
  readonly growth?: number;
  readonly stages?: number;
  readonly bandWeight?: number;
  readonly seed?: number;
}

export function addTrainingExportOptions(command: Command): void {
  const of = (text: string): string => `${text}; --training only`;
  command
    .option('--start <weights>', of('shipped model or weight file to begin with'))
    .option('--steps <n>', of('number of steps'), numberOption(1))
    .option('--batch <n>', of('patches a step'), numberOption(1))
    .option('--patch <n>', of('side of a patch in pixels'), numberOption(16))
    .option('--growth <n>', of('channels that a dense pair adds'), numberOption(1))
    .option('--stages <n>', of('number of stages of AGD-Net'), numberOption(1))
    .option('--band-weight <n>', of("weight of the logarithmic error of each band, AGD-Net's"), weight)
    .option('--seed <n>', of('seed of the parameters that it begins with; 1 unless given'), numberOption(0));
}

function weight(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('expected a number of at least 0.');
}

/** Writes the files. @throws UsageError for a recipe that has no such step. */
export async function runTrainingExport(
  name: string,
  folder: string,
  options: TrainingExportOptions & { readonly overwrite: boolean; readonly json: boolean },
): Promise<void> {
  const recipe = RECIPES.get(name);
  const exportable = EXPORTABLE_RECIPES.get(name);
  if (recipe === undefined || exportable === undefined) {
    const found = recipe === undefined ? 'no recipe' : 'another';
    throw new UsageError(`expected a recipe whose step is a gradient and Adam, found ${found}: '${name}'`, {
      hint: `recipes: ${[...EXPORTABLE_RECIPES.keys()].join(', ')}`,
    });
  }
  const { defaults } = recipe;
  const { stages, bandWeight, growth = defaults.growth, overwrite, json } = options;
  if (defaults.agdNet === undefined && (stages !== undefined || bandWeight !== undefined)) {
    throw new UsageError(`expected a recipe of AGD-Net for --stages and --band-weight, found '${name}'`, {
      hint: 'leave them out',
    });
  }
  const start = options.start === undefined ? undefined : await readStart(options.start);
  const files = exportTraining({
    recipe: name,
    settings: {
      steps: options.steps ?? defaults.steps,
      batch: options.batch ?? defaults.batch,
      size: options.patch ?? defaults.size,
      ...(growth === undefined ? {} : { growth }),
      agdNet: {
        ...(stages === undefined ? {} : { stages }),
        ...(bandWeight === undefined ? {} : { bandWeight }),
      },
    },
    version: await packageVersion(),
    random: new Random(options.seed ?? 1),
    ...(start === undefined ? {} : { start }),
  });
  const list = Object.entries(files).map(([path, content]) => ({ path, content }));
  const paths = await writeExport(folder, list, { overwrite });
  if (json) printJson({ files: paths, recipe: name, leftOut: exportable.leftOut });
  else print(paths.join('\n'));
  sayNotes(exportable.leftOut.map((what) => `left out of the step: ${what}`));
}
