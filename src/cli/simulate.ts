/** `spectralift simulate`: the picture that a camera would take of a cube. */
import { extname } from 'node:path';
import type { Command } from 'commander';
import { writeFileAtomically } from '../cube/node/atomic-file.ts';
import { checkOutput } from '../cube/node/check-output.ts';
import { encodeNpy } from '../cube/formats/npy/npy-array.ts';
import { parseCameraChoice } from '../reconstruction/choose-response.ts';
import { readResponseText } from '../reconstruction/node/read-response-text.ts';
import { writePicture } from '../reconstruction/node/write-picture.ts';
import { projectSource, shareOutside } from '../reconstruction/picture-of-source.ts';
import { quantise } from '../reconstruction/simulate.ts';
import { simulatedResponse } from '../reconstruction/simulated-response.ts';
import { type CubeOptions, openCubeArgument, withCubeArgument } from './cube-argument.ts';
import { interruptSignal, jsonOption, overwriteOption, positiveOption, UsageError } from './options.ts';
import { formatShare, print, printJson, say, sayNotes } from './output.ts';
import { rowProgress } from './progress.ts';

interface SimulateOptions extends CubeOptions {
  readonly camera: string;
  readonly light?: string;
  readonly output: string;
  readonly exposure: number;
  readonly overwrite: boolean;
  readonly json: boolean;
}

const HELP = `
What the cube holds decides what is computed:
  reflectance  lit by --light (D65 unless given) and white-balanced: white becomes 1,1,1
  radiance     holds its light already: projected as it is, channels balanced for a flat spectrum
  unknown      as reflectance if a light is named, else as radiance
A PNG has 16 bits: linear samples for a camera (reconstruct it with --linear --camera NAME), a developed
sRGB picture for srgb; what lies outside 0..1 is clipped. NumPy is float32, linear, of shape
(3, height, width), and nothing is clipped.`;

export function registerSimulate(command: Command): void {
  withCubeArgument(command)
    .requiredOption('-o, --output <file>', 'picture to write, .png or .npy')
    .option(
      '--camera <name>',
      'a camera of the catalogue, a measured response (FILE.csv, or camspec_database.txt#NAME), or srgb for a developed picture',
      'srgb',
    )
    .option(
      '--light <name>',
      'light on the surfaces: A, D50..D75, E, F1..F12, blackbody:KELVIN, daylight:KELVIN, LED-KELVIN',
    )
    .option('--exposure <factor>', 'factor on all values', positiveOption, 1)
    .addOption(overwriteOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(runSimulate);
}

async function runSimulate(path: string, options: SimulateOptions): Promise<void> {
  const { output, exposure, overwrite, json } = options;
  const ending = extname(output).toLowerCase();
  if (ending !== '.png' && ending !== '.npy') {
    throw new UsageError(`expected an output that ends in .png or .npy, found ${output}`);
  }
  const choice = parseCameraChoice(options.camera);
  const fileText = await readResponseText(choice);
  const source = await openCubeArgument(path, options);
  try {
    sayNotes(source.notes);
    const { width, height, wavelengths, metadata } = source;
    const { response, encoding, assumption } = simulatedResponse({
      choice,
      quantity: metadata.quantity,
      wavelengths,
      ...(fileText === undefined ? {} : { fileText }),
      ...(options.light === undefined ? {} : { light: options.light }),
    });
    await checkOutput(output, { overwrite });
    const progress = rowProgress(!json);
    const image = await projectSource(source, (spectra) => response.project(spectra), {
      exposure,
      signal: interruptSignal(),
      onRows: progress.update,
    });
    progress.done();
    const asArray = ending === '.npy';
    if (asArray) await writeFileAtomically(output, encodeNpy(image.data, [3, height, width]), { overwrite });
    else await writePicture(output, { width, height, data: quantise(image, 16, encoding) }, { overwrite });
    const outsideShare = shareOutside(image.data);
    const stored = asArray || encoding === 'linear' ? 'linear' : 'sRGB-encoded';
    const { name } = response;
    if (json)
      printJson({
        picture: output,
        width,
        height,
        response: name,
        assumption,
        stored,
        exposure,
        outsideShare,
      });
    else print(output);
    say(`${width} x ${height} pixels, ${stored}, ${name}: ${assumption}`);
    if (outsideShare > 0 && !asArray) {
      sayNotes([`${formatShare(outsideShare)} of the pixels leave 0..1 and were clipped`]);
    }
  } finally {
    await source.close();
  }
}
