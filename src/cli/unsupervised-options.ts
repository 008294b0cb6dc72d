/** Options of `spectralift train` that choose within the unsupervised system, and what they mean. */
import { type Command, Option } from 'commander';
import { type LoadedParser, loadParser, SHIPPED_PARSER } from '../training/node/load-parser.ts';
import type { Recipe } from '../training/recipes/index.ts';
import { UNSUPERVISED_DEFAULTS, type UnsupervisedChoices } from '../training/recipes/unsupervised.ts';
import { UsageError } from './options.ts';

/** What the options give. */
export interface UnsupervisedOptions {
  readonly parser?: string;
  readonly smoothness?: UnsupervisedChoices['smoothness'];
  readonly positivity?: UnsupervisedChoices['positivity'];
  readonly penalty?: UnsupervisedChoices['penalty'];
  readonly basis?: UnsupervisedChoices['basis'];
  readonly exposure?: UnsupervisedChoices['exposure'];
  readonly clipping: boolean;
  readonly linear: boolean;
}

const NAMES = ['parser', 'smoothness', 'positivity', 'penalty', 'basis', 'exposure'] as const;

export function addUnsupervisedOptions(command: Command): void {
  const choice = (flags: string, about: string, choices: readonly string[]): Option =>
    new Option(flags, `${about}, without pairs`).choices(choices);
  command
    .option(
      '--parser <file>',
      `parser of the photos: ${SHIPPED_PARSER}, .safetensors, .onnx, or none; without pairs`,
    )
    .addOption(choice('--smoothness <form>', 'differences along the spectrum', ['absolute', 'squared']))
    .addOption(choice('--positivity <form>', 'how samples below zero count', ['linear', 'squared']))
    .addOption(
      choice('--penalty <kind>', "penalty on the discriminator's gradient", [
        'none',
        'one-centred',
        'zero-centred',
      ]),
    )
    .addOption(choice('--basis <basis>', 'axes that the generator sees pictures in', ['camera', 'canonical']))
    .addOption(choice('--exposure <kind>', 'pictures that the estimator sees', ['as-is', 'unit-mean']))
    .option('--no-clipping', 'leaves what is asked of the cubes unclipped, without pairs')
    .option('--no-linear', 'takes photos as stored, not as linear light, without pairs');
}

/** @throws UsageError if the recipe has nothing of the kind to choose. */
export function checkUnsupervisedOptions(recipe: Recipe, options: UnsupervisedOptions): void {
  if (recipe.kind === 'unpaired') return;
  const given = NAMES.find((name) => options[name] !== undefined);
  const off = options.clipping ? (options.linear ? undefined : 'no-linear') : 'no-clipping';
  const found = given ?? off;
  if (found === undefined) return;
  throw new UsageError(`expected a recipe without pairs for --${found}, found another`, {
    hint: 'leave it out',
  });
}

/** The choices that were made. */
export function choicesOf(options: UnsupervisedOptions): UnsupervisedChoices {
  const defaults = UNSUPERVISED_DEFAULTS;
  return {
    ...defaults,
    smoothness: options.smoothness ?? defaults.smoothness,
    positivity: options.positivity ?? defaults.positivity,
    penalty: options.penalty ?? defaults.penalty,
    basis: options.basis ?? defaults.basis,
    exposure: options.exposure ?? defaults.exposure,
    clipping: options.clipping,
    linear: options.linear,
  };
}

/** The parser that was asked for; the shipped one unless something else was. */
export async function wantedParser(nameOrPath: string = SHIPPED_PARSER): Promise<LoadedParser | undefined> {
  return nameOrPath === 'none' ? undefined : loadParser(nameOrPath);
}
