#!/usr/bin/env node
/** The command line: one file a command, and here only what they share: dispatch, errors and exit codes. */
import { readFileSync } from 'node:fs';
import { Command, Help, type Option } from 'commander';
import { listenForInterrupts } from './interrupt.ts';
import { reportFailure } from './report-failure.ts';

/** A command is loaded when it is named; help, which lists all, loads all. */
const COMMANDS: ReadonlyMap<string, () => Promise<(program: Command) => void>> = new Map([
  ['reconstruct', async () => (await import('./reconstruct.ts')).registerReconstruct],
  ['info', async () => (await import('./info.ts')).registerInfo],
  ['spectrum', async () => (await import('./spectrum.ts')).registerSpectrum],
  ['render', async () => (await import('./render.ts')).registerRender],
  ['simulate', async () => (await import('./simulate.ts')).registerSimulate],
  ['cameras', async () => (await import('./cameras.ts')).registerCameras],
  ['sample', async () => (await import('./sample.ts')).registerSample],
  ['train', async () => (await import('./train.ts')).registerTrain],
  ['run', async () => (await import('./run.ts')).registerRun],
  ['doctor', async () => (await import('./doctor.ts')).registerDoctor],
]);

const EPILOGUE = `
For a start:
  spectralift sample -o sample
  spectralift reconstruct sample/photo.png -o scene
  spectralift spectrum scene.hdr --at 120,80

Results go to standard output, all else to standard error. Exit codes: 0 done,
1 failed, 2 wrong usage, 130 interrupted. More on a command: spectralift help <command>`;

const wanted = process.argv[2];
const named = wanted !== undefined && COMMANDS.has(wanted) ? wanted : undefined;

listenForInterrupts();
process.on('uncaughtException', (error) => process.exit(reportFailure(error, named)));
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // the reader has seen enough
  throw error;
});

try {
  const program = new Command('spectralift')
    .description('From an ordinary RGB photo to a 31-band spectral image, on your own computer.')
    .version(packageVersion(), '-v, --version')
    .usage('<command> [options]')
    .configureOutput({ outputError: () => undefined }) // said in one line by reportFailure
    .configureHelp({ optionDescription: describeOption })
    .exitOverride()
    .addHelpText('after', EPILOGUE);
  for (const [name, load] of COMMANDS) {
    if (named === undefined || name === named) (await load())(program);
  }
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, named);
}

/** An option's line of help; that a switch is off unless given goes without saying. */
function describeOption(option: Option): string {
  return new Help().optionDescription(option).replace(/ \(default: false\)$/, '');
}

function packageVersion(): string {
  const content: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const version = typeof content === 'object' && content !== null && 'version' in content && content.version;
  return String(version);
}
