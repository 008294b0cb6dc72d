/**
 * A U-Net (Ronneberger et al., MICCAI 2015) without its last layer, which two of the compared networks share: 3 x 3
 * convolutions on ever coarser pictures, then back, seeing at each resolution what was there on the way down.
 * Halving takes the maximum of 2 x 2 pixels; doubling is bilinear.
 *
 * Every size is served: where a side is odd its last line stands for a whole window, and what is doubled again loses
 * the line that is too many. So pixels are halved and doubled alike wherever they lie, and a part of a picture that
 * begins at a multiple of 2^(levels - 1) is treated as it is within the whole.
 */
import { concatenate, leakyRelu, maxPool, relu, slice, type Tensor } from '../graph/index.ts';
import { biasedConvolution } from './biased-convolution.ts';
import { convolutionParameters, type ParameterDeclaration, type ParameterLookup } from './parameters.ts';
import { resizeBilinear } from './resize.ts';

export interface UNetOptions {
  /** Channels of the picture. */
  readonly inputs: number;
  /** Channels at each resolution, the finest first; the picture is halved once less often than there are widths. */
  readonly widths: readonly number[];
  /** Convolutions at each resolution on the way down, and as many on the way up. */
  readonly convolutions: number;
  /** Slope of the activation below 0: 0 is ReLU. */
  readonly negativeSlope: number;
}

/** A convolution by its name and channels. */
interface Layer {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

/** The convolutions of one resolution on one way. */
function layersOf(way: 'down' | 'up', level: number, options: UNetOptions): Layer[] {
  const { widths, convolutions } = options;
  const outputs = widths[level];
  const entering =
    way === 'up' ? outputs + widths[level + 1] : level === 0 ? options.inputs : widths[level - 1];
  return Array.from({ length: convolutions }, (_, index) => ({
    name: `${way}.${level}.${index}`,
    inputs: index === 0 ? entering : outputs,
    outputs,
  }));
}

/** Levels from the finest to the coarsest. */
const levelsOf = ({ widths }: UNetOptions): number[] => [...widths.keys()];

/** Parameters: `down.<level>.<index>` and `up.<level>.<index>`, level 0 the finest. */
export function uNetParameters(options: UNetOptions): ParameterDeclaration[] {
  const levels = levelsOf(options);
  return [
    ...levels.flatMap((level) => layersOf('down', level, options)),
    ...levels.slice(0, -1).flatMap((level) => layersOf('up', level, options)),
  ].flatMap(({ name, inputs, outputs }) => convolutionParameters(name, [outputs, inputs, 3], true));
}

/** Features [n, widths[0], h, w] of pictures [n, inputs, h, w] of known size, at least 1 x 1. */
export function uNet(picture: Tensor, parameter: ParameterLookup, options: UNetOptions): Tensor {
  const { negativeSlope } = options;
  const activated = (x: Tensor): Tensor => (negativeSlope === 0 ? relu(x) : leakyRelu(x, negativeSlope));
  const through = (x: Tensor, way: 'down' | 'up', level: number): Tensor =>
    layersOf(way, level, options).reduce(
      (y, { name }) => activated(biasedConvolution(y, name, parameter)),
      x,
    );
  const levels = levelsOf(options);
  const seen: Tensor[] = [];
  for (const level of levels) {
    seen.push(through(level === 0 ? picture : halved(seen[level - 1]), 'down', level));
  }
  return levels
    .slice(0, -1)
    .reduceRight(
      (coarse, level) => through(concatenate([seen[level], doubledTo(coarse, seen[level])], 1), 'up', level),
      seen[seen.length - 1],
    );
}

/** The maximum of each 2 x 2 pixels, of as many as there are at an odd end; half the size, rounded up. */
function halved(x: Tensor): Tensor {
  return maxPool(withEvenSide(withEvenSide(x, 2), 3), [2, 2], 2);
}

/**
 * Repeats the last line where a side is odd. Not padding: ONNX Runtime moves a Pad into the MaxPool that follows,
 * where zeros no longer count.
 */
function withEvenSide(x: Tensor, axis: number): Tensor {
  const size = Number(x.shape[axis]);
  return size % 2 === 0 ? x : concatenate([x, slice(x, axis, size - 1, size)], axis);
}

/** Twice the size, less the line by which that exceeds the size of `like`. */
function doubledTo(x: Tensor, like: Tensor): Tensor {
  const [, , coarseHeight, coarseWidth] = x.shape.map(Number);
  const [, , height, width] = like.shape.map(Number);
  return slice(slice(resizeBilinear(x, 2 * coarseHeight, 2 * coarseWidth), 2, 0, height), 3, 0, width);
}
