/**
 * A reconstruction as lanes that run side by side: neighbouring tile columns of the picture, which wait for one
 * another after every step of a tile row, so that no tile is computed twice.
 */
import type { CameraResponse } from '../camera/camera-response.ts';
import type { UnrolledNetwork } from '../networks/unrolled.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type LaneColumns, residualSamples, runLane, type TileGrid, tileGrid } from './lane.ts';
import type { LinearPicture } from './linear-picture.ts';
import type { ReprojectionSums } from './reprojection.ts';
import { openSteps, type StepPlan, type StepSessions } from './steps.ts';
import { allocateStrip, type StripConsumer, stripOf } from './strip.ts';
import type { FinishOptions } from './tile-finisher.ts';
import { fitTile } from './tiles.ts';
import { haloOf, type Way } from './way.ts';

/** What lanes do for one picture. */
export interface LaneJob {
  readonly picture: LinearPicture;
  readonly plan: StepPlan;
  readonly lanes: readonly LaneColumns[];
  readonly response: CameraResponse;
  readonly finish: FinishOptions;
  readonly signal?: AbortSignal;
  /** Told from time to time how many tiles have passed a step since the last call. */
  readonly onTiles: (count: number) => void;
  readonly onStrip: StripConsumer;
}

/** A runtime that can take several lanes at once, and keeps loaded what the next picture of the kind needs. */
export interface LaneRuntime extends Runtime {
  /** Largest number of lanes. */
  readonly lanes: number;
  /** @throws the signal's reason if it aborts, within a tile. */
  runLanes(job: LaneJob): Promise<ReprojectionSums[]>;
  /** Frees everything. */
  close(): Promise<void>;
}

export const isLaneRuntime = (runtime: Runtime): runtime is LaneRuntime => 'runLanes' in runtime;

/** Pixels below which starting threads takes longer than they save. */
const SMALLEST_SHARED = 60_000;

/** How a picture is cut into tiles, and these into lanes. */
export interface Layout extends TileGrid {
  /** Size of every tile, and the halo within it. */
  readonly tile: { readonly height: number; readonly width: number; readonly halo: number };
  readonly lanes: readonly LaneColumns[];
}

/** The layout for a picture: tiles about as large as the way says, fitted to it and to the lanes. */
export function planLayout(
  picture: { readonly width: number; readonly height: number },
  network: UnrolledNetwork,
  way: Way,
  available: number,
): Layout {
  const { width, height } = picture;
  const most = width * height < SMALLEST_SHARED ? 1 : available;
  const halo = haloOf(network, way);
  const tile = {
    height: fitTile(height, way.tile, halo),
    width: fitTile(width, way.tile, halo, most),
    halo,
  };
  const grid = tileGrid(picture, tile);
  return { ...grid, tile, lanes: planLanes(grid.columns.length, most) };
}

/** Shares tile columns out among at most `most` lanes, as evenly as they go. */
export function planLanes(columns: number, most: number): LaneColumns[] {
  const count = Math.max(1, Math.min(most, columns));
  return Array.from({ length: count }, (_, lane) => ({
    from: Math.round((lane * columns) / count),
    to: Math.round(((lane + 1) * columns) / count),
  }));
}

/** Rows of the tallest strip of a job. */
export function tallestStrip({ picture, plan }: Pick<LaneJob, 'picture' | 'plan'>): number {
  const { rows } = tileGrid(picture, plan);
  return rows.reduce((most, row) => Math.max(most, row.keepEnd - row.keepStart), 0);
}

/** Runs a job as a single lane on sessions that are open. */
export async function runOnSessions(job: LaneJob, steps: StepSessions): Promise<ReprojectionSums[]> {
  const { picture, plan, signal } = job;
  const { bands } = plan;
  const rows = tallestStrip(job);
  const strip = allocateStrip({ bands, width: picture.width, rows, picture: job.finish.picture });
  const sums = await runLane({
    ...job,
    columns: { from: 0, to: tileGrid(picture, plan).columns.length },
    steps,
    residuals: new Float32Array(residualSamples(picture, plan)),
    check: () => signal?.throwIfAborted(),
    onTile: () => job.onTiles(1),
    awaitNeighbours: () => undefined,
    onTurn: () => undefined,
    openStrip: () => strip,
    closeStrip: (_row, span) => job.onStrip(stripOf(strip, span)),
  });
  return [sums];
}

/** Runs a job as a single lane on a plain runtime; nothing stays loaded. */
export async function runOnce(runtime: Runtime, job: LaneJob): Promise<ReprojectionSums[]> {
  const steps = await openSteps(runtime, job.plan);
  try {
    return await runOnSessions(job, steps);
  } finally {
    await steps.release();
  }
}
