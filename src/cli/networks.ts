/** `spectralift networks`: the networks that are known, their size, cost and reach, beside what was printed. */
import { availableParallelism, cpus } from 'node:os';
import type { Command } from 'commander';
import { measureNetwork, type NetworkTiming } from '../networks/measure-network.ts';
import { type CataloguedNetwork, networkCatalogue } from '../networks/network-catalogue.ts';
import { type NetworkFacts, networkFacts } from '../networks/network-facts.ts';
import { operationsPerPixel } from '../networks/published-figures.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { closestNames } from '../spectra/closest-names.ts';
import { interruptSignal, jsonOption, numberOption, threadsOption, UsageError } from './options.ts';
import { print, printJson, say } from './output.ts';

interface NetworksOptions {
  readonly measure: boolean;
  readonly size: number;
  readonly threads?: number;
  readonly json: boolean;
}

const DEFAULT_SIDE = 256;
/** Least side that every network takes, pixels. */
const SMALLEST_SIDE = 16;
const RUNS = 5;

const HELP = `
parameters    numbers that are trained
MACs a pixel  multiply-accumulates of convolutions and matrix products; sums, means, activations and element-wise
              products do not count, nor do entries of known matrices that are zero
sees          how much of the picture one pixel of the result can depend on
printed       parameters and operations a pixel as published; papers count operations once or twice

With --measure each network runs once to warm up and ${RUNS} times more on a random picture with random weights, whole and
in one piece; the median counts. A reconstruction goes in tiles, stage by stage, and is faster.`;

export function registerNetworks(command: Command): void {
  command
    .argument('[name...]', 'networks; all of them by default')
    .option('--measure', 'also measure how long they take on this machine', false)
    .option('--size <pixels>', 'side of the square picture', numberOption(SMALLEST_SIDE), DEFAULT_SIDE)
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(runNetworks);
}

async function runNetworks(names: readonly string[], options: NetworksOptions): Promise<void> {
  const { measure, size, threads = availableParallelism(), json } = options;
  if (options.threads !== undefined && !measure) {
    throw new UsageError('expected --measure with --threads: nothing else here takes threads');
  }
  const networks = names.length === 0 ? networkCatalogue : names.map(networkOf);
  const facts = networks.map((network) => networkFacts(network, size));
  const timings = measure ? await measureAll(networks, size, threads) : undefined;
  if (json) {
    printJson({
      size,
      networks: facts.map((each, index) => ({ ...each, measured: timings?.timings[index] })),
      measuredOn: timings?.machine,
    });
    return;
  }
  print(describe(facts, timings?.timings));
  if (timings === undefined) return;
  const { runtime, cpu, runs } = timings.machine;
  say(
    `measured on ${runtime}, ${threads} ${threads === 1 ? 'thread' : 'threads'} of ${cpu}: ${size} x ${size} pixels, median of ${runs} runs after one to warm up, weights drawn at random`,
  );
}

/** @throws UsageError for a name that is none. */
function networkOf(name: string): CataloguedNetwork {
  const known = networkCatalogue.find((network) => network.name === name);
  if (known !== undefined) return known;
  const [closest] = closestNames(
    name,
    networkCatalogue.map((network) => network.name),
    1,
  );
  throw new UsageError(`unknown network '${name}'`, { hint: `did you mean ${closest}?` });
}

interface Machine {
  readonly runtime: string;
  readonly device: string;
  readonly threads: number;
  readonly cpu: string;
  readonly runs: number;
}

async function measureAll(
  networks: readonly CataloguedNetwork[],
  side: number,
  threads: number,
): Promise<{ readonly timings: NetworkTiming[]; readonly machine: Machine }> {
  const { nodeRuntime } = await import('../runtime/node/node-runtime.ts');
  const runtime: Runtime = await nodeRuntime({ threads });
  const timings: NetworkTiming[] = [];
  for (const network of networks) {
    say(`measuring ${network.name}`);
    timings.push(await measureNetwork(network, runtime, { side, runs: RUNS, signal: interruptSignal() }));
  }
  const cpu = cpus()[0]?.model.trim() ?? 'an unknown CPU';
  const { name, device } = runtime;
  return { timings, machine: { runtime: name, device, threads, cpu, runs: RUNS } };
}

/** The table, and below it where the printed figures come from. */
function describe(facts: readonly NetworkFacts[], timings: readonly NetworkTiming[] | undefined): string {
  const rows = facts.map((each, index) => [
    each.name,
    each.parameters.toLocaleString('en-US'),
    Math.round(each.multiplyAccumulatesPerPixel).toLocaleString('en-US'),
    tellField(each),
    tellPrinted(each),
    ...(timings === undefined ? [] : [timings[index].millisecondsPerMegapixel.toFixed(0)]),
  ]);
  const header = ['network', 'parameters', 'MACs a pixel', 'sees', 'printed'];
  if (timings !== undefined) header.push('ms a megapixel');
  const sources = facts.map(({ name, published }) => `${name}: ${published.source}; ${published.difference}`);
  return `${aligned([header, ...rows])}\n\n${sources.join('\n')}`;
}

/** Cells one below the other, whole numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const [header, ...body] = rows;
  const columns = header.map((_, column) => ({
    width: Math.max(...rows.map((row) => row[column].length)),
    right: body.every((row) => /^[\d,]+$/.test(row[column])),
  }));
  return rows
    .map((row) =>
      row
        .map((cell, k) =>
          columns[k].right ? cell.padStart(columns[k].width) : cell.padEnd(columns[k].width),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function tellField({ receptiveField }: NetworkFacts): string {
  return receptiveField === 'whole picture'
    ? receptiveField
    : `${receptiveField.columns} x ${receptiveField.rows} pixels`;
}

function tellPrinted({ published }: NetworkFacts): string {
  const { parameters } = published;
  const operations = operationsPerPixel(published);
  return parameters === undefined || operations === undefined
    ? '-'
    : `${(parameters / 1e6).toFixed(2)} M, ${Math.round(operations / 1000).toLocaleString('en-US')} k a pixel`;
}
