/** `spectralift doctor`: what this machine offers, what is missing, and what will be used. */
import { availableParallelism, freemem, totalmem } from 'node:os';
import type { Command } from 'commander';
import type { DeviceProbe } from '../runtime/node/probe-device.ts';
import { jsonOption } from './options.ts';
import { formatBytes, formatPairs, print, printJson, say } from './output.ts';

const OLDEST_NODE: readonly [number, number] = [20, 19];

export function registerDoctor(command: Command): void {
  command.addOption(jsonOption()).action(runDoctor);
}

/** A part that may be missing altogether: its module is loaded only here. */
type Checked<Value> = { readonly value: Value } | { readonly problem: string };

async function runDoctor(options: { readonly json: boolean }): Promise<void> {
  const problems: string[] = [];
  const noteProblem = <Value>(checked: Checked<Value>): Value | undefined => {
    if ('value' in checked) return checked.value;
    problems.push(checked.problem);
    return undefined;
  };
  if (!nodeIsNew())
    problems.push(`expected Node ${OLDEST_NODE.join('.')} or newer, found ${process.version}`);
  const devices = noteProblem(await check('ONNX Runtime', probeDevices));
  const cpu = devices?.find(({ device }) => device === 'cpu');
  if (cpu !== undefined && !cpu.works) problems.push(`the CPU does not compute: ${cpu.detail}`);
  const decoder = noteProblem(await check('sharp', sharpVersions));
  const models = [
    noteProblem(await check('the shipped network', networkFound)),
    noteProblem(await check('the shipped estimator of camera responses', estimatorFound)),
  ].filter((model) => model !== undefined);
  const report = {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    memory: { total: memoryLimit(), free: freemem() },
    devices: devices ?? [],
    decoder,
    models,
    use: {
      device: 'cpu',
      threads: availableParallelism(),
      model: models.find(({ network }) => network === 'reconstruction')?.name,
    },
    problems,
  };
  if (options.json) printJson(report);
  else print(describe(report));
  for (const problem of problems) say(`problem: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}

interface Report {
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  readonly memory: { readonly total: number; readonly free: number };
  readonly devices: readonly DeviceProbe[];
  readonly decoder: string | undefined;
  readonly models: readonly FoundModel[];
  readonly use: { readonly threads: number };
  readonly problems: readonly string[];
}

function describe({
  node,
  platform,
  cores,
  memory,
  devices,
  decoder,
  models,
  use,
  problems,
}: Report): string {
  const webgpu = devices.some(({ device, works }) => device === 'webgpu' && works);
  return formatPairs([
    ['Node', `${node} on ${platform}`],
    ['CPU', `${cores} ${cores === 1 ? 'core' : 'cores'}`],
    ['memory', `${formatBytes(memory.total)}, ${formatBytes(memory.free)} free`],
    ...devices.map(({ device, works, detail }): [string, string] => [
      device === 'cpu' ? 'on the CPU' : 'on the GPU',
      works ? `${detail} computes` : `not available: ${detail}`,
    ]),
    ['pictures', decoder ?? 'not available'],
    ...models.map(({ name, parameters, form }): [string, string] => [
      'model',
      `${name}: ${form}, ${parameters.toLocaleString('en-US')} parameters`,
    ]),
    [
      'will use',
      `the CPU with ${use.threads} ${use.threads === 1 ? 'thread' : 'threads'}${webgpu ? ' (the GPU with --device webgpu)' : ''}`,
    ],
    ['verdict', problems.length === 0 ? 'ready' : `${problems.length} to mend`],
  ]);
}

async function check<Value>(part: string, find: () => Promise<Value>): Promise<Checked<Value>> {
  try {
    return { value: await find() };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    return { problem: `${part} cannot be used: ${reason}` };
  }
}

async function probeDevices(): Promise<DeviceProbe[]> {
  const { probeDevice } = await import('../runtime/node/probe-device.ts');
  return [await probeDevice('cpu'), await probeDevice('webgpu')];
}

async function sharpVersions(): Promise<string> {
  const { default: sharp } = await import('sharp');
  return `sharp ${sharp.versions.sharp ?? 'of unknown version'}, libvips ${sharp.versions.vips}`;
}

/** A shipped model that loads and fits its network. */
interface FoundModel {
  readonly network: 'reconstruction' | 'srf-estimator';
  readonly name: string;
  readonly form: string;
  readonly parameters: number;
}

async function networkFound(): Promise<FoundModel> {
  const { loadGenerator } = await import('../reconstruction/node/shipped-models.ts');
  const { name, network, weights } = await loadGenerator();
  return { network: 'reconstruction', name, form: network.description, parameters: countValues(weights) };
}

async function estimatorFound(): Promise<FoundModel> {
  const { loadEstimator } = await import('../reconstruction/node/shipped-models.ts');
  const { name, weights } = await loadEstimator();
  const form = 'estimator of camera responses';
  return { network: 'srf-estimator', name, form, parameters: countValues(weights) };
}

function countValues(weights: ReadonlyMap<string, Float32Array>): number {
  return [...weights.values()].reduce((sum, { length }) => sum + length, 0);
}

/** What a container grants, if it grants less than the machine has. */
function memoryLimit(): number {
  const granted = process.constrainedMemory() ?? 0;
  return granted > 0 && granted < totalmem() ? granted : totalmem();
}

function nodeIsNew(): boolean {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}
