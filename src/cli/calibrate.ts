/** `spectralift calibrate`: measures the fastest way through the network on this machine, and remembers it. */
import type { Command } from 'commander';
import { calibrate, calibrationFile } from '../reconstruction/node/calibrated-way.ts';
import { DEFAULT_MODEL } from '../reconstruction/model-names.ts';
import { loadGenerator } from '../reconstruction/node/shipped-models.ts';
import { describeWay } from '../reconstruction/way.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { deviceOption, interruptSignal, jsonOption } from './options.ts';
import { formatPairs, print, printJson, say } from './output.ts';

interface CalibrateOptions {
  readonly model: string;
  readonly device: 'auto' | 'cpu' | 'webgpu';
  readonly json: boolean;
}

export function registerCalibrate(command: Command): void {
  command
    .option('--model <name>', 'shipped model or weight file (.safetensors)', DEFAULT_MODEL)
    .addOption(deviceOption())
    .addOption(jsonOption())
    .action(runCalibrate);
}

async function runCalibrate({ model, device, json }: CalibrateOptions): Promise<void> {
  const runtime = await nodeRuntime({ device });
  const result = await calibrate(runtime, await loadGenerator(model), { signal: interruptSignal() });
  if (json) {
    printJson({ ...result, file: calibrationFile() });
    return;
  }
  print(
    formatPairs(
      result.timings.map(({ way, microsecondsPerPixel }) => [
        describeWay(way),
        `${microsecondsPerPixel.toFixed(2)} us a pixel`,
      ]),
    ),
  );
  say(`will use ${describeWay(result.way)}; remembered in ${calibrationFile()}`);
}
