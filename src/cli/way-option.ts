/** `--way`: how the network is taken through photos; the result does not depend on it, time and memory do. */
import { InvalidArgumentError, Option } from 'commander';
import { wayFor, WORTH_MEASURING } from '../reconstruction/node/calibrated-way.ts';
import { countPixels } from '../reconstruction/node/photo-inputs.ts';
import type { ReconstructionModel } from '../reconstruction/model.ts';
import { defaultWay, type Way } from '../reconstruction/way.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** `auto`: what was measured on this machine; `default`: what pays on most. */
export type WayChoice = 'auto' | 'default' | Way;

export function wayOption(): Option {
  return new Option('--way <way>', 'auto (measured once per machine), default, stages:TILE or whole:TILE')
    .argParser(parseWay)
    .default('auto');
}

function parseWay(text: string): WayChoice {
  if (text === 'auto' || text === 'default') return text;
  const [, steps, tile] = /^(stages|whole):(\d{1,4})$/.exec(text) ?? [];
  if (steps === 'stages' || steps === 'whole') return { steps, tile: Number(tile) };
  throw new InvalidArgumentError('expected auto, default, stages:TILE or whole:TILE, such as stages:128.');
}

/** The way that a choice means for some inputs. */
export async function chosenWay(
  choice: WayChoice,
  inputs: readonly string[],
  runtime: Runtime,
  model: ReconstructionModel,
  signal: AbortSignal,
): Promise<Way> {
  if (choice === 'default') return defaultWay(runtime.device);
  if (choice !== 'auto') return choice;
  return wayFor(runtime, model, () => countPixels(inputs, WORTH_MEASURING), {
    signal,
    onMeasure: () =>
      process.stderr.write(
        'measuring the fastest way through the network, once on this machine (a few seconds)\n',
      ),
  });
}
