/** Errors as they travel between processes and through Redis. */
import { SpectraliftError } from '../errors.ts';
import type { UnitFailure } from './work-unit.ts';

/** @returns name, message and hint; of what is no error its text. */
export function asFailure(error: unknown): UnitFailure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), hint: '' };
  const hint = error instanceof SpectraliftError ? error.hint : '';
  return { name: error.name, message: error.message, hint };
}

/** One line: the message, and the hint if there is one. */
export function failureText({ message, hint }: UnitFailure): string {
  return `${message}${hint === '' ? '' : ` (${hint})`}`.replace(/\s*\n\s*/g, ' ');
}

/** An error that came from another process; its name is that of the class which was thrown there. */
export class TravelledError extends SpectraliftError {
  readonly _tag = 'TravelledError';

  constructor({ name, message, hint }: UnitFailure) {
    super(message, { hint });
    this.name = name;
  }
}
