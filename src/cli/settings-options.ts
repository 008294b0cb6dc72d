/** The options that decide what is in the outputs of a photo, for whoever reconstructs it, here or elsewhere. */
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { isResponseFile, isWeightFile } from '../cluster/queue/allowed-places.ts';
import type { JobSettings } from '../cluster/work-unit.ts';
import type { CubeFormatName } from '../cube/formats/cube-format.ts';
import { DEFAULT_MODEL } from '../reconstruction/model-names.ts';
import { RECONSTRUCTION_FORMATS } from '../reconstruction/node/output-paths.ts';

/** @param format what is written unless an option says otherwise; the ending of the output decides where it is left out. */
export function addSettingsOptions(command: Command, format?: CubeFormatName): Command {
  const formats = new Option(
    '--format <format>',
    format === undefined ? 'cube format; default by the ending, else envi' : 'cube format',
  ).choices(RECONSTRUCTION_FORMATS);
  return command
    .option(
      '--camera <response>',
      'auto, srgb, estimate, a catalogue name, or a response file (.csv, .txt)',
      'auto',
    )
    .option('--light <name>', 'light that a linear photo is white-balanced for; gives reflectance')
    .option('--linear', 'samples are proportional to light: undo no sRGB curve', false)
    .option('--model <name>', 'shipped model or weight file (.safetensors, .pth)', DEFAULT_MODEL)
    .addOption(format === undefined ? formats : formats.default(format))
    .addOption(
      new Option('--data-type <type>', 'samples of the cube')
        .choices(['float32', 'uint16'])
        .default('float32'),
    )
    .addOption(
      new Option('--consistency <kind>', 'agreement with the photo')
        .choices(['non-negative', 'exact', 'none'])
        .default('non-negative'),
    );
}

/** The settings as they travel: files by their whole paths. */
export function settingsOf(options: JobSettings): JobSettings {
  const { camera, light, linear, model, format, dataType, consistency } = options;
  return {
    camera: isResponseFile(camera) ? resolve(camera) : camera,
    ...(light === undefined ? {} : { light }),
    linear,
    model: isWeightFile(model) ? resolve(model) : model,
    format,
    dataType,
    consistency,
  };
}
