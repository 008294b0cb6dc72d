#!/usr/bin/env node
/** The command line: one file a command, and here only what they share: dispatch, errors and exit codes. */
import { Command } from 'commander';
import { SpectraliftError } from '../errors.ts';
import { UsageError } from './options.ts';
import { registerTrain } from './train.ts';

const program = new Command('spectralift')
  .description('From an ordinary RGB photo to a 31-band spectral image, on your own computer.')
  .showSuggestionAfterError()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

registerTrain(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof SpectraliftError)) throw error;
  process.stderr.write(`spectralift: ${error.message}${error.hint === '' ? '' : ` (${error.hint})`}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
