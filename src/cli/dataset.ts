/** `spectralift dataset`: which data sets are known, whether one in a folder is whole and sound, how to split it. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { isSound } from '../datasets/check/report.ts';
import { type Dataset, DatasetError, type Split } from '../datasets/dataset.ts';
import { DATASETS, datasetByName } from '../datasets/index.ts';
import { checkDatasetFolder, listDatasetFolder } from '../datasets/node/check-dataset-folder.ts';
import { leakingGroups, publishedSplit, type SplitShares, splitByGroup } from '../datasets/splits.ts';
import { countOf, tellNames } from '../datasets/found.ts';
import { datasetFacts, describeDataset, formatReport } from './dataset-report.ts';
import { interruptSignal, jsonOption, listOption, numberOption, UsageError } from './options.ts';
import { formatPairs, print, printJson, say } from './output.ts';
import { progressBar } from './progress.ts';

/** Exit code of a check that found something missing or wrong. */
const NOT_SOUND = 3;

const SPLITS: readonly Split[] = ['train', 'validation', 'test'];

const HELP = `
Examples:
  spectralift dataset list cave                 its layout, terms, what to cite
  spectralift dataset check cave ~/data/CAVE    everything; every sample is read
  spectralift dataset check icvl ~/data/ICVL --quick --json > icvl.json
  spectralift dataset split icvl ~/data/ICVL --seed 1 > icvl.txt

Exit codes of a check: 0 all there and sound, 3 something is missing or looks wrong, 1 no such data in the folder.
Nothing is changed, and links are not followed.`;

const CHECK_HELP = `
Looks at sizes, wavelengths, ranges, corrupt columns and rows, dead bands, saturation, RGB pictures, masks, label
maps, boxes, and files that are there twice. A file that is broken is told and the check goes on.

Example:
  spectralift dataset check cave ~/data/CAVE

Exit codes: 0 all there and sound, 3 something is missing or looks wrong, 1 no such data in the folder.`;

const SPLIT_HELP = `
One line a sample: its side and its name. Samples of one group (a run of near-identical scenes, a video) stay on one
side. The same names, seed and shares give the same split on every machine.

Examples:
  spectralift dataset split icvl ~/data/ICVL --seed 1 --shares 8,1,1
  spectralift dataset split icvl ~/data/ICVL --published fold-0    as others split it, with what leaks`;

export function registerDataset(command: Command): void {
  command.addHelpText('after', HELP);
  const names = DATASETS.map(({ name }) => name).join(', ');
  command
    .command('list')
    .description('the data sets that are known: layout, terms, what to cite')
    .argument('[name]', 'one of them, with everything that is known of it')
    .addOption(jsonOption())
    .action(runList);
  command
    .command('check')
    .description('what is there, what is missing, what looks wrong')
    .argument('<name>', names)
    .argument('<folder>', 'the folder that the data set was unpacked in')
    .option('--quick', 'names, sizes and headers only: no sample or pixel is read', false)
    .addOption(jsonOption())
    .addHelpText('after', CHECK_HELP)
    .action(runCheck);
  command
    .command('split')
    .description('training, validation and test samples, near-identical scenes on one side')
    .argument('<name>', names)
    .argument('<folder>', 'the folder that the data set was unpacked in')
    .option('--seed <n>', 'another seed gives another split', numberOption(0), 1)
    .addOption(
      new Option('--shares <a,b,c>', 'shares of training, validation and test samples')
        .argParser(sharesOption)
        .default([8, 1, 1], '8,1,1'),
    )
    .addOption(
      new Option('--published <split>', 'a split that others use (see list)').conflicts(['seed', 'shares']),
    )
    .addOption(jsonOption())
    .addHelpText('after', SPLIT_HELP)
    .action(runSplit);
}

/** Three shares, one of them above 0. */
function sharesOption(text: string): number[] {
  const shares = listOption('a,b,c', { count: 3, least: 0, whole: false })(text);
  if (shares.some((share) => share > 0)) return shares;
  throw new InvalidArgumentError('expected a share above 0.');
}

