/** What the commands share: option parsers, the usage error, and the signal of Ctrl-C. */
import { InvalidArgumentError, Option } from 'commander';
import { SpectraliftError } from '../errors.ts';

/** A command line that cannot be meant; exit code 2. */
export class UsageError extends SpectraliftError {
  readonly _tag = 'UsageError';
}

/** A parser of whole numbers of at least `least`. */
export function numberOption(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`expected a whole number of at least ${least}.`);
  };
}

export function deviceOption(): Option {
  return new Option('--device <device>', 'where to compute')
    .choices(['auto', 'cpu', 'webgpu'])
    .default('cpu');
}

/** A signal that aborts on Ctrl-C or a polite kill; a second Ctrl-C ends the process at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort());
  }
  return controller.signal;
}
