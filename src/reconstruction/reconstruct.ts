/**
 * From linear RGB to spectra: tiles through the network, made consistent with the picture, handed out in strips of
 * whole rows as they are done. Memory is bounded by a few tile rows, whatever the size of the picture.
 */
import type { CameraResponse } from '../camera/camera-response.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { isLaneRuntime, type LaneJob, planLayout, runOnce } from './lanes.ts';
import type { LinearPicture } from './linear-picture.ts';
import type { ReconstructionModel } from './model.ts';
import { type ReprojectionSummary, summarise } from './reprojection.ts';
import { planSteps } from './steps.ts';
import type { StripConsumer } from './strip.ts';
import type { Consistency } from './tile-finisher.ts';
import { defaultWay, type Way } from './way.ts';

export interface ReconstructionOptions {
  /** Where to compute; a {@link LaneRuntime} takes several parts of a large picture at once. */
  readonly runtime: Runtime;
  readonly model: ReconstructionModel;
  readonly response: CameraResponse;
  /** How the network is taken through the picture; the result does not depend on it. */
  readonly way?: Way;
  /** Parts that run side by side at most, if the runtime can; by default as many as it can. */
  readonly lanes?: number;
  /** Default `non-negative`. */
  readonly consistency?: Consistency;
  /** Channels at or above this are clipped: lower bounds only. Default 1. */
  readonly clipLevel?: number;
  /** Whether strips carry a picture of the spectra in their true colours. Default false. */
  readonly picture?: boolean;
  readonly signal?: AbortSignal;
  onProgress?(progress: ReconstructionProgress): void;
}

export interface ReconstructionProgress {
  readonly donePixels: number;
  readonly totalPixels: number;
  readonly pixelsPerSecond: number;
  /** Expected seconds to the end. */
  readonly remaining: number;
}

export interface ReconstructionSummary {
  readonly reprojection: ReprojectionSummary;
  /** Number of tiles, and of parts that ran side by side. */
  readonly tiles: number;
  readonly lanes: number;
  readonly way: Way;
  readonly seconds: number;
}

/**
 * Reconstructs a picture strip by strip, from top to bottom.
 *
 * @throws the signal's reason if it aborts, within a tile.
 */
export async function reconstruct(
  picture: LinearPicture,
  options: ReconstructionOptions,
  onStrip: StripConsumer,
): Promise<ReconstructionSummary> {
  const { runtime, model, response, consistency = 'non-negative', clipLevel = 1 } = options;
  const way = options.way ?? defaultWay(runtime.device);
  const shared = isLaneRuntime(runtime) ? runtime : undefined;
  const available = Math.min(options.lanes ?? Number.POSITIVE_INFINITY, shared?.lanes ?? 1);
  const { tile, rows, columns, lanes } = planLayout(picture, model.network, way, available);
  const plan = planSteps(model, response, way, tile, runtime.device);
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const totalPixels = picture.width * picture.height;
  const tiles = rows.length * columns.length;
  const steps = tiles * plan.models.length;
  let done = 0;
  const job: LaneJob = {
    picture,
    plan,
    lanes,
    response,
    finish: { consistency, clipLevel, picture: options.picture ?? false },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onTiles: (count) => {
      done += count;
      const donePixels = Math.round((totalPixels * done) / steps);
      const pixelsPerSecond = donePixels / elapsed();
      const remaining = (totalPixels - donePixels) / pixelsPerSecond;
      options.onProgress?.({ donePixels, totalPixels, pixelsPerSecond, remaining });
    },
    onStrip,
  };
  const parts = shared === undefined ? await runOnce(runtime, job) : await shared.runLanes(job);
  return {
    reprojection: summarise(parts),
    tiles,
    lanes: lanes.length,
    way,
    seconds: elapsed(),
  };
}

/** Reconstructs a picture that fits in memory; returns the cube, planar `[bands, height, width]`. */
export async function reconstructWhole(
  picture: LinearPicture,
  options: ReconstructionOptions,
): Promise<{ readonly cube: Float32Array; readonly summary: ReconstructionSummary }> {
  const { width, height } = picture;
  const { bands } = options.model.network;
  const cube = new Float32Array(bands * height * width);
  const summary = await reconstruct(picture, options, ({ y, rows, cube: data }) => {
    for (let band = 0; band < bands; band++) {
      cube.set(data.subarray(band * rows * width, (band + 1) * rows * width), (band * height + y) * width);
    }
  });
  return { cube, summary };
}
