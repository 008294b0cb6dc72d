/** `spectralift sample`: a scene with known spectra, as cube and photo; or a video of such scenes. */
import type { Command } from 'commander';
import { checkSampleOutputs, writeSample } from '../reconstruction/node/write-sample.ts';
import { generateSample } from '../reconstruction/sample/generate-sample.ts';
import { readResponseText } from '../reconstruction/node/read-response-text.ts';
import { parseCameraChoice } from '../reconstruction/choose-response.ts';
import { simulatedResponse } from '../reconstruction/simulated-response.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { generateSequence } from '../tracking/sequences/generated-sequence.ts';
import { checkSequenceOutput, writeSequence } from '../tracking/sequences/node/write-sequence.ts';
import { interruptSignal, jsonOption, numberOption, overwriteOption, UsageError } from './options.ts';
import { print, printJson, say } from './output.ts';
import { progressBar } from './progress.ts';

interface SampleOptions {
  readonly output: string;
  readonly width?: number;
  readonly height?: number;
  readonly seed: number;
  readonly sequence: boolean;
  readonly frames?: number;
  readonly camera?: string;
  readonly overwrite: boolean;
  readonly json: boolean;
}

/** Size of a scene, of the frames of a video, and their number. */
const [SCENE, FRAME, FRAMES] = [{ width: 480, height: 320 }, { width: 240, height: 160 }, 60];

const HELP = `
With --sequence: a video of two objects over a textured background, to track them in. Object 1 is metameric to what it
covers: its RGB for the camera is that of the background, its spectrum is not. Object 2 has a colour of its own.
Written are img/ (frames), cubes/ (a cube a frame), groundtruth_rect.1.txt and .2.txt, sequence.json; then
  spectralift track DIR --object 1 --cube DIR/cubes -o OUT`;

export function registerSample(command: Command): void {
  command
    .requiredOption('-o, --output <dir>', 'folder for cube.hdr, cube.img, photo.png and sample.json')
    .option(
      '--width <pixels>',
      `width; ${SCENE.width}, of a video ${FRAME.width}, unless given`,
      numberOption(1),
    )
    .option(
      '--height <pixels>',
      `height; ${SCENE.height}, of a video ${FRAME.height}, unless given`,
      numberOption(1),
    )
    .option('--seed <n>', 'seed of textures and noise', numberOption(0), 1)
    .option('--sequence', 'a video with moving objects instead', false)
    .option('--frames <n>', `frames of the video; ${FRAMES} unless given`, numberOption(2))
    .option('--camera <response>', 'camera of the video: srgb (unless given), a catalogue name, or a file')
    .addOption(overwriteOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(runSample);
}

async function runSample(options: SampleOptions): Promise<void> {
  if (options.sequence) return runSequence(options);
  if (options.frames !== undefined || options.camera !== undefined) {
    throw new UsageError('expected --frames and --camera together with --sequence, found a single scene');
  }
  const { output, width = SCENE.width, height = SCENE.height, seed, overwrite, json } = options;
  await checkSampleOutputs(output, { overwrite });
  const sample = generateSample({ seed, width, height });
  const files = await writeSample(output, sample, { seed, overwrite });
  const { bands, metadata } = sample.cube;
  if (json) printJson({ files, width, height, bands, seed, ...metadata });
  else print(files.join('\n'));
  say(`${width} x ${height} pixels, ${bands} bands of ${metadata.quantity}, and the photo of it`);
}

async function runSequence(options: SampleOptions): Promise<void> {
  const {
    output,
    width = FRAME.width,
    height = FRAME.height,
    frames = FRAMES,
    seed,
    overwrite,
    json,
  } = options;
  const choice = parseCameraChoice(options.camera ?? 'srgb');
  const fileText = await readResponseText(choice);
  const { response, encoding } = simulatedResponse({
    choice,
    quantity: 'reflectance',
    wavelengths: VISIBLE_31,
    ...(fileText === undefined ? {} : { fileText }),
  });
  await checkSequenceOutput(output, { overwrite });
  const sequence = generateSequence({ seed, width, height, frames, response });
  const bar = progressBar(!json);
  try {
    const files = await writeSequence(output, sequence, {
      seed,
      encoding,
      camera: response.name,
      overwrite,
      signal: interruptSignal(),
      onFrame: (done) => bar.update(done, frames, 'frames', undefined),
    });
    bar.done();
    if (json) printJson({ output, files, width, height, frames, seed, camera: response.name, encoding });
    else print(files.join('\n'));
    say(
      `${frames} frames of ${width} x ${height} pixels through ${response.name}, their cubes, and boxes of 2 objects`,
    );
  } finally {
    bar.done();
  }
}
