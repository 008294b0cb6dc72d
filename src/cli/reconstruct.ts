/** `spectralift reconstruct`: a photo in, a spectral image, a picture of it and a report out. */
import { stat } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { parseMemory } from '../reconstruction/memory-plan.ts';
import { outputInFolder, reconstructPhoto } from '../reconstruction/node/reconstruct-photo.ts';
import { DEFAULT_GENERATOR, loadGenerator } from '../reconstruction/node/shipped-models.ts';
import type { Consistency } from '../reconstruction/reconstruct.ts';
import type { ReconstructionReport } from '../reconstruction/report.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { deviceOption, interruptSignal, jsonOption, overwriteOption, threadsOption } from './options.ts';
import { progressBar } from './progress.ts';

interface ReconstructOptions {
  readonly output: string;
  readonly camera: string;
  readonly light?: string;
  readonly linear: boolean;
  readonly model: string;
  readonly format?: 'envi' | 'npy';
  readonly dataType: 'float32' | 'uint16';
  readonly consistency: Consistency;
  readonly maxMemory: number;
  readonly overwrite: boolean;
  readonly device: 'auto' | 'cpu' | 'webgpu';
  readonly threads?: number;
  readonly json: boolean;
}

export function registerReconstruct(program: Command): void {
  program
    .command('reconstruct')
    .description('estimate a 31-band spectral image from a photo')
    .argument('<photo>', 'JPEG, PNG, TIFF, WebP or AVIF')
    .requiredOption('-o, --output <path>', 'cube to write (.hdr, .npy, or no ending), or a folder')
    .option(
      '--camera <response>',
      'auto, srgb, estimate, a catalogue name, or a response file (.csv, .txt)',
      'auto',
    )
    .option('--light <name>', 'light that a linear photo is white-balanced for; gives reflectance')
    .option('--linear', 'samples are proportional to light: undo no sRGB curve', false)
    .option('--model <name>', 'shipped model or weight file (.safetensors)', DEFAULT_GENERATOR)
    .addOption(
      new Option('--format <format>', 'cube format; default by the ending, else envi').choices([
        'envi',
        'npy',
      ]),
    )
    .addOption(
      new Option('--data-type <type>', 'ENVI samples').choices(['float32', 'uint16']).default('float32'),
    )
    .addOption(
      new Option('--consistency <kind>', 'agreement with the photo')
        .choices(['non-negative', 'exact', 'none'])
        .default('non-negative'),
    )
    .option(
      '--max-memory <size>',
      'peak memory of the process, for example 800M',
      parseMemory,
      parseMemory('1G'),
    )
    .addOption(overwriteOption())
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .action(runReconstruct);
}

async function runReconstruct(photo: string, options: ReconstructOptions): Promise<void> {
  const { output, model, device, threads, json, ...rest } = options;
  const isFolder =
    output.endsWith('/') || (await stat(output).catch(() => undefined))?.isDirectory() === true;
  const bar = progressBar(!json);
  try {
    const report = await reconstructPhoto(photo, isFolder ? outputInFolder(output, photo) : output, {
      ...rest,
      model: await loadGenerator(model),
      runtime: await nodeRuntime({ device, ...(threads === undefined ? {} : { threads }) }),
      signal: interruptSignal(),
      onProgress: ({ donePixels, totalPixels, pixelsPerSecond, remaining }) => {
        const rate = `${(pixelsPerSecond / 1e6).toFixed(2)} megapixels/s`;
        bar.update(donePixels, totalPixels, rate, remaining);
      },
    });
    bar.done();
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : describe(report));
  } finally {
    bar.done();
  }
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