function runList(name: string | undefined, { json }: { readonly json: boolean }): void {
  const chosen = name === undefined ? DATASETS : [known(name)];
  if (json) {
    printJson({ datasets: chosen.map(datasetFacts) });
  } else if (name === undefined) {
    print(formatPairs(chosen.map((dataset) => [dataset.name, dataset.title])));
  } else {
    for (const dataset of chosen) print(describeDataset(dataset));
  }
}

/** The data set of a name that a person typed. @throws UsageError if there is none. */
function known(name: string): Dataset {
  return asUsage(() => datasetByName(name));
}

/** Runs a step whose failure is a slip of the person. */
function asUsage<T>(step: () => T): T {
  try {
    return step();
  } catch (cause) {
    if (!(cause instanceof DatasetError)) throw cause;
    throw new UsageError(cause.message, { hint: cause.hint, cause });
  }
}

async function runCheck(
  name: string,
  folder: string,
  { quick, json }: { readonly quick: boolean; readonly json: boolean },
): Promise<void> {
  const dataset = known(name);
  const bar = progressBar(!json);
  const start = performance.now();
  const report = await checkDatasetFolder(dataset, folder, {
    quick,
    signal: interruptSignal(),
    onProgress: ({ done, total, sample }) => {
      if (done === 0) return; // nothing is known of the time yet
      const seconds = (performance.now() - start) / 1000;
      bar.update(done, total, 'checked', (seconds * (total - done)) / done, sample);
    },
  }).finally(bar.done);
  if (json) printJson({ ...report, sound: isSound(report) });
  else print(formatReport(report));
  if (!isSound(report)) process.exitCode = NOT_SOUND;
}

interface SplitCommandOptions {
  readonly seed: number;
  readonly shares: readonly number[];
  readonly published?: string;
  readonly json: boolean;
}

async function runSplit(name: string, folder: string, options: SplitCommandOptions): Promise<void> {
  const { seed, published, json } = options;
  const dataset = known(name);
  const chosen = published === undefined ? undefined : asUsage(() => publishedSplit(dataset, published));
  const samples = await listDatasetFolder(dataset, folder, interruptSignal());
  const [train, validation, test] = options.shares;
  const shares: SplitShares = { train, validation, test };
  const sides = chosen?.assign(samples) ?? splitByGroup(samples, { seed, shares });
  if (sides.size === 0) {
    throw new DatasetError(`expected samples that take part in '${published}', found none in ${folder}`, {
      hint: 'leave --published out for a seeded split by groups',
    });
  }
  const leaks = leakingGroups(samples, sides);
  const namesOf = (side: Split): string[] =>
    samples.flatMap((sample) => (sides.get(sample.name) === side ? [sample.name] : []));
  if (json) {
    const how = chosen === undefined ? { seed, shares } : { published: chosen.name, about: chosen.about };
    const lists = Object.fromEntries(SPLITS.map((side) => [side, namesOf(side)]));
    printJson({ dataset: dataset.name, folder, ...how, leaks, ...lists });
  } else {
    print(SPLITS.flatMap((side) => namesOf(side).map((sample) => `${side}\t${sample}`)).join('\n'));
  }
  const groupOf = new Map(samples.map((sample) => [sample.name, sample.group]));
  for (const side of SPLITS) {
    const names = namesOf(side);
    const groups = new Set(names.map((sample) => groupOf.get(sample)));
    say(`${side}: ${countOf(names.length, 'sample')} in ${countOf(groups.size, 'group')}`);
  }
  const others = samples.length - sides.size;
  if (others > 0) {
    const take = others === 1 ? 'takes' : 'take';
    say(`note: ${countOf(others, 'sample')} of the folder ${take} no part in this split`);
  }
  if (leaks.length > 0) {
    say(
      `note: this split leaks, ${countOf(leaks.length, 'group')} on more than one side: ${tellNames(leaks)}`,
    );
  }
}
