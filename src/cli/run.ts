/** `spectralift run`: one run of a network on tensors from a file, to hold it against another implementation. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { fileProblem } from '../cube/files/file-error.ts';
import { writeFileAtomically } from '../cube/node/atomic-file.ts';
import { checkOutput } from '../cube/node/check-output.ts';
import { compareOutputs, runNetwork, runnableNetwork, runnableNetworks } from '../networks/run-network.ts';
import {
  readSafetensors,
  SafetensorsError,
  type StoredTensor,
  writeSafetensors,
} from '../networks/safetensors.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { closestNames } from '../spectra/closest-names.ts';
import { deviceOption, jsonOption, overwriteOption, threadsOption, UsageError } from './options.ts';
import { print, printJson, say } from './output.ts';

interface RunOptions {
  readonly tensors: string;
  readonly out: string;
  readonly device: 'auto' | 'cpu' | 'webgpu';
  readonly threads?: number;
  readonly overwrite: boolean;
  readonly json: boolean;
}

const HELP = `
Networks, their inputs (n pictures of h x w pixels) and outputs:
  generator      weights, input.rgb [n, 3, h, w], input.srf [n or 1, 3, bands]
                 gives output.cube [n, bands, h, w], output.residual [n, 3, h, w]
  agd-net        weights (they tell the number of stages), input.rgb [n, 3, h, w],
                 input.srf [n or 1, 3, bands] unless they hold a projection
                 gives output.cube [n, bands, h, w], output.residual [n, 3, h, w]
  srf-estimator  weights, input.rgb [n, 3, h, w], input.dictionary [cameras, 3, bands]
                 gives output.srf [n, 3, bands]
  discriminator  weights, input.cube [n, bands, h, w], normalised by the statistics of these n
                 gives output.probability [n, 1]
Weights carry the official parameter names; bands, growth and cameras are read off their shapes. Where the
input file holds an output of the same name, the difference is told.`;

export function registerRun(command: Command): void {
  command
    .argument('<network>', runnableNetworks().join(' or '))
    .requiredOption('--tensors <file>', 'safetensors file with weights and inputs')
    .requiredOption('--out <file>', 'safetensors file to write')
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(overwriteOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(runRun);
}

async function runRun(name: string, options: RunOptions): Promise<void> {
  const { tensors, out, device, threads, overwrite, json } = options;
  const network = runnableNetwork(name);
  if (network === undefined) {
    throw new UsageError(`unknown network '${name}'`, {
      hint: `did you mean ${closestNames(name, runnableNetworks(), 1)[0]}?`,
    });
  }
  const bytes = await readFile(tensors).catch((cause: unknown) => {
    throw fileProblem(cause, `read ${tensors}`);
  });
  const given = tensorsOf(bytes, tensors);
  await checkOutput(out, { overwrite });
  const runtime = await nodeRuntime({ device, ...(threads === undefined ? {} : { threads }) });
  const { description, parameters, outputs } = await runNetwork(network, given, runtime);
  const comparisons = compareOutputs(outputs, given);
  await writeFileAtomically(out, writeSafetensors(outputs, { network, runtime: runtime.name }), {
    overwrite,
  });
  const differences = new Map(comparisons.map(({ name, relativeDifference }) => [name, relativeDifference]));
  const results = [...outputs].map(([name, { shape }]) => ({
    name,
    shape,
    relativeDifference: differences.get(name),
  }));
  if (json) {
    printJson({
      file: out,
      network,
      description,
      parameters,
      runtime: runtime.name,
      device: runtime.device,
      results,
    });
  } else {
    print(out);
  }
  say(
    `${description}, ${parameters.toLocaleString('en-US')} parameters, on ${runtime.name} (${runtime.device})`,
  );
  for (const { name, shape, relativeDifference } of results) {
    const compared =
      relativeDifference === undefined
        ? ''
        : `, largest difference from the one given: ${relativeDifference.toPrecision(2)} of its largest value`;
    say(`${name} [${shape.join(', ')}]${compared}`);
  }
}

/** Reads the tensors; an error names the file. */
function tensorsOf(bytes: Uint8Array, path: string): ReadonlyMap<string, StoredTensor> {
  try {
    return readSafetensors(bytes).tensors;
  } catch (cause) {
    if (!(cause instanceof SafetensorsError)) throw cause;
    throw new SafetensorsError(`${path}: ${cause.message}`, { hint: cause.hint, cause });
  }
}
