/**
 * The discriminator of CHS-GAN (Alvarez-Gila et al., ICCV Workshops 2017): sees the RGB and a cube, measured or
 * generated, and says of every patch which it is (PatchGAN of Isola et al., "Image-to-Image Translation with Conditional
 * Adversarial Networks", CVPR 2017).
 *
 * Isola et al. normalise all but the first and last layer by the batch; the first author of CHS-GAN, in code published a
 * year later, leaves normalisation out, and so do we: what is said of a picture then depends on no other.
 *
 * Published start, `released`: kernels normal with a standard deviation of 0.02, biases as the framework draws them.
 */
import { concatenate, leakyRelu, type Tensor } from '../graph/index.ts';
import { biasedConvolution } from './biased-convolution.ts';
import { checkCounts } from './network-options.ts';
import {
  convolutionParameters,
  NetworkError,
  type ParameterDeclaration,
  type ParameterLookup,
  withNormalKernels,
} from './parameters.ts';

export interface PatchDiscriminatorOptions {
  readonly bands: number;
  /** Channels of the first layer; each further one has twice as many, eight times this at most. */
  readonly width: number;
  /** Rows and columns of all kernels, from 3 on. */
  readonly kernel: number;
  /** How far each layer moves; the last layer gives the logits. All pad by one pixel. */
  readonly strides: readonly number[];
}

/** Patches of 70 x 70 pixels, as in Isola et al.: 2,796,481 parameters. */
export const PATCH_DISCRIMINATOR_DEFAULTS: PatchDiscriminatorOptions = {
  bands: 31,
  width: 64,
  kernel: 4,
  strides: [2, 2, 2, 1, 1],
};

/** The one of the released code, class "Pbdl2017D" as its script trains it: 63 x 63, 399,649 parameters. */
export const PATCH_DISCRIMINATOR_RELEASED: PatchDiscriminatorOptions = {
  bands: 31,
  width: 32,
  kernel: 3,
  strides: [2, 2, 2, 2, 2],
};

const NEGATIVE_SLOPE = 0.2;
const PADDING = 1;
/** Standard deviation with which kernels begin. */
const START_DEVIATION = 0.02;
const LARGEST_MULTIPLE = 8;

/** Layers stand between activations in the released code's list, hence every second number. */
const layerName = (layer: number): string => `model.${2 * layer}`;

/** Parameters under the names of the released code. @throws NetworkError if sizes do not make a network. */
export function patchDiscriminatorParameters(options: PatchDiscriminatorOptions): ParameterDeclaration[] {
  const { bands, width, kernel, strides } = checked(options);
  let inputs = 3 + bands;
  return strides.flatMap((_, layer) => {
    const last = layer === strides.length - 1;
    const outputs = last ? 1 : width * Math.min(2 ** layer, LARGEST_MULTIPLE);
    const declared = convolutionParameters(layerName(layer), [outputs, inputs, kernel], true);
    inputs = outputs;
    return withNormalKernels(declared, START_DEVIATION);
  });
}

/** Least height and width of a picture, pixels: where one logit is left. 24 by default. */
export function patchDiscriminatorSmallestSide(options: PatchDiscriminatorOptions): number {
  const { kernel, strides } = checked(options);
  return strides.reduceRight((side, stride) => Math.max(1, (side - 1) * stride + kernel - 2 * PADDING), 1);
}

/**
 * Judges cubes [n, bands, h, w] of known size that belong to pictures [n, 3, h, w].
 *
 * @returns logits [n, 1, h', w'] of having been measured, one for each place of the patch; 30 x 30 for 256 x 256 by
 * default.
 * @throws NetworkError if the picture is smaller than {@link patchDiscriminatorSmallestSide}.
 */
export function patchDiscriminator(
  rgb: Tensor,
  cube: Tensor,
  parameter: ParameterLookup,
  options: PatchDiscriminatorOptions = PATCH_DISCRIMINATOR_DEFAULTS,
): Tensor {
  const smallest = patchDiscriminatorSmallestSide(options);
  const [, , height, width] = cube.shape.map(Number);
  if (!(Math.min(height, width) >= smallest)) {
    throw new NetworkError(
      `patch discriminator: expected pictures of at least ${smallest} x ${smallest} pixels, found ${width} x ${height}`,
    );
  }
  const { strides } = options;
  return strides.reduce(
    (x, stride, layer) => {
      const judged = biasedConvolution(x, layerName(layer), parameter, {
        stride,
        padding: [PADDING, PADDING, PADDING, PADDING],
      });
      return layer === strides.length - 1 ? judged : leakyRelu(judged, NEGATIVE_SLOPE);
    },
    concatenate([rgb, cube], 1),
  );
}

function checked(options: PatchDiscriminatorOptions): PatchDiscriminatorOptions {
  const { bands, width, kernel, strides } = options;
  checkCounts('patch discriminator', { bands, width, strides });
  if (!(Number.isSafeInteger(kernel) && kernel >= 3)) {
    throw new NetworkError(`patch discriminator: expected a 'kernel' from 3 on, found ${kernel}`);
  }
  return options;
}
