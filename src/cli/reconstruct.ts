/** `spectralift reconstruct`: photos in; of each a spectral image, a picture of it and a report out. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { parseShard, type Shard } from '../cluster/shards/shard-choice.ts';
import { isBucketAddress } from '../cluster/storage/bucket-address.ts';
import type { CubeFormatName } from '../cube/formats/cube-format.ts';
import { parseMemory } from '../reconstruction/memory-plan.ts';
import { type FrameChoice, parseFrameRange } from '../reconstruction/node/frame-choice.ts';
import { laneRuntime } from '../reconstruction/node/lane-runtime.ts';
import { allOutputs, areComplete, outputInFolder, outputPaths } from '../reconstruction/node/output-paths.ts';
import { areMany, isVideo } from '../reconstruction/node/photo-inputs.ts';
import { type ReconstructPhotoOptions, reconstructPhoto } from '../reconstruction/node/reconstruct-photo.ts';
import { loadGenerator } from '../reconstruction/node/shipped-models.ts';
import type { ReconstructionReport } from '../reconstruction/report.ts';
import type { Consistency } from '../reconstruction/tile-finisher.ts';
import {
  deviceOption,
  interruptSignal,
  jsonOption,
  numberOption,
  overwriteOption,
  threadsOption,
  UsageError,
} from './options.ts';
import { type ProgressBar, progressBar } from './progress.ts';
import { checkFolderName, jsonLine, megapixels, runMany, SKIPPED } from './reconstruct-many.ts';
import { addSettingsOptions } from './settings-options.ts';
import { chosenWay, type WayChoice, wayOption } from './way-option.ts';

export interface ReconstructOptions {
  readonly output: string;
  readonly camera: string;
  readonly light?: string;
  readonly linear: boolean;
  readonly model: string;
  readonly format?: CubeFormatName;
  readonly dataType: 'float32' | 'uint16';
  readonly consistency: Consistency;
  readonly maxMemory: number;
  readonly way: WayChoice;
  readonly overwrite: boolean;
  readonly resume: boolean;
  readonly shard?: Shard;
  readonly verify: boolean;
  readonly scratch?: string;
  readonly frames?: FrameChoice;
  readonly every?: number;
  readonly device: 'auto' | 'cpu' | 'webgpu';
  readonly threads?: number;
  readonly json: boolean;
}

export function registerReconstruct(command: Command): void {
  command
    .argument(
      '<photo...>',
      'JPEG, PNG, TIFF, WebP or AVIF; several, folders or s3://bucket/prefix/ of them, or videos (needs ffmpeg)',
    )
    .requiredOption(
      '-o, --output <path>',
      'cube to write (.hdr, .npy, or no ending), or a folder; for many photos a folder or s3://bucket/prefix/',
    );
  addSettingsOptions(command)
    .option(
      '--max-memory <size>',
      'peak memory of the process, for example 800M',
      parseMemory,
      parseMemory('1G'),
    )
    .option('--frames <from-to>', 'frames of a video, counted from 1: 100-200, 100- or -200', parseFrameRange)
    .option('--every <n>', 'every n-th frame of a video', numberOption(1))
    .addOption(wayOption())
    .addOption(overwriteOption())
    .option('--resume', 'pass over photos whose outputs are complete', false)
    .option(
      '--shard <i/n>',
      'the i-th of n shares of the work, passing over what is done: 3/16, slurm or kubernetes/16',
      (text) => parseShard(text, process.env),
    )
    .option('--verify', 'of a shard: read the outputs that are there, compare their hashes', false)
    .option('--scratch <folder>', 'of a shard: where files of a bucket lie meanwhile')
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .action(runReconstruct);
}

async function runReconstruct(photos: readonly string[], options: ReconstructOptions): Promise<void> {
  const { output, model, device, threads, json, resume, frames, every, ...rest } = options;
  if ((frames !== undefined || every !== undefined) && !photos.some(isVideo)) {
    throw new UsageError(
      `expected a video with ${frames === undefined ? '--every' : '--frames'}, found none`,
    );
  }
  if (isShared(photos, options)) {
    const shared = await import('./reconstruct-shard.ts');
    return await shared.runShard(photos, options);
  }
  const many = await areMany(photos);
  if (many) await checkFolderName(output);
  const bar = progressBar(!json);
  const runtime = await laneRuntime({ device, ...(threads === undefined ? {} : { threads }) });
  try {
    const signal = interruptSignal();
    const network = await loadGenerator(model);
    const way = await chosenWay(rest.way, photos, runtime, network, signal);
    const common = { ...rest, model: network, runtime, way, signal };
    if (many) {
      const chosen = { ...frames, ...(every === undefined ? {} : { every }) };
      await runMany(photos, output, { ...common, frames: chosen, resume, json }, bar);
    } else {
      await runOne(photos[0], output, { ...common, resume, json }, bar);
    }
  } finally {
    bar.done();
    await runtime.close();
  }
}

/** Whether this is work for many processes. @throws UsageError for options that need it to be. */
function isShared(
  photos: readonly string[],
  { output, shard, verify, scratch }: ReconstructOptions,
): boolean {
  if (shard !== undefined || [output, ...photos].some(isBucketAddress)) return true;
  const missing = verify ? '--verify' : scratch === undefined ? undefined : '--scratch';
  if (missing !== undefined) throw new UsageError(`expected --shard with ${missing}, found none`);
  return false;
}

async function runOne(
  photo: string,
  wanted: string,
  options: ReconstructPhotoOptions & { readonly resume: boolean; readonly json: boolean },
  bar: ProgressBar,
): Promise<void> {
  const { resume, json } = options;
  const isFolder =
    wanted.endsWith('/') || (await stat(wanted).catch(() => undefined))?.isDirectory() === true;
  const output = isFolder ? outputInFolder(wanted, photo) : wanted;
  const outputs = outputPaths(output, options.format);
  if (resume && (await areComplete(outputs, basename(photo)))) {
    const result = { kind: 'skipped', file: basename(photo), outputs: allOutputs(outputs) } as const;
    if (json) process.stdout.write(jsonLine(result));
    else process.stderr.write(`${SKIPPED} ${result.file}\n`);
    return;
  }
  const report = await reconstructPhoto(photo, output, {
    ...options,
    onProgress: ({ donePixels, totalPixels, pixelsPerSecond, remaining }) => {
      const rate = `MP, ${(pixelsPerSecond / 1e6).toFixed(2)}/s`;
      bar.update(megapixels(donePixels), megapixels(totalPixels), rate, remaining);
    },
  });
  bar.done();
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : describe(report));
}

function describe({
  photo,
  response,
  reprojection,
  model,
  notes,
  outputs,
  seconds,
  megapixels,
}: ReconstructionReport): string {
  const lines = [
    `${photo.file}: ${photo.width} x ${photo.height}, ${photo.bitDepth} bit`,
    `response       ${response.name}: ${response.reason}`,
    `cube           estimated ${response.quantity} (${response.assumption}), model ${model}`,
    `re-projection  ${reprojection.unclippedPixelRms.toExponential(1)} RMS where nothing is clipped; ${(100 * reprojection.clippedShare).toFixed(1)} % of pixels clipped`,
    `time           ${seconds.toFixed(1)} s for ${megapixels.toFixed(2)} megapixels`,
    ...notes.map((note) => `note           ${note}`),
    ...outputs.map((path) => `wrote          ${path}`),
  ];
  return `${lines.join('\n')}\n`;
}
