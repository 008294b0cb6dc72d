/**
 * One run of a network from one file: weights under their official names beside the inputs, outputs by name.
 * It is how our networks are held against a run of the published code: what either gives for the same
 * numbers can be compared. The network's sizes are read off the shapes of its weights.
 */
import { constant, emitOnnx, input, type Tensor } from '../graph/index.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { agdNet, agdNetParameters } from './agd-net.ts';
import { discriminator, discriminatorParameters } from './discriminator.ts';
import { generator, generatorParameters } from './generator.ts';
import {
  countParameters,
  lookupDeclared,
  NetworkError,
  type ParameterDeclaration,
  type ParameterLookup,
  sizeOf,
} from './parameters.ts';
import type { StoredTensor } from './safetensors.ts';
import { srfEstimator, srfEstimatorParameters } from './srf-estimator.ts';
import type { UnrolledOutput } from './unrolled.ts';

/** Tensors by name, as a safetensors file holds them. */
export type NamedTensors = ReadonlyMap<string, StoredTensor>;

/** What a run gave. */
export interface NetworkRun {
  /** The network and the sizes that its weights tell, in words. */
  readonly description: string;
  readonly parameters: number;
  /** Outputs by their official names. */
  readonly outputs: NamedTensors;
}

/** How far an output lies from the one of the same name that the input file holds. */
export interface OutputComparison {
  readonly name: string;
  /** Largest absolute difference divided by the largest absolute value of the reference. */
  readonly relativeDifference: number;
}

/** A network that has read its sizes and inputs off the tensors. */
interface PreparedNetwork {
  readonly description: string;
  readonly declarations: readonly ParameterDeclaration[];
  readonly inputNames: readonly string[];
  readonly build: (parameter: ParameterLookup) => Readonly<Record<string, Tensor>>;
}

/** A size that must hold (number), or a name for one that may be anything from 1 up. */
type WantedShape = readonly (number | string)[];

const ESTIMATOR_SMALLEST_SIDE = 16;
const DISCRIMINATOR_SMALLEST_SIDE = 17;

const NETWORKS: ReadonlyMap<string, (tensors: NamedTensors) => PreparedNetwork> = new Map([
  ['generator', prepareGenerator],
  ['agd-net', prepareAgdNet],
  ['srf-estimator', prepareSrfEstimator],
  ['discriminator', prepareDiscriminator],
]);

/** Names of the networks that {@link runNetwork} knows. */
export function runnableNetworks(): string[] {
  return [...NETWORKS.keys()];
}

/** The network that is meant, however its parts are joined and capitals are set: `agdnet`, `AGD-Net`; undefined if none. */
export function runnableNetwork(name: string): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_ ]/g, '');
  return runnableNetworks().find((known) => plain(known) === plain(name));
}

/**
 * Runs a network once.
 *
 * `generator`: weights, `input.rgb` [n, 3, h, w], `input.srf` [n or 1, 3, bands]; gives `output.cube`
 * [n, bands, h, w] and `output.residual` [n, 3, h, w]; number of bands and growth are read off the weights.
 * `agd-net`: weights (the number of stages is told by them), `input.rgb`, and `input.srf` where they hold no learned
 * projection; gives `output.cube` and `output.residual`.
 * `srf-estimator`: weights, `input.rgb` [n, 3, h, w] of at least 16 x 16, `input.dictionary`
 * [cameras, 3, bands]; gives `output.srf` [n, 3, bands].
 * `discriminator`: weights, `input.cube` [n, bands, h, w] of at least 17 x 17, used as given; gives
 * `output.probability` [n, 1], normalised by the statistics of these n. Other tensors are ignored.
 *
 * @throws NetworkError if the network is unknown, or a weight or an input is missing or has another shape.
 * @throws RuntimeError if ONNX Runtime fails.
 */
