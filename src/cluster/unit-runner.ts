/**
 * Does units of work into one folder or bucket, for shards and for workers of a queue alike. What is loaded (network,
 * sessions, threads, response files) stays loaded from one unit to the next.
 */

import type { LaneRuntime } from '../reconstruction/lanes.ts';
import type { ReconstructionModel } from '../reconstruction/model.ts';
import { wayFor } from '../reconstruction/node/calibrated-way.ts';
import { laneRuntime } from '../reconstruction/node/lane-runtime.ts';
import { KeptSessions } from '../reconstruction/node/photos-memory.ts';
import type { PhotosProgress } from '../reconstruction/node/photos-progress.ts';
import type { PhotoResult } from '../reconstruction/node/reconstruct-photos.ts';
import { defaultWay, type Way } from '../reconstruction/way.ts';
import { type OpenJob, openJob } from './manifest/job-record.ts';
import { openPlace } from './open-place.ts';
import type { OutputPlace, WarmJob } from './output-place.ts';
import { asFailure } from './travelling-error.ts';
import type { JobSettings, UnitOutcome, UnitRunner, WorkUnit } from './work-unit.ts';

/** How units are done; none of it changes what is in the outputs, but for rounding. */
export interface UnitRunnerOptions {
  readonly device: 'auto' | 'cpu' | 'webgpu';
  /** Threads of the CPU; as many as there are cores by default. */
  readonly threads?: number;
  /** Bytes that the process may use at its peak. */
  readonly maxMemory: number;
  /** Folder for what a bucket makes necessary on disk; the system's temporary one by default. */
  readonly scratch?: string;
  /** How the network is taken through photos; what was measured on this machine, or pays on most, by default. */
  readonly way?: Way | 'default';
  /** Reads outputs that are there to compare their hashes, in place of looking at their sizes. */
  readonly verify?: boolean;
}

/** What a run of units is told and tells. */
export interface BatchOptions {
  readonly signal?: AbortSignal;
  onProgress?(progress: PhotosProgress): void;
}

/** A runner that also takes many units at once, which is faster: one is decoded while another is computed. */
export interface BatchRunner extends UnitRunner {
  /** The job's settings, and the hash by which manifests know them. */
  readonly job: OpenJob;
  /**
   * Does units, and tells of each photo or frame as it is done, with its report or error.
   *
   * @throws the signal's reason if it aborts.
   */
  runAll(units: readonly WorkUnit[], options?: BatchOptions): AsyncGenerator<PhotoResult, void, undefined>;
}

/**
 * Opens a runner; close it to free what it has loaded.
 *
 * ```ts
 * const runner = await openUnitRunner('cubes', settings, { device: 'cpu', maxMemory: 2 ** 30 });
 * for (const outcome of await runner.run({ source: 'photos/a.jpg' })) console.log(outcome.kind, outcome.file);
 * await runner.close();
 * ```
 *
 * @param output a folder, which is made when the first output is, or `s3://bucket/prefix/`.
 * @throws NetworkError, SafetensorsError, ResponseChoiceError, CameraError, SpectraError, FileError, CubeError for
 * settings that no photo can be done with. @throws FileError if the output is a file. @throws RuntimeError if the
 * device cannot be had. @throws ClusterError for an address that is none, or a bucket that cannot be listed.
 */
export async function openUnitRunner(
  output: string,
  settings: JobSettings,
  options: UnitRunnerOptions,
): Promise<BatchRunner> {
  const { device, threads, maxMemory, verify = false } = options;
  const job = await openJob(settings);
  const runtime = await laneRuntime({ device, ...(threads === undefined ? {} : { threads }) });
  try {
    const warm: WarmJob = {
      job,
      verify,
      options: {
        ...{ runtime, model: job.model, maxMemory },
        ...{ linear: settings.linear, format: settings.format },
        ...{ dataType: settings.dataType, consistency: settings.consistency },
        way: await chosenWay(options.way, runtime, job.model),
        warm: { chooseFor: job.chooser(runtime), kept: new KeptSessions() },
      },
    };
    return runnerInto(await openPlace(output, warm, options.scratch), warm);
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

/** Never measures: two processes that measure at once would mislead each other. */
async function chosenWay(
  way: Way | 'default' | undefined,
  runtime: LaneRuntime,
  model: ReconstructionModel,
): Promise<Way> {
  if (way === undefined) return wayFor(runtime, model, () => 0);
  return way === 'default' ? defaultWay(runtime.device) : way;
}

function runnerInto(place: OutputPlace, { job, options: { runtime } }: WarmJob): BatchRunner {
  const runAll = (units: readonly WorkUnit[], options: BatchOptions = {}) => place.runAll(units, options);
  return {
    job,
    runAll,
    run: async (unit, { signal, onProgress } = {}) => {
      const outcomes: UnitOutcome[] = [];
      const results = runAll([unit], {
        ...(signal === undefined ? {} : { signal }),
        onProgress: ({ donePixels, totalPixels }) =>
          onProgress?.(totalPixels > 0 ? donePixels / totalPixels : 0),
      });
      for await (const result of results) outcomes.push(outcomeOf(result));
      return outcomes;
    },
    close: async () => {
      await place.close();
      await runtime.close();
    },
  };
}

/** A result as it travels. */
function outcomeOf(result: PhotoResult): UnitOutcome {
  const { kind, file } = result;
  if (kind === 'failed') return { kind, file, error: asFailure(result.error) };
  if (kind === 'skipped') return { kind, file, outputs: result.outputs, megapixels: 0, seconds: 0 };
  const { outputs, megapixels, seconds } = result.report;
  return { kind, file, outputs, megapixels, seconds };
}
