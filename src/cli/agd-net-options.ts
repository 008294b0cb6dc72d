/** Options of `spectralift train` that choose within AGD-Net's training. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { AgdNetChoices } from '../training/recipes/agd-net-choices.ts';
import type { Recipe } from '../training/recipes/index.ts';
import { numberOption, UsageError } from './options.ts';

/** What the options give. */
export interface AgdNetOptions {
  readonly stages?: number;
  readonly rankWeight?: number;
  readonly rankForm?: AgdNetChoices['rankForm'];
  readonly bandWeight?: number;
}

export function addAgdNetOptions(command: Command): void {
  command
    .option('--stages <n>', 'number of stages, AGD-Net only', numberOption(1))
    .option('--rank-weight <n>', 'weight of the rank loss, 0 leaves it out, AGD-Net only', weightOption)
    .option(
      '--band-weight <n>',
      'weight of the logarithmic error of each band, 0 leaves it out, AGD-Net only',
      weightOption,
    )
    .addOption(
      new Option(
        '--rank-form <form>',
        'gradient of the rank loss, as meant or as released, AGD-Net only',
      ).choices(['intended', 'released']),
    );
}

function weightOption(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('expected a number of at least 0.');
}

/**
 * The choices that were made; undefined for recipes that are not AGD-Net's.
 *
 * @throws UsageError if such a recipe was given one.
 */
export function agdNetChoices(
  { defaults }: Recipe,
  { stages, rankWeight, rankForm, bandWeight }: AgdNetOptions,
): AgdNetChoices | undefined {
  const chosen = {
    ...(stages === undefined ? {} : { stages }),
    ...(rankWeight === undefined ? {} : { rankWeight }),
    ...(rankForm === undefined ? {} : { rankForm }),
    ...(bandWeight === undefined ? {} : { bandWeight }),
  };
  if (defaults.agdNet !== undefined) return { ...defaults.agdNet, ...chosen };
  if (Object.keys(chosen).length === 0) return undefined;
  throw new UsageError(
    'expected a recipe of AGD-Net for --stages, --rank-weight, --rank-form and --band-weight, found another',
    {
      hint: 'leave them out',
    },
  );
}
