/** What the commands share: option parsers and the usage error. */
import { InvalidArgumentError, Option } from 'commander';
import { SpectraliftError } from '../errors.ts';

export { interruptSignal } from './interrupt.ts';

/** A command line that cannot be meant; exit code 2. */
export class UsageError extends SpectraliftError {
  readonly _tag = 'UsageError';
}

/** A parser of whole numbers in `least..most`. */
export function numberOption(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
    const range = most < Number.MAX_SAFE_INTEGER ? `in ${least}..${most}` : `of at least ${least}`;
    throw new InvalidArgumentError(`expected a whole number ${range}.`);
  };
}

/** A parser of positive numbers. */
export function positiveOption(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('expected a positive number.');
}

/** A parser of `count` numbers with commas between them, each at least `least`; `form` shows how they look. */
export function listOption(
  form: string,
  options: { readonly count: number; readonly least: number; readonly whole: boolean },
): (text: string) => number[] {
  return (text) => {
    const cells = text.split(',');
    const values = cells.map(Number);
    const fits = (value: number, index: number): boolean =>
      cells[index].trim() !== '' &&
      Number.isFinite(value) &&
      value >= options.least &&
      (!options.whole || Number.isInteger(value));
    if (values.length === options.count && values.every(fits)) return values;
    const kind = options.whole ? 'whole numbers' : 'numbers';
    throw new InvalidArgumentError(
      `expected ${form}: ${options.count} ${kind} of at least ${options.least} with commas between them.`,
    );
  };
}

export function deviceOption(): Option {
  return new Option('--device <device>', 'where to compute')
    .choices(['auto', 'cpu', 'webgpu'])
    .default('cpu');
}

export function threadsOption(): Option {
  return new Option('--threads <n>', 'threads of the CPU; default as many as there are cores').argParser(
    numberOption(1),
  );
}

export function overwriteOption(): Option {
  return new Option('--overwrite', 'replace files that exist').default(false);
}

export function jsonOption(): Option {
  return new Option('--json', 'answer as JSON').default(false);
}
