/** `spectralift evaluate`: how near estimated cubes are to true ones, by a named protocol. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import type { CameraResponse } from '../camera/camera-response.ts';
import { fileProblem } from '../cube/files/file-error.ts';
import { openCube, readCube } from '../cube/node/open-cube.ts';
import type { SpectralCube } from '../cube/spectral-cube.ts';
import { type EvaluationScene, evaluate } from '../evaluation/evaluate.ts';
import { EvaluationError } from '../evaluation/evaluation-error.ts';
import { type CubePath, cubesAt, photosAt } from '../evaluation/node/scene-folders.ts';
import { writeEvaluation } from '../evaluation/node/write-evaluation.ts';
import { protocolByName, protocolNames } from '../evaluation/protocols/named-protocols.ts';
import {
  type Estimator,
  modelEstimator,
  networkEstimator,
  type PlanarRgb,
  simulatedPicture,
  storedPicture,
} from '../evaluation/scene-inputs.ts';
import type { MaskOptions } from '../evaluation/scene-mask.ts';
import type { Setting } from '../evaluation/setting.ts';
import { evaluationDocument } from '../evaluation/tables/evaluation-json.ts';
import { evaluationMarkdown } from '../evaluation/tables/evaluation-markdown.ts';
import { parseCameraChoice } from '../reconstruction/choose-response.ts';
import { openForeignNetwork } from '../reconstruction/foreign-network.ts';
import { decodePhoto } from '../reconstruction/node/decode-photo.ts';
import { laneRuntime } from '../reconstruction/node/lane-runtime.ts';
import { readResponseText } from '../reconstruction/node/read-response-text.ts';
import { loadGenerator } from '../reconstruction/node/shipped-models.ts';
import { simulatedResponse } from '../reconstruction/simulated-response.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import {
  axesOption,
  type CubeOptions,
  limitOption,
  readOptions,
  variableOption,
  wavelengthsOption,
} from './cube-argument.ts';
import {
  deviceOption,
  interruptSignal,
  jsonOption,
  listOption,
  numberOption,
  positiveOption,
  threadsOption,
  UsageError,
} from './options.ts';
import { print, printJson, say } from './output.ts';
import { progressBar } from './progress.ts';

interface EvaluateOptions extends CubeOptions {
  readonly truth: string;
  readonly estimate?: string;
  readonly network?: string;
  readonly model?: string;
  readonly protocol: string;
  readonly scenes?: readonly string[];
  readonly camera: string;
  readonly light?: string;
  readonly rgb?: string;
  readonly channels: 'rgb' | 'bgr';
  readonly multiple: number;
  readonly stretch: boolean;
  readonly truthScale: number;
  readonly estimateScale: number;
  readonly saturation?: number | 'cave';
  readonly litAbove?: number;
  readonly inside: readonly (readonly number[])[];
  readonly outside: readonly (readonly number[])[];
  readonly output?: string;
  readonly device: 'auto' | 'cpu' | 'webgpu';
  readonly threads?: number;
  readonly json: boolean;
}

const HELP = `
The method is one of: cubes that exist already (--estimate), an ONNX network that maps RGB to bands
(--network), a model of ours (--model). For the last two the picture of each scene is simulated from the
true cube through --camera, without noise; a network can be given photos instead (--rgb).
Cubes of two folders belong together by their names; a scene without an estimate is listed as failed.
Exit code 3 if some scenes could not be scored.`;

export function registerEvaluate(command: Command): void {
  const rectangle = listOption('X,Y,W,H', { count: 4, least: 0, whole: true });
  const collect = (text: string, before: readonly (readonly number[])[]) => [...before, rectangle(text)];
  command
    .requiredOption('--truth <path>', 'folder of true cubes, or one')
    .option('--estimate <path>', 'folder of estimated cubes, or one')
    .option('--network <onnx>', 'ONNX file: one RGB picture in, bands out')
    .option('--model <name>', 'shipped model or weight file (.safetensors)')
    .addOption(
      new Option('--protocol <name>', 'every choice of the figures')
        .choices(protocolNames())
        .makeOptionMandatory(),
    )
    .option('--scenes <names>', 'only these, with commas between them', (text) =>
      text.split(',').map((name) => name.trim()),
    )
    .option(
      '--camera <name>',
      'response that pictures are simulated with and re-projected through',
      'Nikon D700',
    )
    .option('--light <name>', 'takes true cubes as reflectance and lights them; as they are unless given')
    .option('--rgb <folder>', 'photos for --network in place of simulated pictures')
    .addOption(
      new Option('--channels <order>', 'what --network was trained with')
        .choices(['rgb', 'bgr'])
        .default('rgb'),
    )
    .option(
      '--multiple <n>',
      'height and width for --network are brought to multiples of this',
      numberOption(1),
      1,
    )
    .option('--stretch', 'each picture for --network is stretched to 0..1', false)
    .option('--truth-scale <number>', 'stored number for a true sample of 1', positiveOption, 1)
    .option('--estimate-scale <number>', 'stored number for an estimated sample of 1', positiveOption, 1)
    .option(
      '--saturation <level>',
      'leaves out pixels with a true sample at or above; cave: the plateaus of that set',
      (text) => (text === 'cave' ? text : positiveOption(text)),
    )
    .option('--lit-above <level>', 'leaves out pixels with a mean true sample at or below', positiveOption)
    .option(
      '--inside <x,y,w,h>',
      'only this rectangle counts; may be repeated (patches of a chart)',
      collect,
      [],
    )
    .option('--outside <x,y,w,h>', 'this rectangle does not count; may be repeated', collect, [])
    .addOption(variableOption())
    .addOption(axesOption())
    .addOption(wavelengthsOption())
    .addOption(limitOption())
    .option(
      '-o, --output <folder>',
      'also write tables (Markdown, CSV, JSON) and pictures of the worst scene',
    )
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(runEvaluate);
}

async function runEvaluate(options: EvaluateOptions): Promise<void> {
  const methods = [options.estimate, options.network, options.model].filter((method) => method !== undefined);
  if (methods.length !== 1) {
    throw new UsageError(`expected one of --estimate, --network and --model, found ${methods.length}`);
  }
  if (options.rgb !== undefined && options.network === undefined) {
    throw new UsageError('expected --rgb together with --network, found another method');
  }
  const protocol = protocolByName(options.protocol);
  const truths = await cubesAt(options.truth, options.scenes);
  const responseFor = await responseChooser(options);
  const method = await methodOf(options, responseFor);
  const read = { ...readOptions(options), signal: interruptSignal() };
  const scenes = truths.map(
    ({ name, path }): EvaluationScene => ({
      name,
      truth: async () => scaled(await readCube(path, read), options.truthScale),
      estimate: async (truth) => scaled(await method.estimate(name, truth), options.estimateScale),
    }),
  );
  const bar = progressBar(!options.json);
  try {
    const started = performance.now();
    const scored = await evaluate({
      scenes,
      protocol,
      mask: maskOf(options),
      signal: interruptSignal(),
      response: await responseOf(truths[0], options, responseFor),
      onProgress: ({ done, scene }) => {
        const rest = ((performance.now() - started) / 1000 / done) * (scenes.length - done);
        bar.update(done, scenes.length, 'scenes', rest, scene);
      },
    });
    bar.done();
    const evaluation = { ...scored, settings: [...scored.settings, ...inputSettings(options)] };
    if (options.json) printJson(evaluationDocument(evaluation));
    else print(evaluationMarkdown(evaluation).trimEnd());
    if (options.output !== undefined) {
      for (const path of await writeEvaluation(options.output, evaluation, scenes)) say(path);
    }
    if (evaluation.scenes.length === 0)
      throw new EvaluationError('no scene could be scored', { hint: evaluation.failures[0].message });
    if (evaluation.failures.length > 0) process.exitCode = 3;
  } finally {
    bar.clear();
    await method.release();
  }
}

/** What the method was given, in words. */
function inputSettings(options: EvaluateOptions): Setting[] {
  const { estimate, network, model, rgb, camera, light, channels, stretch, truthScale, estimateScale } =
    options;
  const settings: Setting[] = [];
  const add = (name: string, value: string): void => {
    settings.push({ name, value });
  };
  add('method', estimate === undefined ? `${model ?? basename(network ?? '')}` : `cubes in ${estimate}`);
  if (estimate === undefined && rgb === undefined) {
    const lit = light === undefined ? 'the samples as they are' : `reflectance lit by ${light}`;
    add('picture of a scene', `simulated, linear, without noise: ${lit}, through ${camera}`);
  }
  if (rgb !== undefined) add('picture of a scene', `photos in ${rgb}, samples as stored, 0..1`);
  if (network !== undefined)
    add('channels', `${channels}${stretch ? ', each picture stretched to 0..1' : ''}`);
  if (truthScale !== 1) add('scale of the truth', `stored number / ${truthScale}`);
  if (estimateScale !== 1) add('scale of the estimate', `stored number / ${estimateScale}`);
  return settings;
}

