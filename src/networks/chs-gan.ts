/**
 * The generator of the conditional network of "Adversarial Networks for Spatial Context-Aware Spectral Image
 * Reconstruction from RGB" (Alvarez-Gila, van de Weijer, Garrote, ICCV Workshops 2017): the first network of its kind
 * for this task, trained against a discriminator that judges patches (patch-discriminator.ts).
 *
 * A RECONSTRUCTION. The table of Zhu et al. (ICCV 2021) lists it with 1.09 million parameters and 0.91 T operations for
 * 1390 x 1040 pixels; the same table counts multiply-accumulates for HSCNN-D and FM-Net, so that is 0.63 million a
 * pixel. No layer table of that size was found. The first author published code a year later, with generators named
 * after the workshop of the paper ("pbdl2017", github.com/aitorshuffle/ntire2018_adv_rgb2hs). From it come the kind
 * and the ends: a U-Net with biases, without normalisation, with a leaky ReLU of slope 0.2, whose features meet the
 * picture itself in two 1 x 1 convolutions. Its sizes are others: 45,995,359 parameters, or 1,294,943 cut to three
 * levels as it entered the NTIRE 2018 challenge, with strided and transposed convolutions and about 0.1 million
 * multiply-accumulates a pixel (counted from its layers). So depth, widths, pooling and bilinear doubling are ours, the
 * sizes chosen to meet both figures of the table. Left out: dropout, of rate 0.1 there, and its mapping of all values
 * to -1..1.
 *
 * Published start, `released`: kernels normal with a standard deviation of 0.02, biases as the framework draws them.
 */
import { concatenate, leakyRelu } from '../graph/index.ts';
import { biasedConvolution } from './biased-convolution.ts';
import { checkCounts } from './network-options.ts';
import { convolutionParameters, withNormalKernels } from './parameters.ts';
import type { RgbNetwork } from './rgb-network.ts';
import { type UNetOptions, uNet, uNetParameters } from './u-net.ts';

export interface ChsGanOptions {
  readonly bands: number;
  /** Channels at each resolution of the U-Net, the finest first. */
  readonly widths: readonly number[];
  /** Convolutions at each resolution on the way down, and as many on the way up. */
  readonly convolutions: number;
}

/** Meets the published capacity: 1,089,663 parameters. */
export const CHS_GAN_DEFAULTS: ChsGanOptions = { bands: 31, widths: [120, 96, 88], convolutions: 2 };

const NEGATIVE_SLOPE = 0.2;
/** Standard deviation with which kernels begin. */
const START_DEVIATION = 0.02;
const MIX = 'head.0';
const LAST = 'head.1';

/**
 * The generator of CHS-GAN, reconstructed.
 *
 * @throws NetworkError if a size is no whole number from 1 on.
 */
export function chsGan(options: ChsGanOptions = CHS_GAN_DEFAULTS): RgbNetwork {
  const { bands, widths, convolutions } = options;
  checkCounts('chs-gan', { bands, widths, convolutions });
  const sizes: UNetOptions = { inputs: 3, widths, convolutions, negativeSlope: NEGATIVE_SLOPE };
  const [finest] = widths;
  return {
    name: 'chs-gan',
    description:
      `CHS-GAN's generator (Alvarez-Gila et al., ICCVW 2017) for ${bands} bands, a U-Net of widths ${widths.join(', ')}; ` +
      'a reconstruction: depth and widths are chosen by the capacity that Zhu et al. (ICCV 2021) list',
    bands,
    declarations: withNormalKernels(
      [
        ...uNetParameters(sizes),
        ...convolutionParameters(MIX, [finest, finest + 3, 1], true),
        ...convolutionParameters(LAST, [bands, finest, 1], true),
      ],
      START_DEVIATION,
    ),
    smallestSide: 1,
    cube: (rgb, parameter) => {
      const seen = concatenate([uNet(rgb, parameter, sizes), rgb], 1);
      const mixed = leakyRelu(biasedConvolution(seen, MIX, parameter), NEGATIVE_SLOPE);
      return biasedConvolution(mixed, LAST, parameter);
    },
  };
}
