/** `spectralift reproduce`: the tables and the figure of the unsupervised paper that compare forms of the system. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { radianceResponse } from '../camera/effective-response.ts';
import { parseCamspecDatabase } from '../camera/response-file.ts';
import { writeFileAtomically } from '../cube/node/atomic-file.ts';
import { makeFolder } from '../cube/node/make-folder.ts';
import {
  type Budget,
  budgetFacts,
  referenceRows,
  reproduceRow,
  scoringData,
} from '../evaluation/node/reproduce.ts';
import {
  accuracySvg,
  type ReproducedRow,
  type Reproduction,
  reproductionMarkdown,
  reproductionSvg,
} from '../evaluation/reproduction/reproduction-result.ts';
import { SRF_WAYS, type SrfWay, srfAccuracy } from '../evaluation/reproduction/srf-accuracy.ts';
import { REPRODUCTION_TABLES } from '../evaluation/reproduction/tables.ts';
import { markdownTable } from '../evaluation/tables/markdown-table.ts';
import { Random } from '../random.ts';
import { loadEstimator } from '../reconstruction/node/shipped-models.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { type LearningRates, PAPER_RATES } from '../training/unsupervised/settings.ts';
import { interruptSignal, numberOption, threadsOption, UsageError } from './options.ts';
import { print } from './output.ts';
import { progressBar } from './progress.ts';
import { reproduceTracking, TRACKING_MODELS, TRACKING_TABLE } from './reproduce-tracking.ts';
import { ratesOption, wantedParser } from './unsupervised-options.ts';

const FIGURE = 'figure5';
const TABLES = [...REPRODUCTION_TABLES.map(({ name }) => name), TRACKING_TABLE, FIGURE];
/** Cameras that the figure takes. */
const CAMERAS = 10;

interface ReproduceOptions {
  readonly data: string;
  readonly output: string;
  readonly steps: number;
  readonly batch: number;
  readonly patch: number;
  readonly seed: number;
  readonly rate?: Partial<LearningRates>;
  readonly parser?: string;
  readonly estimator?: string;
  readonly models?: readonly string[];
  readonly frames?: number;
  readonly threads?: number;
}

const HELP = `
table3   components added one by one        table5   gradient penalties against L1 clipping
table6   2 sets of photos x 2 of spectra    figure5  accuracy of the estimated responses of ten cameras
forms    our defaults against what the paper's text or code has
table4   tracking by RGB, by estimated and by measured spectra, on all sequences below --data
Rows are trained one after the other under one budget and seed; call again to go on after Ctrl-C. Each table
is written as Markdown, JSON and SVG.`;

export function registerReproduce(command: Command): void {
  command
    .argument('<table>', TABLES.join(', '))
    .requiredOption(
      '--data <dir>',
      `folder with cave/, camvid/, wild/, spectra/ and camera/; of ${TRACKING_TABLE} one with sequences`,
    )
    .requiredOption('-o, --output <dir>', 'folder for the rows and the table')
    .option('--steps <n>', 'iterations a row', numberOption(1), 1000)
    .option('--batch <n>', 'patches an iteration', numberOption(1), 4)
    .option('--patch <n>', 'side of a patch in pixels', numberOption(32), 64)
    .option('--seed <n>', 'seed of all random choices', numberOption(0), 1)
    .addOption(ratesOption('learning rate of every row'))
    .option('--parser <file>', 'parser of the photos for the semantic row')
    .option('--estimator <file>', `weights whose responses ${FIGURE} judges`)
    .option(
      '--models <names>',
      `models that ${TRACKING_TABLE} compares; ${TRACKING_MODELS.join(',')} unless given`,
      (text: string) => text.split(',').map((model) => model.trim()),
    )
    .option(
      '--frames <n>',
      `first frames of each sequence of ${TRACKING_TABLE}; all unless given`,
      numberOption(2),
    )
    .addOption(threadsOption())
    .addHelpText('after', HELP)
    .action(runReproduce);
}

