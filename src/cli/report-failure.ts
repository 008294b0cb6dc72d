/** Errors as a person meets them: one line, an exit code, and no stack trace unless it is asked for. */
import { CommanderError } from 'commander';
import { removeTemporaries } from '../cube/node/atomic-file.ts';
import { SpectraliftError } from '../errors.ts';
import { INTERRUPTED, isInterruption } from './interrupt.ts';
import { UsageError } from './options.ts';
import { visibleText } from './output.ts';

const DEBUG = 'SPECTRALIFT_DEBUG';

/**
 * Says what went wrong and gives the exit code: 1 failed, 2 usage, 130 interrupted; 0 if it was only help.
 *
 * @param command the command that ran, for the hint to its help; undefined if none did.
 */
export function reportFailure(error: unknown, command: string | undefined): number {
  removeTemporaries();
  if (isInterruption(error)) {
    sayTrace(error);
    say('interrupted');
    return INTERRUPTED;
  }
  if (error instanceof CommanderError) return reportUsage(error, command);
  sayError(error);
  const usage =
    error instanceof UsageError || hasTag(error, 'PhotoInputError') || hasTag(error, 'ShardError');
  return usage ? 2 : 1;
}

/**
 * Says an error in one line, with its hint; work that goes on in spite of it is left alone.
 *
 * @param where what it happened to; said first unless the error itself tells.
 */
export function sayError(error: unknown, where = ''): void {
  sayTrace(error);
  const text = errorText(error);
  say(text.includes(where) ? text : `${where}: ${text}`);
}

/** Known by its tag, an error needs none of the modules that could throw it. */
function hasTag(error: unknown, tag: SpectraliftError['_tag']): boolean {
  return error instanceof SpectraliftError && error._tag === tag;
}

function errorText(error: unknown): string {
  if (error instanceof SpectraliftError) {
    return `${error.message}${error.hint === '' ? '' : ` (${error.hint})`}`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `unexpected failure: ${message} (set ${DEBUG}=1 for details)`;
}

/** Where an error comes from, if that is asked for. */
function sayTrace(error: unknown): void {
  if (process.env[DEBUG] !== '1') return;
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) process.stderr.write(`caused by ${cause.stack}\n`);
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
  process.stderr.write(`${clearBar}spectralift: ${visibleText(text.replace(/\s*\n\s*/g, ' '))}\n`);
}
