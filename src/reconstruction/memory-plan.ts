/**
 * How a network may be taken through a photo so that the reconstruction stays within a memory limit. The figures
 * are measured, see docs/performance.md; they err on the high side.
 */
import { SpectraliftError } from '../errors.ts';
import type { UnrolledNetwork } from '../networks/unrolled.ts';
import { planLayout } from './lanes.ts';
import { haloOf, stepsOf, type Way } from './way.ts';

/** A limit within which a photo cannot be reconstructed. */
export class MemoryError extends SpectraliftError {
  readonly _tag = 'MemoryError';
}

const MEBIBYTE = 2 ** 20;
/** Node, ONNX Runtime and sharp with nothing loaded. */
const BASE_BYTES = 135 * MEBIBYTE;
/** A thread that runs a lane, with nothing loaded. */
const LANE_BYTES = 30 * MEBIBYTE;
/** A network's own memory in one graph: a pixel of its tile, and its weights in all their forms. */
const BYTES_PER_TILE_PIXEL = { stages: 2_000, whole: 2_200 } as const;
const BYTES_PER_GRAPH = 6 * MEBIBYTE;
/** Copies of a finished tile in JavaScript, in cubes. */
const FINISHING_COPIES = 4;

export interface MemoryQuestion {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 8 | 16;
  readonly network: UnrolledNetwork;
}

/** A way, and the number of lanes side by side. */
export interface MemoryPlan {
  readonly way: Way;
  readonly lanes: number;
}

/** Expected peak in bytes. */
export function expectedPeak(question: MemoryQuestion, plan: MemoryPlan): number {
  const { width, height, bitDepth, network } = question;
  const { way } = plan;
  const { tile, rows, columns, lanes } = planLayout(question, network, way, plan.lanes);
  const area = tile.width * tile.height;
  const cubeBytes = 4 * network.bands;

  const steps = stepsOf(network, way);
  const graphs = steps * (BYTES_PER_TILE_PIXEL[way.steps] * area + BYTES_PER_GRAPH);
  const between = (steps === 1 ? 0 : Math.min(steps, rows.length)) * columns.length * area * cubeBytes;
  const residuals = (steps - 1) * 12 * width * Math.min(height, 2 * tile.height);
  const finishing = FINISHING_COPIES * area * cubeBytes;
  const lane = LANE_BYTES + graphs + finishing;

  const tallest = Math.max(...rows.map((row) => row.keepEnd - row.keepStart));
  const strips = (lanes.length > 1 ? 2 : 1) * tallest * width * (cubeBytes + 3);
  const photo = (3 * width * height * bitDepth) / 8;
  const decoding = Math.min(photo, 64 * MEBIBYTE);
  const picture = 3 * width * height;
  return BASE_BYTES + photo + decoding + picture + strips + between + residuals + lanes.length * lane;
}

/** Tiles to fall back to, the faster ways first: fewer lanes cost more than smaller tiles. */
const STAGES = [128, 96, 64].map((tile) => ({ steps: 'stages', tile }) as const);
const WHOLE = [192, 128, 96, 80, 64].map((tile) => ({ steps: 'whole', tile }) as const);

/** The wanted plan and what comes in its place, in the order of preference. */
function candidates({ way, lanes }: MemoryPlan, network: UnrolledNetwork): MemoryPlan[] {
  const smaller = [...STAGES, ...WHOLE].filter(
    ({ steps, tile }) => tile < way.tile || (steps === 'whole' && way.steps === 'stages'),
  );
  const ways = [way, ...smaller].filter((each) => each.tile > 2 * haloOf(network, each));
  const counts = [lanes];
  while (counts[counts.length - 1] > 1) counts.push(Math.floor(counts[counts.length - 1] / 2));
  return counts.flatMap((count) => ways.map((each): MemoryPlan => ({ way: each, lanes: count })));
}

/**
 * The wanted plan if it stays within a limit, else the first that does: smaller tiles, other ways, fewer lanes.
 *
 * @param limit bytes.
 * @throws MemoryError that says how much the photo needs at least.
 */
export function planWithin(question: MemoryQuestion, wanted: MemoryPlan, limit: number): MemoryPlan {
  const plans = candidates(wanted, question.network);
  const peaks = plans.map((plan) => expectedPeak(question, plan));
  const fitting = plans.find((_, index) => peaks[index] <= limit);
  if (fitting !== undefined) return fitting;
  const least = Math.ceil(Math.min(...peaks) / MEBIBYTE);
  throw new MemoryError(
    `expected a memory limit of at least ${least} MiB for ${question.width} x ${question.height} pixels, found ${Math.floor(limit / MEBIBYTE)} MiB`,
    { hint: `give --max-memory ${least}M or more` },
  );
}

/**
 * Reads `800M`, `1G`, `1.5GiB` or plain bytes; powers of 1024.
 *
 * @throws MemoryError for anything else.
 */
export function parseMemory(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([KMG])(?:i?B)?)?$/i.exec(text.trim());
  const bytes =
    match === null
      ? 0
      : Number(match[1]) * 1024 ** ['', 'K', 'M', 'G'].indexOf((match[2] ?? '').toUpperCase());
  if (!(bytes > 0)) throw new MemoryError(`expected a memory size such as 800M or 1G, found '${text}'`);
  return bytes;
}
