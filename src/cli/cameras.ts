/** `spectralift cameras`: the catalogue, and the curves of one camera. */
import type { Command } from 'commander';
import { cameraNames, catalogueCamera } from '../camera/catalogue.ts';
import { writeFileAtomically } from '../cube/node/atomic-file.ts';
import { drawAsSvg, drawInTerminal } from './draw-curves.ts';
import { jsonOption, overwriteOption, UsageError } from './options.ts';
import { print, printJson, say } from './output.ts';

interface CamerasOptions {
  readonly svg?: string;
  readonly overwrite: boolean;
  readonly json: boolean;
}

/** Where the catalogued cameras were measured, nm; one column of the drawing each. */
const GRID: readonly number[] = Array.from({ length: 65 }, (_, column) => 400 + 5 * column);

export function registerCameras(command: Command): void {
  command
    .argument('[name...]', 'a camera; case, spaces and punctuation do not count')
    .option('--svg <file>', 'also write the curves as a picture')
    .addOption(overwriteOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nThe curves are our own fits to the measurements of Jiang et al. 2013, relative units.',
    )
    .action(runCameras);
}

async function runCameras(words: readonly string[], options: CamerasOptions): Promise<void> {
  const { svg, overwrite, json } = options;
  if (words.length === 0) {
    if (svg !== undefined) throw new UsageError('expected the name of a camera to draw, found none');
    const names = cameraNames();
    if (json) printJson({ cameras: names });
    else print(names.join('\n'));
    return;
  }
  const { name, matrix, bands, assumption, wavelengths } = catalogueCamera(words.join(' '), GRID);
  const [red, green, blue] = [0, 1, 2].map((channel) => matrix.slice(channel * bands, (channel + 1) * bands));
  const curves = {
    title: `${name}: relative spectral response`,
    wavelengths,
    curves: [
      { name: 'red', mark: 'r', colour: '#c22', values: red },
      { name: 'green', mark: 'g', colour: '#282', values: green },
      { name: 'blue', mark: 'b', colour: '#22c', values: blue },
    ],
  };
  if (svg !== undefined) {
    await writeFileAtomically(svg, drawAsSvg(curves), { overwrite });
    say(`written: ${svg}`);
  }
  if (!json) {
    print(drawInTerminal(curves));
    return;
  }
  const rounded = (values: Float64Array): number[] => Array.from(values, (value) => Number(value.toFixed(5)));
  printJson({
    name,
    assumption,
    wavelengths,
    red: rounded(red),
    green: rounded(green),
    blue: rounded(blue),
    svg,
  });
}
