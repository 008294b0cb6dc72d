/** `spectralift track`: an object followed through a video, by its spectra or, for comparison, by RGB alone. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { fileProblem } from '../cube/files/file-error.ts';
import { parseTrackBoxes, type TrackBox } from '../datasets/track-boxes.ts';
import { laneRuntime } from '../reconstruction/node/lane-runtime.ts';
import { DEFAULT_MODEL } from '../reconstruction/model-names.ts';
import { loadGenerator } from '../reconstruction/node/shipped-models.ts';
import { trackingTable } from '../tracking/metrics/tracking-table.ts';
import { readLibrary } from '../tracking/node/read-library.ts';
import { trackIntoFolder, type TrackProgress } from '../tracking/node/track-into-folder.ts';
import type { TrackResult } from '../tracking/node/track-result.ts';
import { TRACK_FILES } from '../tracking/node/write-track.ts';
import { findSequence, type SequencePlace, streamOf } from '../tracking/sequences/node/find-sequence.ts';
import { type FrameLook, openSequence } from '../tracking/sequences/node/open-sequence.ts';
import { TrackingError } from '../tracking/tracking-error.ts';
import { materialTracking, rgbTracking, type TrackingMethod } from '../tracking/tracking-method.ts';
import {
  deviceOption,
  interruptSignal,
  jsonOption,
  listOption,
  numberOption,
  overwriteOption,
  threadsOption,
  UsageError,
} from './options.ts';
import { print, sayNotes } from './output.ts';
import { type ProgressBar, progressBar } from './progress.ts';

interface TrackCommandOptions {
  readonly output: string;
  readonly model?: string;
  readonly cube?: string;
  readonly rgb: boolean;
  readonly camera: string;
  readonly light?: string;
  readonly linear: boolean;
  readonly library?: string;
  readonly object?: number;
  readonly box?: readonly number[];
  readonly boxes?: string;
  readonly frames?: number;
  readonly resume: boolean;
  readonly overwrite: boolean;
  readonly device: 'auto' | 'cpu' | 'webgpu';
  readonly threads?: number;
  readonly json: boolean;
}

const HELP = `
SEQ is the folder of one video, as OTB (img/, groundtruth_rect.txt) or HOTC (HSI/, RGB/) lay it out, or a video file
(needs ffmpeg). Mosaics (HSI/) are tracked by their own 16 bands unless --rgb or --model is given; all else by the
bands that the model estimates. Only the search area around the object is reconstructed, with what the network sees
around it; where the response is estimated, that is done once, from the whole first frame.

Written are ${Object.values(TRACK_FILES).slice(0, -1).join(', ')}; boxes.txt counts
pixels from 1, as the benchmarks do, tracks.csv from 0. Plots need more than the first box. After Ctrl-C go on with
--resume: the boxes are those of a run that was not interrupted.

The generator of videos with known spectra: spectralift sample --sequence -o DIR; track it with --cube DIR/cubes.`;

export function registerTrack(command: Command): void {
  command
    .argument('<seq>', 'folder of a video, or a video file')
    .requiredOption('-o, --output <dir>', 'folder for boxes, table, plots and pictures')
    .option(
      '--model <name>',
      `estimate 31 bands with a shipped model or weight file; ${DEFAULT_MODEL} unless given`,
    )
    .option('--cube <dir>', 'folder with a cube a frame, in place of estimated ones')
    .option('--rgb', 'track by RGB gradients alone: the baseline', false)
    .option('--camera <response>', 'auto, srgb, estimate, a catalogue name, or a response file', 'auto')
    .option('--light <name>', 'light that linear frames are white-balanced for')
    .option('--linear', 'samples of frames are proportional to light', false)
    .option(
      '--library <path>',
      'spectral library, cube or folder of cubes to take endmembers from; the first frame unless given',
    )
    .option('--object <n>', 'which object, where there are boxes of several', numberOption(1))
    .option(
      '--box <x,y,w,h>',
      'box of the object in the first frame, pixels from 1',
      listOption('x,y,width,height', { count: 4, least: 0, whole: false }),
    )
    .option('--boxes <file>', 'file of boxes in place of the one beside the frames')
    .option('--frames <n>', 'only the first n frames', numberOption(1))
    .option('--resume', 'go on where an earlier run stopped', false)
    .addOption(overwriteOption())
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(runTrack);
}

async function runTrack(path: string, options: TrackCommandOptions): Promise<void> {
  const ways = [options.model, options.cube, options.rgb ? true : undefined].filter(
    (way) => way !== undefined,
  );
  if (ways.length > 1)
    throw new UsageError(`expected one of --model, --cube and --rgb, found ${ways.length}`);
  if (options.box !== undefined && options.boxes !== undefined) {
    throw new UsageError('expected --box or --boxes, found both');
  }
  if (options.rgb && options.library !== undefined) {
    throw new UsageError('expected --library with spectra, found --rgb');
  }
  const { threads, frames, linear, resume, overwrite, library } = options;
  const place = await findSequence(path, options.object);
  const boxes = await givenBoxes(options);
  const runtime = await laneRuntime({
    device: options.device,
    ...(threads === undefined ? {} : { threads }),
  });
  const signal = interruptSignal();
  const bar = progressBar(!options.json);
  try {
    const { look, name } = await lookOf(place, options, runtime);
    const sequence = await openSequence(place, {
      look,
      linear,
      signal,
      ...(boxes === undefined ? {} : { boxes }),
      ...(frames === undefined ? {} : { frames }),
    });
    try {
      const result = await trackIntoFolder(sequence, options.output, {
        method: methodOf(look, library),
        name,
        choices: library ?? '',
        resume,
        overwrite,
        signal,
        onProgress: (progress) => tell(progress, options.json, bar),
      });
      bar.done();
      if (options.json) process.stdout.write(`${JSON.stringify({ ...result, output: options.output })}\n`);
      else {
        print(describe(result, options.output));
        sayNotes(result.notes);
      }
    } finally {
      await sequence.close();
    }
  } finally {
    bar.done();
    await runtime.close();
  }
}

async function lookOf(
  place: SequencePlace,
  { rgb, cube, model, camera, light }: TrackCommandOptions,
  runtime: Awaited<ReturnType<typeof laneRuntime>>,
): Promise<{ readonly look: FrameLook; readonly name: string }> {
  if (rgb) return { look: { kind: 'rgb' }, name: 'RGB' };
  if (cube !== undefined) return { look: { kind: 'cubes', folder: cube }, name: `cubes (${basename(cube)})` };
  if (model === undefined && streamOf(place, 'mosaic') !== undefined) {
    return { look: { kind: 'mosaic' }, name: 'measured bands' };
  }
  const network = await loadGenerator(model ?? DEFAULT_MODEL);
  return {
    look: { kind: 'model', runtime, model: network, camera, ...(light === undefined ? {} : { light }) },
    name: network.name,
  };
}

function methodOf(look: FrameLook, library: string | undefined): TrackingMethod {
  if (look.kind === 'rgb') return rgbTracking();
  if (library === undefined) return materialTracking();
  return materialTracking(async (wavelengths) => {
    if (wavelengths === undefined) throw new TrackingError('expected frames with wavelengths, found none');
    return readLibrary(library, wavelengths);
  });
}

async function givenBoxes({ box, boxes }: TrackCommandOptions): Promise<readonly TrackBox[] | undefined> {
  if (box !== undefined) {
    const [x, y, width, height] = box;
    return [{ x: x - 1, y: y - 1, width, height }];
  }
  if (boxes === undefined) return undefined;
  const text = await readFile(boxes, 'utf8').catch((cause: unknown) => {
    throw fileProblem(cause, `read ${boxes}`);
  });
  return parseTrackBoxes(text, basename(boxes));
}

function tell(progress: TrackProgress, json: boolean, bar: ProgressBar): void {
  const { done, total, framesPerSecond } = progress;
  if (json) {
    process.stdout.write(`${JSON.stringify({ progress })}\n`);
    return;
  }
  const rate = `frames, ${framesPerSecond.toFixed(1)}/s`;
  bar.update(done, total ?? done, rate, total === undefined ? undefined : (total - done) / framesPerSecond);
}

function describe(
  { figures, framesPerSecond, frames, method, seconds }: TrackResult,
  folder: string,
): string {
  const table =
    figures === undefined
      ? `${method}: ${frames} frames in ${seconds.toFixed(1)} s, ${framesPerSecond.toFixed(2)} a second`
      : trackingTable([{ name: method, figures, framesPerSecond }], 'method');
  return `${table}\nwrote ${folder}`;
}