export async function runNetwork(
  network: string,
  tensors: NamedTensors,
  runtime: Runtime,
): Promise<NetworkRun> {
  const prepare = NETWORKS.get(runnableNetwork(network) ?? '');
  if (prepare === undefined) {
    throw new NetworkError(`expected a network, found '${network}'`, {
      hint: `networks: ${runnableNetworks().join(', ')}`,
    });
  }
  const { description, declarations, inputNames, build } = prepare(tensors);
  const weights = new Map<string, Float32Array>();
  for (const { name, shape } of declarations) {
    weights.set(name, tensorOf(network, tensors, name, shape).data);
  }
  const graph = build(lookupDeclared(declarations));
  const session = await runtime.createSession(emitOnnx(graph, { weights }));
  try {
    const feeds = Object.fromEntries(
      inputNames.map((name) => [name, tensorOf(network, tensors, name, undefined)]),
    );
    const outputs = new Map(Object.entries(await session.run(feeds)));
    return { description, parameters: countParameters(declarations), outputs };
  } finally {
    await session.release();
  }
}

/**
 * Compares outputs with those that a file holds under the same names, if any.
 *
 * @throws NetworkError if a reference has another shape than the output.
 */
export function compareOutputs(outputs: NamedTensors, reference: NamedTensors): OutputComparison[] {
  const comparisons: OutputComparison[] = [];
  for (const [name, { shape, data }] of outputs) {
    const wanted = reference.get(name);
    if (wanted === undefined) continue;
    if (!sameShape(shape, wanted.shape)) {
      throw new NetworkError(
        `expected '${name}' in the input file to be ${list(shape)}, found ${list(wanted.shape)}`,
        { hint: 'the reference was computed with other inputs' },
      );
    }
    let difference = 0;
    let magnitude = 0;
    for (let index = 0; index < data.length; index++) {
      // written so that not-a-number on either side counts as an infinite difference
      const step = Math.abs(data[index] - wanted.data[index]);
      difference = step <= difference ? difference : Number.isNaN(step) ? Number.POSITIVE_INFINITY : step;
      if (Math.abs(wanted.data[index]) > magnitude) magnitude = Math.abs(wanted.data[index]);
    }
    comparisons.push({ name, relativeDifference: difference === 0 ? 0 : difference / magnitude });
  }
  return comparisons;
}

/** Bands and growth, which the first stage of an unrolled network tells. */
function readSizes(network: string, tensors: NamedTensors): { bands: number; growth: number } {
  const head = tensorOf(network, tensors, 'stages.0.Upconv.conv.weight', ['bands', 3, 3, 3]);
  const [bands] = head.shape;
  const pair = 'stages.0.denselayers.0.compressLayer.conv.weight';
  const [growth] = tensorOf(network, tensors, pair, ['growth', bands, 1, 1]).shape;
  return { bands, growth };
}

/** The picture and the response of an unrolled network as graph inputs. */
function pictureAndResponse(
  network: string,
  tensors: NamedTensors,
  bands: number,
): { rgb: Tensor; srf: Tensor } {
  const rgb = tensorOf(network, tensors, 'input.rgb', ['n', 3, 'height', 'width']);
  const srf = tensorOf(network, tensors, 'input.srf', ['n', 3, bands]);
  if (srf.shape[0] !== 1 && srf.shape[0] !== rgb.shape[0]) {
    throw new NetworkError(
      `${network}: expected 'input.srf' for 1 or ${rgb.shape[0]} pictures, found it for ${srf.shape[0]}`,
    );
  }
  return { rgb: input('input.rgb', rgb.shape), srf: input('input.srf', srf.shape) };
}

const named = ({ cube, residual }: UnrolledOutput) => ({ 'output.cube': cube, 'output.residual': residual });

function prepareGenerator(tensors: NamedTensors): PreparedNetwork {
  const sizes = readSizes('generator', tensors);
  const { rgb, srf } = pictureAndResponse('generator', tensors, sizes.bands);
  return {
    description: `generator, ${sizes.bands} bands, growth ${sizes.growth}`,
    declarations: generatorParameters(sizes),
    inputNames: ['input.rgb', 'input.srf'],
    build: (parameter) => named(generator(rgb, srf, parameter, sizes)),
  };
}