/** Cubes by the name of their scene. */
interface Method {
  estimate(name: string, truth: SpectralCube): Promise<SpectralCube>;
  release(): Promise<void>;
}

async function methodOf(options: EvaluateOptions, responseFor: ResponseFor): Promise<Method> {
  if (options.estimate !== undefined) return estimatesIn(options.estimate, options);
  const runtimeOptions = {
    device: options.device,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  };
  if (options.model !== undefined) {
    const runtime = await laneRuntime(runtimeOptions);
    const estimator = modelEstimator(runtime, await loadGenerator(options.model), responseFor);
    return { estimate: (_name, truth) => estimator(truth, interruptSignal()), release: async () => {} };
  }
  return networkIn(options.network ?? '', options, responseFor, await nodeRuntime(runtimeOptions));
}

async function estimatesIn(path: string, options: EvaluateOptions): Promise<Method> {
  const estimates = new Map((await cubesAt(path)).map((cube) => [cube.name, cube.path]));
  return {
    async estimate(name) {
      // One cube against one cube need not have the same name.
      const own = estimates.get(name) ?? (estimates.size === 1 ? [...estimates.values()][0] : undefined);
      if (own === undefined) {
        throw new EvaluationError(`expected an estimate of ${name} in ${path}, found none`, {
          hint: 'name it as the true cube is named',
        });
      }
      return readCube(own, { ...readOptions(options), signal: interruptSignal() });
    },
    release: async () => {},
  };
}

