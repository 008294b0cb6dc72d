#!/usr/bin/env node
/** The command line: one file a command, and here only what they share: dispatch, errors and exit codes. */
import { readFileSync } from 'node:fs';
import { Command, Help, type Option } from 'commander';
import { listenForInterrupts } from './interrupt.ts';
import { reportFailure } from './report-failure.ts';

/** A command: what it is for, and its module, which is loaded only when it is named. */
interface CommandEntry {
  readonly description: string;
  readonly load: () => Promise<(command: Command) => void>;
}

const COMMANDS: ReadonlyMap<string, CommandEntry> = new Map<string, CommandEntry>([
  [
    'reconstruct',
    {
      description: 'estimate a 31-band spectral image from a photo',
      load: async () => (await import('./reconstruct.ts')).registerReconstruct,
    },
  ],
  [
    'studio',
    {
      description: 'the same in a browser, by hand: photos, spectra, light, measurements',
      load: async () => (await import('./studio.ts')).registerStudio,
    },
  ],
  [
    'serve',
    {
      description: 'the same over HTTP, for other programs: photos in, spectra out',
      load: async () => (await import('./serve.ts')).registerServe,
    },
  ],
  [
    'info',
    {
      description: 'tell what a cube holds: size, wavelengths, quantity, where it came from',
      load: async () => (await import('./info.ts')).registerInfo,
    },
  ],
  [
    'spectrum',
    {
      description: 'the spectrum of one pixel, or mean and standard deviation over a rectangle',
      load: async () => (await import('./spectrum.ts')).registerSpectrum,
    },
  ],
  [
    'render',
    {
      description: 'a picture of a cube: true colour as the eye would see it, or three bands',
      load: async () => (await import('./render.ts')).registerRender,
    },
  ],
  [
    'simulate',
    {
      description: 'the picture that a camera would take of a cube',
      load: async () => (await import('./simulate.ts')).registerSimulate,
    },
  ],
  [
    'convert',
    {
      description: 'a cube, or a part of it, from any format into another',
      load: async () => (await import('./convert.ts')).registerConvert,
    },
  ],
  [
    'evaluate',
    {
      description: 'how near estimated cubes are to true ones, by a named protocol',
      load: async () => (await import('./evaluate.ts')).registerEvaluate,
    },
  ],
  [
    'cameras',
    {
      description: 'list the cameras whose response is known, or draw the curves of one',
      load: async () => (await import('./cameras.ts')).registerCameras,
    },
  ],
  [
    'track',
    {
      description: 'follow an object through a video by its spectra, measured or estimated, or by RGB',
      load: async () => (await import('./track.ts')).registerTrack,
    },
  ],
  [
    'cluster',
    {
      description: 'many photos on many machines: a queue on Redis, workers, batches',
      load: async () => (await import('./cluster.ts')).registerCluster,
    },
  ],
  [
    'sample',
    {
      description: 'make a scene whose spectra are known: a cube, and the photo of it',
      load: async () => (await import('./sample.ts')).registerSample,
    },
  ],
  [
    'dataset',
    {
      description: 'the data sets that are known, and a check of one: what is there, missing or wrong',
      load: async () => (await import('./dataset.ts')).registerDataset,
    },
  ],
  [
    'train',
    {
      description: 'train a network: on known spectra, without pairs, or a parser of photos',
      load: async () => (await import('./train.ts')).registerTrain,
    },
  ],
  [
    'reproduce',
    {
      description: 'tables of the unsupervised paper on what is at hand, under a budget',
      load: async () => (await import('./reproduce.ts')).registerReproduce,
    },
  ],
  [
    'compare',
    {
      description: 'methods trained on the same scenes under one budget: table, error maps, spectra',
      load: async () => (await import('./compare.ts')).registerCompare,
    },
  ],
  [
    'export',
    {
      description: 'a network or a training step as ONNX, for Triton, KServe and programs of your own',
      load: async () => (await import('./export.ts')).registerExport,
    },
  ],
  [
    'weights',
    {
      description: 'what a weight file holds; to and from safetensors and PyTorch',
      load: async () => (await import('./weights.ts')).registerWeights,
    },
  ],
  [
    'networks',
    {
      description: 'the networks that are known: parameters, cost, how far they see, beside what was printed',
      load: async () => (await import('./networks.ts')).registerNetworks,
    },
  ],
  [
    'run',
    {
      description: 'run a network on tensors from a file, to compare it with another implementation',
      load: async () => (await import('./run.ts')).registerRun,
    },
  ],
  [
    'calibrate',
    {
      description: 'measure the fastest way through the network on this machine, and remember it',
      load: async () => (await import('./calibrate.ts')).registerCalibrate,
    },
  ],
  [
    'doctor',
    {
      description: 'check Node, memory, devices and models, and tell what will be used',
      load: async () => (await import('./doctor.ts')).registerDoctor,
    },
  ],
]);

const EPILOGUE = `
For a start:
  spectralift sample -o sample
  spectralift reconstruct sample/photo.png -o scene
  spectralift spectrum scene.hdr --at 120,80

Results go to standard output, all else to standard error. Exit codes: 0 done,
1 failed, 2 wrong usage, 3 some inputs failed, 130 interrupted. More on a command:
spectralift help <command>`;

const wanted = process.argv[process.argv[2] === 'help' ? 3 : 2];
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
    .configureHelp({ optionDescription: describeOption, subcommandTerm: (command) => command.name() })
    .exitOverride()
    .addHelpText('after', EPILOGUE);
  for (const [name, { description, load }] of COMMANDS) {
    const command = program.command(name).description(description);
    if (name === named) (await load())(command);
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
