/** `spectralift export`: a network, or its training step, as ONNX for programs that know nothing of spectralift. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { exportWeights } from '../reconstruction/export/export-weights.ts';
import type { PictureSize } from '../reconstruction/export/export-rgb-network.ts';
import type { ExportedNetwork } from '../reconstruction/export/exported-network.ts';
import { folderName } from '../reconstruction/export/exported-network.ts';
import { packageVersion } from '../reconstruction/export/node/package-version.ts';
import { exportResponse } from '../reconstruction/export/node/export-response.ts';
import { writeExport } from '../reconstruction/export/node/write-export.ts';
import { tritonRepository } from '../reconstruction/export/triton-repository.ts';
import { readWeightFile } from '../reconstruction/node/shipped-models.ts';
import {
  addTrainingExportOptions,
  runTrainingExport,
  type TrainingExportOptions,
} from './export-training.ts';
import { jsonOption, overwriteOption, UsageError } from './options.ts';
import { print, printJson, say } from './output.ts';

export interface ExportOptions extends TrainingExportOptions {
  readonly onnx?: string;
  readonly training?: string;
  readonly camera?: string;
  readonly light?: string;
  readonly consistency?: 'exact' | 'none';
  readonly size?: PictureSize;
  readonly for?: 'cpu' | 'gpu';
  readonly name?: string;
  readonly overwrite: boolean;
  readonly json: boolean;
}

const HELP = `
--onnx DIR writes a model repository of NVIDIA Triton: DIR/NAME/config.pbtxt and DIR/NAME/1/model.onnx, which is
a plain ONNX file for pictures of any size. What goes in and what comes out: docs/serving-contract.md.
--training DIR writes a recipe's training step: step.onnx, state.safetensors, schedule.safetensors, training.json.`;

export function registerExport(command: Command): void {
  command
    .argument(
      '<what>',
      'shipped model or weight file (.safetensors, .pth); with --training the name of a recipe',
    )
    .option('--onnx <dir>', 'folder to write the model repository into')
    .option('--training <dir>', 'folder to write the training step into')
    .option(
      '--camera <response>',
      'srgb (default), a catalogue name, a response file (.csv, .txt), or input: fed beside the picture',
    )
    .option('--light <name>', 'light that pictures are white-balanced for; gives reflectance')
    .addOption(
      new Option('--consistency <kind>', 'agreement with the picture; exact unless given').choices([
        'exact',
        'none',
      ]),
    )
    .option('--size <WxH>', 'one size of pictures, for networks that need to know it', sizeOption)
    .addOption(new Option('--for <engine>', 'what will run it; cpu unless given').choices(['cpu', 'gpu']))
    .option('--name <name>', 'name of the model; that of the weights unless given')
    .addOption(overwriteOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(runExport);
  addTrainingExportOptions(command);
}

function sizeOption(text: string): PictureSize {
  const [width, height] = (/^([1-9]\d{0,5})x([1-9]\d{0,5})$/.exec(text) ?? []).slice(1).map(Number);
  if (width !== undefined && height !== undefined) return { width, height };
  throw new InvalidArgumentError('expected a width and a height, such as 512x512.');
}

async function runExport(what: string, options: ExportOptions): Promise<void> {
  const { onnx, training } = options;
  if ((onnx === undefined) === (training === undefined)) {
    throw new UsageError('expected either --onnx DIR or --training DIR');
  }
  if (training !== undefined) return runTrainingExport(what, training, options);
  if (onnx !== undefined) await exportOnnx(what, onnx, options);
}

async function exportOnnx(what: string, folder: string, options: ExportOptions): Promise<void> {
  const { camera = 'srgb', light, consistency = 'exact', size, overwrite, json } = options;
  const { bytes, name, stored } = await readWeightFile(what);
  const network = await exportWeights(bytes, name, {
    camera: (wavelengths) => exportResponse(camera, wavelengths, light),
    consistency,
    ...(size === undefined ? {} : { size }),
    engine: options.for ?? 'cpu',
    origin: {
      version: await packageVersion(),
      weightsSha256: createHash('sha256').update(stored).digest('hex'),
    },
  });
  const called = options.name ?? network.name;
  if (called !== folderName(called)) {
    throw new UsageError(`expected a name of letters, digits, dots and dashes, found '${called}'`, {
      hint: `such as --name ${folderName(called)}`,
    });
  }
  const paths = await writeExport(folder, tritonRepository(network, called), { overwrite });
  if (json) printJson({ files: paths, ...describe(network, called) });
  else print(paths.join('\n'));
  for (const { name: port, shape } of [...network.inputs, ...network.outputs])
    say(`${port} [${shape.join(', ')}]`);
  say(`for Triton: tritonserver --model-repository=${resolve(folder)}`);
}

function describe({ inputs, outputs, metadata }: ExportedNetwork, name: string) {
  return { name, inputs, outputs, metadata };
}