async function networkIn(
  path: string,
  options: EvaluateOptions,
  responseFor: ResponseFor,
  runtime: Runtime,
): Promise<Method> {
  const { channels, multiple, stretch } = options;
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw fileProblem(cause, `read ${path}`);
  });
  const network = await openForeignNetwork(runtime, bytes, { channels, multiple });
  const photos = options.rgb === undefined ? undefined : await photosAt(options.rgb);
  const pictureOf = async (name: string, truth: SpectralCube): Promise<PlanarRgb> => {
    if (photos === undefined) return simulatedPicture(truth, responseFor(truth));
    const photo = photos.get(name);
    if (photo === undefined) {
      throw new EvaluationError(`expected a photo of ${name} in ${options.rgb}, found none`, {
        hint: 'name it as the true cube is named',
      });
    }
    return storedPicture((await decodePhoto(photo)).data);
  };
  return {
    estimate: (name, truth) => {
      const estimator: Estimator = networkEstimator(network, basename(path), () => pictureOf(name, truth), {
        stretch,
      });
      return estimator(truth, interruptSignal());
    },
    release: () => network.release(),
  };
}

type ResponseFor = (truth: Pick<SpectralCube, 'wavelengths'>) => CameraResponse;

/** The response of `--camera` on the wavelengths of a cube; the samples are taken as they are unless lit. */
async function responseChooser({ camera, light }: EvaluateOptions): Promise<ResponseFor> {
  const choice = parseCameraChoice(camera);
  const fileText = await readResponseText(choice);
  return ({ wavelengths }) =>
    simulatedResponse({
      choice,
      quantity: light === undefined ? 'radiance' : 'reflectance',
      wavelengths,
      ...(fileText === undefined ? {} : { fileText }),
      ...(light === undefined ? {} : { light }),
    }).response;
}

/** The response that re-projections look through: that of the first scene, whose wavelengths all are held to. */
async function responseOf(
  first: CubePath,
  options: EvaluateOptions,
  responseFor: ResponseFor,
): Promise<CameraResponse> {
  const source = await openCube(first.path, readOptions(options));
  await source.close();
  return responseFor(source);
}

function maskOf({ saturation, litAbove, inside, outside }: EvaluateOptions): MaskOptions {
  const rectangles = (list: readonly (readonly number[])[]) =>
    list.map(([x, y, width, height]) => ({ x, y, width, height }));
  return {
    ...(saturation === undefined ? {} : { saturation }),
    ...(litAbove === undefined ? {} : { litAbove }),
    ...(inside.length === 0 ? {} : { inside: rectangles(inside) }),
    ...(outside.length === 0 ? {} : { outside: rectangles(outside) }),
  };
}

function scaled(cube: SpectralCube, scale: number): SpectralCube {
  return scale === 1 ? cube : { ...cube, data: cube.data.map((sample) => sample / scale) };
}
