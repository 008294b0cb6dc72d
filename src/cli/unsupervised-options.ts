/** Options of `spectralift train` that choose within the unsupervised system, and what they mean. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type LoadedParser, loadParser, SHIPPED_PARSER } from '../training/node/load-parser.ts';
import type { Recipe } from '../training/recipes/index.ts';
import { UNSUPERVISED_DEFAULTS, type UnsupervisedChoices } from '../training/recipes/unsupervised.ts';
import {
  type LearningRates,
  type LossWeights,
  PAPER_RATES,
  PAPER_WEIGHTS,
} from '../training/unsupervised/settings.ts';
import { positiveOption, UsageError } from './options.ts';

/** What the options give. */
export interface UnsupervisedOptions {
  readonly parser?: string;
  readonly smoothness?: UnsupervisedChoices['smoothness'];
  readonly positivity?: UnsupervisedChoices['positivity'];
  readonly penalty?: UnsupervisedChoices['penalty'];
  readonly basis?: UnsupervisedChoices['basis'];
  readonly exposure?: UnsupervisedChoices['exposure'];
  readonly gains?: UnsupervisedChoices['gains'];
  readonly penaltyWeight?: number;
  readonly weight?: Partial<LossWeights>;
  readonly rate?: Partial<LearningRates>;
  readonly clipping: boolean;
  readonly linear: boolean;
}

/** Option names by how the command line spells them. */
const NAMES = {
  parser: 'parser',
  smoothness: 'smoothness',
  positivity: 'positivity',
  penalty: 'penalty',
  penaltyWeight: 'penalty-weight',
  basis: 'basis',
  exposure: 'exposure',
  gains: 'gains',
  weight: 'weight',
  rate: 'rate',
} as const;

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
    .addOption(choice('--gains <kind>', 'white balance in the estimated response', ['estimated', 'unit']))
    .addOption(
      new Option('--penalty-weight <n>', 'weight of that penalty, without pairs').argParser(positiveOption),
    )
    .addOption(pairsOption('--weight <term=n>', 'weight of a term of the loss, without pairs', PAPER_WEIGHTS))
    .addOption(ratesOption('learning rate, without pairs'))
    .option('--no-clipping', 'leaves what is asked of the cubes unclipped, without pairs')
    .option('--no-linear', 'takes photos as stored, not as linear light, without pairs');
}

/** The option for learning rates. */
export const ratesOption = (about: string): Option => pairsOption('--rate <part=n>', about, PAPER_RATES);

/** An option that names one of some numbers and gives it a value; may be repeated. */
function pairsOption(flags: string, about: string, known: object): Option {
  const names = Object.entries(known).map(([name, value]) => `${name}=${value}`);
  return new Option(flags, `${about} (${names.join(', ')}); may be repeated`).argParser(
    (text: string, before: Readonly<Record<string, number>> = {}) => {
      const [name, value] = text.split('=');
      const number = Number(value);
      if (Object.hasOwn(known, name) && value?.trim() !== '' && Number.isFinite(number) && number >= 0) {
        return { ...before, [name]: number };
      }
      throw new InvalidArgumentError(`expected a name and a number of at least 0, such as ${names[0]}.`);
    },
  );
}

/** @throws UsageError if the recipe has nothing of the kind to choose. */
export function checkUnsupervisedOptions(recipe: Recipe, options: UnsupervisedOptions): void {
  if (recipe.kind === 'unpaired') return;
  const given = Object.entries(NAMES).find(
    ([name]) => options[name as keyof typeof NAMES] !== undefined,
  )?.[1];
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
    penaltyWeight: options.penaltyWeight ?? defaults.penaltyWeight,
    weights: { ...defaults.weights, ...options.weight },
    rates: { ...defaults.rates, ...options.rate },
    basis: options.basis ?? defaults.basis,
    exposure: options.exposure ?? defaults.exposure,
    gains: options.gains ?? defaults.gains,
    clipping: options.clipping,
    linear: options.linear,
  };
}

/** The parser that was asked for; the shipped one unless something else was. */
export async function wantedParser(nameOrPath: string = SHIPPED_PARSER): Promise<LoadedParser | undefined> {
  return nameOrPath === 'none' ? undefined : loadParser(nameOrPath);
}