async function runReproduce(name: string, options: ReproduceOptions): Promise<void> {
  if (name === FIGURE) return runFigure(options);
  if (name === TRACKING_TABLE) return reproduceTracking(options);
  const table = REPRODUCTION_TABLES.find((known) => known.name === name);
  if (table === undefined) {
    throw new UsageError(`unknown table '${name}'`, { hint: `there are ${TABLES.join(', ')}` });
  }
  const { data, steps, batch, patch, seed } = options;
  const budget: Budget = { steps, batch, patch, seed, rates: { ...PAPER_RATES, ...options.rate } };
  const parser = table.rows.some(({ semantic }) => semantic) ? await wantedParser(options.parser) : undefined;
  if (parser === undefined && table.rows.some(({ semantic }) => semantic)) {
    throw new UsageError(`${name} needs a parser for its semantic row, found none`, {
      hint: 'give --parser FILE, a weight file of `train scene-parser` or an ONNX network',
    });
  }
  const { scenes, response } = await scoringData(data);
  const runtime = await nodeRuntime(options.threads === undefined ? {} : { threads: options.threads });
  const folder = join(options.output, table.name);
  const signal = interruptSignal();
  const bar = progressBar(true);
  const rows: ReproducedRow[] = [];
  for (const [index, row] of table.rows.entries()) {
    const result = await reproduceRow(row, {
      data,
      folder,
      budget,
      ...(parser === undefined ? {} : { parser }),
      runtime,
      scenes,
      response,
      ...(signal === undefined ? {} : { signal }),
      onProgress: (_, { step, remaining }) =>
        bar.update(step, steps, `row ${index + 1} of ${table.rows.length}: ${row.title}`, remaining),
    });
    if (result === undefined) {
      bar.done();
      process.stderr.write(`stopped in '${row.title}'; give the same command to go on\n`);
      process.exitCode = 130;
      return;
    }
    rows.push(result);
  }
  bar.done();
  const given = Object.entries(options.rate ?? {})
    .map(([part, rate]) => ` --rate ${part}=${rate}`)
    .join('');
  const result: Reproduction = {
    table: table.name,
    title: table.title,
    about: table.about,
    paper: table.paper,
    command: `spectralift reproduce ${table.name} --data DATA -o OUT --steps ${steps} --batch ${batch} --patch ${patch} --seed ${seed}${given}`,
    budget: budgetFacts(budget),
    response: response.name,
    rows,
    references: await referenceRows(data, scenes, response),
  };
  await writeAll(folder, table.name, reproductionMarkdown(result), result, reproductionSvg(result));
}

/** Writes a table in its three forms and prints it. */
async function writeAll(
  folder: string,
  name: string,
  markdown: string,
  result: object,
  svg: string,
): Promise<void> {
  await makeFolder(folder);
  const write = (ending: string, content: string): Promise<string> =>
    writeFileAtomically(join(folder, `${name}.${ending}`), content, { overwrite: true });
  await write('md', markdown);
  await write('json', `${JSON.stringify(result, undefined, 1)}\n`);
  await write('svg', svg);
  print(markdown);
}

async function runFigure({ data, output, seed, estimator, threads }: ReproduceOptions): Promise<void> {
  const { scenes } = await scoringData(data);
  const measured = parseCamspecDatabase(await readFile(join(data, 'camera', 'camspec_database.txt'), 'utf8'));
  const names = new Random(seed).shuffle([...measured.keys()].sort()).slice(0, CAMERAS);
  const cameras = new Map(
    names.flatMap((name) => {
      const camera = measured.get(name);
      return camera === undefined ? [] : [[name, radianceResponse(camera.resampled(VISIBLE_31))] as const];
    }),
  );
  const model = await loadEstimator(estimator);
  const runtime = await nodeRuntime(threads === undefined ? {} : { threads });
  const { trials, curves } = await srfAccuracy(cameras, scenes, model, runtime);
  const ways = Object.keys(SRF_WAYS) as SrfWay[];
  const rows = ways.map((way) => {
    const mean = trials.reduce((sum, { errors }) => sum + errors[way], 0) / trials.length;
    return [SRF_WAYS[way], (100 * curves[way].auc).toFixed(2), mean.toFixed(3)];
  });
  const title = 'Accuracy of estimated camera responses';
  const markdown = `# ${title}

${markdownTable(['response', 'AUC %', 'mean error'], rows)}

${trials.length} pictures: ${scenes.length} scenes through ${names.join(', ')} (measured curves), estimator '${model.name}'. Error: mean over channels of the
relative L1 difference of the curves, each scaled to sum 1. Accuracy(t): share of errors below t; AUC: its mean over t = 0.01, 0.02, ... 1. The definition is
ours: the paper prints 77.79 % without one, on other pictures.

    spectralift reproduce ${FIGURE} --data DATA -o OUT --seed ${seed}${estimator === undefined ? '' : ` --estimator ${estimator}`}
`;
  const drawn = ways.map((way) => ({
    name: SRF_WAYS[way],
    x: curves[way].thresholds,
    y: curves[way].accuracies,
    dashed: way.startsWith('mean'),
  }));
  await writeAll(
    join(output, FIGURE),
    FIGURE,
    markdown,
    { title, seed, estimator: model.name, trials },
    accuracySvg(drawn, title),
  );
}
