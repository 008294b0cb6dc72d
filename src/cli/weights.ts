/** `spectralift weights`: what a weight file or checkpoint holds, and the same as a file of another kind. */
import type { Command } from 'commander';
import { writeFileAtomically } from '../cube/node/atomic-file.ts';
import { checkOutput } from '../cube/node/check-output.ts';
import { writeTorchState } from '../networks/pytorch/write-torch-state.ts';
import { sizeOf } from '../networks/parameters.ts';
import { WEIGHT_ENDINGS, weightFormatOf } from '../networks/read-weights.ts';
import { readSafetensors, type SafetensorsFile, writeSafetensors } from '../networks/safetensors.ts';
import { readWeightFile } from '../reconstruction/node/shipped-models.ts';
import { isCheckpoint, weightsOfCheckpoint } from '../training/checkpoint.ts';
import { isTrainingState, weightsOfState } from '../training/export/export-training.ts';
import { jsonOption, overwriteOption, UsageError } from './options.ts';
import { formatPairs, print, printJson, say } from './output.ts';

interface WeightsOptions {
  readonly output?: string;
  readonly entry?: string;
  readonly set: readonly string[];
  readonly overwrite: boolean;
  readonly json: boolean;
}

const HELP = `
Kinds of files, by their endings: ${Object.keys(WEIGHT_ENDINGS).join(', ')}. A state dictionary of PyTorch is read without running
anything of it; what is written, torch.load(path, weights_only=True) reads. Numbers are float32.
Of a training checkpoint, or the state of an exported training step, the running average is taken, which is what training ships.`;

export function registerWeights(command: Command): void {
  command
    .argument('<file>', 'shipped model, weight file or checkpoint (.safetensors, .pth, .pt)')
    .option('-o, --output <file>', 'file to write; without it the tensors are told')
    .option('--entry <name>', 'state dictionary within a PyTorch checkpoint that holds several')
    .option('--set <key=text...>', 'what the written file says of itself, such as basis=camera', [])
    .addOption(overwriteOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(runWeights);
}

async function runWeights(path: string, options: WeightsOptions): Promise<void> {
  const { output, entry, overwrite, json } = options;
  const settings = settingsOf(options.set);
  const format = output === undefined ? undefined : weightFormatOf(output);
  if (output !== undefined && format === undefined) {
    throw new UsageError(
      `expected an output that ends in ${Object.keys(WEIGHT_ENDINGS).join(', ')}, found ${output}`,
    );
  }
  if (output === undefined && Object.keys(settings).length > 0) {
    throw new UsageError('expected an output with --set, found none', { hint: 'give -o FILE' });
  }
  if (output !== undefined) await checkOutput(output, { overwrite });
  const { bytes } = await readWeightFile(path, entry === undefined ? {} : { entry });
  const file = readSafetensors(bytes);
  const fromCheckpoint = isCheckpoint(file) || isTrainingState(file);
  const { tensors, metadata: own } = weightsWithin(file);
  const metadata = { ...own, ...settings };
  if (output !== undefined) {
    const content =
      format === 'pytorch' ? await writeTorchState(tensors, metadata) : writeSafetensors(tensors, metadata);
    await writeFileAtomically(output, content, { overwrite });
  }
  const told = { tensors, metadata };
  if (json)
    printJson({ file: path, fromCheckpoint, ...(output === undefined ? {} : { output }), ...asJson(told) });
  else print(output ?? describe(path, fromCheckpoint, told));
  if (output !== undefined)
    say(`${tensors.size} tensors, ${parametersOf(told).toLocaleString('en-US')} numbers`);
}

/** The weights that are meant: those of a checkpoint or of the state of an exported step are its running average. */
function weightsWithin(file: SafetensorsFile): SafetensorsFile {
  if (isCheckpoint(file)) return weightsOfCheckpoint(file);
  return isTrainingState(file) ? weightsOfState(file) : file;
}

const parametersOf = ({ tensors }: SafetensorsFile): number =>
  [...tensors.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);

function asJson(file: SafetensorsFile) {
  const tensors = [...file.tensors].map(([name, { shape }]) => ({ name, shape }));
  return { parameters: parametersOf(file), metadata: file.metadata, tensors };
}

function describe(path: string, fromCheckpoint: boolean, file: SafetensorsFile): string {
  const count = `${file.tensors.size} tensors, ${parametersOf(file).toLocaleString('en-US')} numbers`;
  const pairs: [string, string][] = [
    ['file', fromCheckpoint ? `${path}: a training checkpoint, its running average` : path],
    ['holds', count],
    ...Object.entries(file.metadata).map(([key, value]): [string, string] => [key, value]),
  ];
  const tensors = [...file.tensors].map(([name, { shape }]): [string, string] => [
    name,
    `[${shape.join(', ')}]`,
  ]);
  return tensors.length === 0 ? formatPairs(pairs) : `${formatPairs(pairs)}\n\n${formatPairs(tensors)}`;
}

/** @throws UsageError for what is no key=text. */
function settingsOf(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((each) => {
      const at = each.indexOf('=');
      if (at > 0) return [each.slice(0, at), each.slice(at + 1)];
      throw new UsageError(`expected --set KEY=TEXT, found '${each}'`, {
        hint: 'such as --set basis=camera',
      });
    }),
  );
}
