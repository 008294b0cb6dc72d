/** `spectralift sample`: a scene with known spectra, as cube and photo. */
import type { Command } from 'commander';
import { checkSampleOutputs, writeSample } from '../reconstruction/node/write-sample.ts';
import { generateSample } from '../reconstruction/sample/generate-sample.ts';
import { jsonOption, numberOption, overwriteOption } from './options.ts';
import { print, printJson, say } from './output.ts';

interface SampleOptions {
  readonly output: string;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly overwrite: boolean;
  readonly json: boolean;
}

export function registerSample(command: Command): void {
  command
    .requiredOption('-o, --output <dir>', 'folder for cube.hdr, cube.img, photo.png and sample.json')
    .option('--width <pixels>', 'width of the scene', numberOption(1), 480)
    .option('--height <pixels>', 'height of the scene', numberOption(1), 320)
    .option('--seed <n>', 'seed of textures and noise', numberOption(0), 1)
    .addOption(overwriteOption())
    .addOption(jsonOption())
    .action(runSample);
}

async function runSample(options: SampleOptions): Promise<void> {
  const { output, width, height, seed, overwrite, json } = options;
  await checkSampleOutputs(output, { overwrite });
  const sample = generateSample({ seed, width, height });
  const files = await writeSample(output, sample, { seed, overwrite });
  const { bands, metadata } = sample.cube;
  if (json) printJson({ files, width, height, bands, seed, ...metadata });
  else print(files.join('\n'));
  say(`${width} x ${height} pixels, ${bands} bands of ${metadata.quantity}, and the photo of it`);
}
