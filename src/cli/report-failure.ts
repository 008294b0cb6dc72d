/** Errors as a person meets them: one line, an exit code, and no stack trace unless it is asked for. */
import { CommanderError } from 'commander';
import { removeTemporaries } from '../cube/node/atomic-file.ts';
import { SpectraliftError } from '../errors.ts';
import { INTERRUPTED, isInterruption } from './interrupt.ts';
import { UsageError } from './options.ts';

const DEBUG = 'SPECTRALIFT_DEBUG';

/**
 * Says what went wrong and gives the exit code: 1 failed, 2 usage, 130 interrupted; 0 if it was only help.
 *
 * @param command the command that ran, for the hint to its help; undefined if none did.
 */
export function reportFailure(error: unknown, command: string | undefined): number {
  removeTemporaries();
  if (process.env[DEBUG] === '1' && !(error instanceof CommanderError)) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof Error) process.stderr.write(`caused by ${cause.stack}\n`);
  }
  if (isInterruption(error)) {
    say('interrupted');
    return INTERRUPTED;
  }
  if (error instanceof CommanderError) return reportUsage(error, command);
  if (error instanceof SpectraliftError) {
    say(`${error.message}${error.hint === '' ? '' : ` (${error.hint})`}`);
    return error instanceof UsageError ? 2 : 1;
  }
  const message = error instanceof Error ? error.message : String(error);
  say(`unexpected failure: ${message} (set ${DEBUG}=1 for details)`);
  return 1;
}

/** What the parser of the command line found; help that was asked for is no failure. */
function reportUsage(error: CommanderError, command: string | undefined): number {
  if (error.exitCode === 0) return 0;
  if (error.code === 'commander.help') return 2; // no command: the help has been shown
  const help = `spectralift ${command === undefined ? '' : `${command} `}--help`;
  const found = error.message.replace(/^error: /, '');
  const suggestion = /\s*\(Did you mean (.+)\?\)$/.exec(found);
  say(
    suggestion === null
      ? `${found.replace(/\.$/, '')} (see ${help})`
      : `${found.slice(0, suggestion.index)} (did you mean ${suggestion[1]}?)`,
  );
  return 2;
}

function say(text: string): void {
  const clearBar = process.stderr.isTTY === true ? '\r\x1b[K' : '';
  process.stderr.write(`${clearBar}spectralift: ${text.replace(/\s*\n\s*/g, ' ')}\n`);
}
