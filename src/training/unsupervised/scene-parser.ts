/**
 * E1, the parser of the photo whose logits the semantic branch takes: the embedded high-resolution network, or any
 * network that a person has as ONNX. It is run, never trained, here.
 */
import { emitOnnx, input } from '../../graph/index.ts';
import { SpectraliftError } from '../../errors.ts';
import { normalisationOfAverages } from '../../networks/batch-normalisation.ts';
import {
  type HighResolutionOptions,
  highResolutionNetwork,
  highResolutionNormalisations,
  highResolutionParameters,
} from '../../networks/high-resolution-network.ts';
import {
  checkWeights,
  lookupDeclared,
  type ParameterDeclaration,
  type Weights,
} from '../../networks/parameters.ts';
import type { Runtime, Session } from '../../runtime/runtime.ts';

/** A network that does not label pictures as a parser must. */
export class ParserError extends SpectraliftError {
  readonly _tag = 'ParserError';
}

/** Mean and standard deviation of the pictures that parsers are trained on (ImageNet), R, G, B of 0..1. */
export const PICTURE_MEAN: readonly number[] = [0.485, 0.456, 0.406];
export const PICTURE_DEVIATION: readonly number[] = [0.229, 0.224, 0.225];

/** A loaded parser for batches of one size. */
export interface SceneParser {
  readonly classes: number;
  /** Side of the logits that it gives for pictures of the size that it was opened for. */
  readonly logits: number;
  /**
   * Labels pictures.
   *
   * @param crops developed sRGB as stored, 0..1, `[batch, 3, side, side]`.
   * @returns logits `[batch, classes, logits, logits]`.
   */
  parse(crops: Float32Array): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Size of the batches that a parser is opened for. */
export interface ParserBatch {
  readonly batch: number;
  /** Side of the pictures, pixels. */
  readonly side: number;
}

/** Where a parser comes from. */
export type ParserModel =
  | { readonly kind: 'embedded'; readonly weights: Weights; readonly options: HighResolutionOptions }
  | { readonly kind: 'onnx'; readonly bytes: Uint8Array; readonly name: string };

/** Parameters of an embedded parser in use: those that were trained, and the averages of its normalisations. */
export function parserParameters(options: HighResolutionOptions): ParameterDeclaration[] {
  return [
    ...highResolutionParameters(options),
    ...highResolutionNormalisations(options).flatMap(({ name, channels }) =>
      ['running_mean', 'running_var'].map((kind) => ({
        name: `${name}.${kind}`,
        shape: [channels],
        fanIn: channels,
      })),
    ),
  ];
}

/** The embedded parser as a model: input `picture` (normalised), output `logits`. */
export function emitParser(
  { weights, options }: Extract<ParserModel, { kind: 'embedded' }>,
  { batch, height, width }: { readonly batch: number; readonly height: number; readonly width: number },
): Uint8Array {
  const declarations = parserParameters(options);
  checkWeights(declarations, weights, 'scene parser');
  const parameter = lookupDeclared(declarations);
  const picture = input('picture', [batch, 3, height, width]);
  const logits = highResolutionNetwork(picture, parameter, normalisationOfAverages(parameter), options);
  return emitOnnx({ logits }, { weights });
}

/** Pictures `[batch, 3, pixels]` of 0..1, normalised as parsers take them. */
export function normalisePictures(crops: Float32Array, pixels: number): Float32Array {
  return crops.map((value, index) => {
    const channel = Math.floor(index / pixels) % 3;
    return (value - PICTURE_MEAN[channel]) / PICTURE_DEVIATION[channel];
  });
}

/**
 * Opens a parser for batches of a size.
 *
 * @throws ParserError if a network of others does not map pictures to logits.
 * @throws NetworkError if weights do not fit. @throws RuntimeError if a model does not load.
 */
export async function openParser(
  runtime: Runtime,
  model: ParserModel,
  { batch, side }: ParserBatch,
): Promise<SceneParser> {
  const bytes = model.kind === 'onnx' ? model.bytes : emitParser(model, { batch, height: side, width: side });
  const session = await runtime.createSession(bytes);
  try {
    const name = model.kind === 'onnx' ? model.name : 'the embedded parser';
    const parse = parseWith(session, { batch, side }, name);
    const { data, shape } = await parse(new Float32Array(batch * 3 * side * side));
    const [images, classes, height, width] = shape;
    if (shape.length !== 4 || images !== batch || height !== width || data.length === 0) {
      throw new ParserError(
        `expected logits [${batch}, classes, side, side] from ${name}, found [${shape.join(', ')}]`,
        { hint: 'give a network that maps [n, 3, h, w] to one logit a class and pixel' },
      );
    }
    return {
      classes,
      logits: height,
      parse: async (crops) => (await parse(crops)).data,
      release: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Runs a session with one input and takes its first output. */
function parseWith(session: Session, { batch, side }: ParserBatch, name: string) {
  const { inputs, outputs } = session;
  if (inputs.length !== 1 || outputs.length === 0) {
    throw new ParserError(
      `expected a network with one input, found ${inputs.length}, and an output, found ${outputs.length}, in ${name}`,
    );
  }
  return async (crops: Float32Array) => {
    const data = normalisePictures(crops, side * side);
    const result = await session.run({ [inputs[0].name]: { data, shape: [batch, 3, side, side] } });
    return result[outputs[0].name];
  };
}
