/**
 * The way that was measured on this machine, kept in the user's cache folder: measured once, found again by the
 * processor, the engine and the network that it was measured for.
 */
import { mkdir } from 'node:fs/promises';
import { availableParallelism, cpus, homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../../cube/node/atomic-file.ts';
import { readSmallText } from '../../cube/node/file-bytes.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { fastestWay, timeWays, type WayTiming } from '../calibrate.ts';
import type { ReconstructionModel } from '../model.ts';
import { defaultWay, type Way } from '../way.ts';

/** One measurement, as it is stored. */
export interface Calibration {
  readonly machine: string;
  readonly engine: string;
  readonly network: string;
  readonly way: Way;
  readonly timings: readonly WayTiming[];
}

/** Photos from this many pixels on are worth a measurement first. */
export const WORTH_MEASURING = 4e6;
/** Measurements that the file keeps, the youngest last. */
const LONGEST_MEMORY = 32;
/** Largest file that is read, bytes; ours has a few thousand. */
const LARGEST_FILE = 1_048_576;

/** Where measurements are kept: the cache folder that the system gives to a user's programs. */
export function calibrationFile(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const folder =
    process.platform === 'win32'
      ? (LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'))
      : process.platform === 'darwin'
        ? join(homedir(), 'Library', 'Caches')
        : XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(folder, 'spectralift', 'ways.json');
}

/** What a measurement is valid for. */
function questionOf(runtime: Runtime, model: ReconstructionModel) {
  return {
    machine: `${cpus()[0]?.model.trim() ?? process.arch}, ${availableParallelism()} cores`,
    engine: `${runtime.name}, ${runtime.device}`,
    network: model.network.description,
  };
}

/**
 * The measured way, if there is one.
 *
 * @param file where measurements are kept; a file that is missing or is not ours counts as empty.
 */
export async function knownCalibration(
  runtime: Runtime,
  model: ReconstructionModel,
  file = calibrationFile(),
): Promise<Calibration | undefined> {
  const { machine, engine, network } = questionOf(runtime, model);
  return (await readCalibrations(file)).find(
    (known) => known.machine === machine && known.engine === engine && known.network === network,
  );
}

/**
 * Measures and remembers; a cache folder that cannot be written is no error.
 *
 * @throws the signal's reason if it aborts.
 */
export async function calibrate(
  runtime: Runtime,
  model: ReconstructionModel,
  { file = calibrationFile(), signal }: { readonly file?: string; readonly signal?: AbortSignal } = {},
): Promise<Calibration> {
  const measured = runtime.device === 'cpu' ? await nodeRuntime({ device: 'cpu', threads: 1 }) : runtime;
  const timings = await timeWays(measured, model, signal);
  const question = questionOf(runtime, model);
  const way = fastestWay(timings) ?? defaultWay(runtime.device);
  const calibration = { ...question, way, timings };
  const others = (await readCalibrations(file)).filter(
    ({ machine, engine, network }) =>
      machine !== question.machine || engine !== question.engine || network !== question.network,
  );
  const kept = [...others, calibration].slice(-LONGEST_MEMORY);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomically(file, `${JSON.stringify(kept, undefined, 1)}\n`, { overwrite: true });
  } catch {
    // measured again next time
  }
  return calibration;
}

/**
 * The way for so many pixels: the measured one; measured now if the work is long enough to be worth it; else what
 * pays on most machines.
 *
 * @param countPixels asked only where nothing was measured yet.
 * @param onMeasure told before a measurement begins.
 */
export async function wayFor(
  runtime: Runtime,
  model: ReconstructionModel,
  countPixels: () => Promise<number> | number,
  options: { readonly signal?: AbortSignal; readonly onMeasure?: () => void } = {},
): Promise<Way> {
  const known = await knownCalibration(runtime, model);
  if (known !== undefined) return known.way;
  if ((await countPixels()) < WORTH_MEASURING) return defaultWay(runtime.device);
  options.onMeasure?.();
  const { signal } = options;
  return (await calibrate(runtime, model, signal === undefined ? {} : { signal })).way;
}

async function readCalibrations(file: string): Promise<Calibration[]> {
  try {
    const content: unknown = JSON.parse(await readSmallText(file, LARGEST_FILE));
    return Array.isArray(content) ? content.filter(isCalibration) : [];
  } catch {
    return [];
  }
}

function isCalibration(value: unknown): value is Calibration {
  if (typeof value !== 'object' || value === null) return false;
  const { machine, engine, network, way, timings } = value as Record<string, unknown>;
  const texts = [machine, engine, network].every((text) => typeof text === 'string');
  return texts && isWay(way) && Array.isArray(timings) && timings.every(isTiming);
}

function isTiming(value: unknown): value is WayTiming {
  if (typeof value !== 'object' || value === null) return false;
  const { way, microsecondsPerPixel } = value as Record<string, unknown>;
  return isWay(way) && typeof microsecondsPerPixel === 'number';
}

function isWay(value: unknown): value is Way {
  if (typeof value !== 'object' || value === null) return false;
  const { steps, tile } = value as Record<string, unknown>;
  const sized = typeof tile === 'number' && Number.isInteger(tile) && tile >= 16 && tile <= 4096;
  return sized && (steps === 'stages' || steps === 'whole');
}