function prepareAgdNet(tensors: NamedTensors): PreparedNetwork {
  const network = 'agd-net';
  const sizes = readSizes(network, tensors);
  let stages = 1;
  while (tensors.has(`stages.${stages}.Upconv.conv.weight`)) stages++;
  const learned = tensors.has('degradation.conv.weight');
  const options = { ...sizes, stages, projection: learned ? 'learned' : 'known' } as const;
  const picture = tensorOf(network, tensors, 'input.rgb', ['n', 3, 'height', 'width']);
  const { rgb, srf } = learned
    ? { rgb: input('input.rgb', picture.shape), srf: constant(0, []) }
    : pictureAndResponse(network, tensors, sizes.bands);
  return {
    description: `AGD-Net of ${stages} stages, ${sizes.bands} bands, growth ${sizes.growth}, ${learned ? 'learned projection' : 'known response'}`,
    declarations: agdNetParameters(options),
    inputNames: learned ? ['input.rgb'] : ['input.rgb', 'input.srf'],
    build: (parameter) => named(agdNet(rgb, srf, parameter, options)),
  };
}

function prepareSrfEstimator(tensors: NamedTensors): PreparedNetwork {
  const network = 'srf-estimator';
  const dictionary = tensorOf(network, tensors, 'input.dictionary', ['cameras', 3, 'bands']);
  const [cameras, , bands] = dictionary.shape;
  const rgb = tensorOf(network, tensors, 'input.rgb', ['n', 3, 'height', 'width']);
  const [, , height, width] = rgb.shape;
  if (Math.min(height, width) < ESTIMATOR_SMALLEST_SIDE) {
    throw new NetworkError(
      `${network}: expected 'input.rgb' of at least ${ESTIMATOR_SMALLEST_SIDE} x ${ESTIMATOR_SMALLEST_SIDE} pixels, found ${width} x ${height}`,
    );
  }
  return {
    description: `SRF estimator, dictionary of ${cameras} cameras on ${bands} bands`,
    declarations: srfEstimatorParameters({ cameras }),
    inputNames: ['input.rgb', 'input.dictionary'],
    build: (parameter) => {
      const { srf } = srfEstimator(
        input('input.rgb', rgb.shape),
        input('input.dictionary', dictionary.shape),
        parameter,
        { cameras, gains: 'estimated' },
      );
      return { 'output.srf': srf };
    },
  };
}

function prepareDiscriminator(tensors: NamedTensors): PreparedNetwork {
  const network = 'discriminator';
  const first = tensorOf(network, tensors, 'stage1.downsample.0.compressLayer.conv.weight', [
    'channels',
    'bands',
    1,
    1,
  ]);
  const bands = first.shape[1];
  const cube = tensorOf(network, tensors, 'input.cube', ['n', bands, 'height', 'width']);
  const [, , height, width] = cube.shape;
  if (Math.min(height, width) < DISCRIMINATOR_SMALLEST_SIDE) {
    throw new NetworkError(
      `${network}: expected 'input.cube' of at least ${DISCRIMINATOR_SMALLEST_SIDE} x ${DISCRIMINATOR_SMALLEST_SIDE} pixels, found ${width} x ${height}`,
    );
  }
  return {
    description: `discriminator for ${bands} bands, normalised by the statistics of its ${cube.shape[0]} cubes`,
    declarations: discriminatorParameters(bands),
    inputNames: ['input.cube'],
    build: (parameter) => ({
      'output.probability': discriminator(input('input.cube', cube.shape), parameter).probability,
    }),
  };
}

/** The tensor of a name. @throws NetworkError if it is not there or, where a shape is given, has another. */
function tensorOf(
  network: string,
  tensors: NamedTensors,
  name: string,
  wanted: WantedShape | undefined,
): StoredTensor {
  const tensor = tensors.get(name);
  const shape = wanted === undefined ? '' : ` ${list(wanted)}`;
  if (tensor === undefined) {
    throw new NetworkError(`${network}: expected a tensor '${name}'${shape}, found none of that name`, {
      hint: 'weights carry their official names, inputs begin with input.',
    });
  }
  const fits =
    wanted === undefined ||
    (wanted.length === tensor.shape.length &&
      wanted.every((size, axis) =>
        typeof size === 'number' ? size === tensor.shape[axis] : tensor.shape[axis] >= 1,
      ));
  if (!fits || tensor.data.length !== sizeOf(tensor.shape)) {
    throw new NetworkError(`${network}: expected '${name}'${shape}, found ${list(tensor.shape)}`, {
      hint: 'these numbers belong to another network or another growth',
    });
  }
  return tensor;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function list(shape: readonly (number | string)[]): string {
  return `[${shape.join(', ')}]`;
}
