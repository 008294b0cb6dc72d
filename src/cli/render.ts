/** `spectralift render`: a cube as a picture, in true colour under a light or in false colour. */
import type { Command } from 'commander';
import { checkOutput } from '../cube/node/check-output.ts';
import { writePicture } from '../reconstruction/node/write-picture.ts';
import { showSource } from '../reconstruction/picture-of-source.ts';
import { falseColour, trueColour } from '../reconstruction/render.ts';
import { type CubeOptions, openCubeArgument, withCubeArgument } from './cube-argument.ts';
import {
  interruptSignal,
  jsonOption,
  listOption,
  overwriteOption,
  positiveOption,
  UsageError,
} from './options.ts';
import { formatShare, print, printJson, say, sayNotes } from './output.ts';
import { rowProgress } from './progress.ts';

interface RenderOptions extends CubeOptions {
  readonly output: string;
  readonly illuminant?: string;
  readonly bands?: readonly number[];
  readonly exposure: number;
  readonly overwrite: boolean;
  readonly json: boolean;
}

export function registerRender(command: Command): void {
  withCubeArgument(command)
    .requiredOption('-o, --output <png>', 'picture to write, 8-bit sRGB')
    .option(
      '--illuminant <name>',
      'light on the surfaces: A, D50..D75, E, F1..F12, blackbody:KELVIN, daylight:KELVIN, LED-KELVIN (reflectance only; D65 unless given)',
    )
    .option(
      '--bands <r,g,b>',
      'false colour of the bands nearest to three wavelengths in nm, such as 650,550,450',
      listOption('R,G,B', { count: 3, least: 1, whole: false }),
    )
    .option('--exposure <factor>', 'factor on all values', positiveOption, 1)
    .addOption(overwriteOption())
    .addOption(jsonOption())
    .action(runRender);
}

async function runRender(path: string, options: RenderOptions): Promise<void> {
  const { output, illuminant, bands, exposure, overwrite, json } = options;
  if (illuminant !== undefined && bands !== undefined) {
    throw new UsageError('expected either --illuminant or --bands, found both', {
      hint: 'bands are shown as they are, without a light',
    });
  }
  if (!/\.png$/i.test(output)) {
    throw new UsageError(`expected an output that ends in .png, found ${output}`);
  }
  const source = await openCubeArgument(path, options);
  try {
    sayNotes(source.notes);
    const { wavelengths, metadata, width, height } = source;
    const how =
      bands === undefined
        ? trueColour(wavelengths, metadata.quantity, illuminant)
        : falseColour(wavelengths, [bands[0], bands[1], bands[2]]);
    await checkOutput(output, { overwrite });
    const progress = rowProgress(!json);
    const { picture, clippedShare } = await showSource(source, (spectra) => how.apply(spectra), {
      exposure,
      signal: interruptSignal(),
      onRows: progress.update,
    });
    progress.done();
    await writePicture(output, picture, { overwrite });
    const { description } = how;
    if (json) printJson({ picture: output, width, height, description, exposure, clippedShare });
    else print(output);
    say(`${width} x ${height} pixels, ${description}`);
    if (clippedShare > 0)
      sayNotes([`${formatShare(clippedShare)} of the pixels lie outside sRGB and were clipped`]);
  } finally {
    await source.close();
  }
}
