/**
 * DBF, "RGB to Spectral Reconstruction via Learned Basis Functions and Weights" (Fubara, Sedky, Dyke, CVPR Workshops
 * 2020): a U-Net gives the weights of a few basis functions at every pixel, and the spectrum is their weighted sum.
 *
 * The basis is the parameter `basis`, learned from spectra first (spectral-basis.ts). `fixed`: it stays as it is given
 * and only the weights are learned, as the comparison of Zhu et al. (ICCV 2021) does it, whatever the loss is: spectra,
 * or the picture alone under a known response. `trained`: it goes on learning with the weights.
 *
 * A RECONSTRUCTION. Known are the idea, that a U-Net gives the weights, and, from the table of Zhu et al., 1.13
 * million parameters and 1.02 T operations for 1390 x 1040 pixels; the same table counts multiply-accumulates for
 * HSCNN-D and FM-Net, so that is 0.71 million a pixel. No layer table was found: the number of functions, depth, widths
 * and ReLU are ours, the sizes chosen to meet both figures. How it was started is not known; ours: `he`.
 */
import { convolution, reshape, stopGradient, transpose, type Tensor } from '../graph/index.ts';
import { biasedConvolution } from './biased-convolution.ts';
import { checkCounts } from './network-options.ts';
import { convolutionParameters, type ParameterDeclaration } from './parameters.ts';
import type { RgbNetwork } from './rgb-network.ts';
import { type UNetOptions, uNet, uNetParameters } from './u-net.ts';

export interface DeepBasisOptions {
  readonly bands: number;
  /** Number of basis functions. */
  readonly functions: number;
  /** Channels at each resolution of the U-Net, the finest first. */
  readonly widths: readonly number[];
  /** Convolutions at each resolution on the way down, and as many on the way up. */
  readonly convolutions: number;
  /**
   * `fixed`: no gradient reaches the basis. It begins at zeros, which give nothing but zeros: put a learned one among
   * the initial weights under {@link DEEP_BASIS_PARAMETER}. `trained`: it may also begin at random.
   */
  readonly basis: 'fixed' | 'trained';
}

/** Meets the published capacity: 1,129,432 parameters, 310 of them the basis. */
export const DEEP_BASIS_DEFAULTS: DeepBasisOptions = {
  bands: 31,
  functions: 10,
  widths: [128, 112, 36],
  convolutions: 2,
  basis: 'fixed',
};

/** Name of the basis among the parameters; functions x bands, row-major, as `learnBasis` gives them. */
export const DEEP_BASIS_PARAMETER = 'basis';

const WEIGHTS = 'weights';

/**
 * DBF, reconstructed.
 *
 * @throws NetworkError if a size is no whole number from 1 on.
 */
export function deepBasis(options: DeepBasisOptions = DEEP_BASIS_DEFAULTS): RgbNetwork {
  const { bands, functions, widths, convolutions, basis } = options;
  checkCounts('deep-basis', { bands, functions, widths, convolutions });
  const sizes: UNetOptions = { inputs: 3, widths, convolutions, negativeSlope: 0 };
  const declared = { name: DEEP_BASIS_PARAMETER, shape: [functions, bands], fanIn: functions };
  const basisDeclaration: ParameterDeclaration = basis === 'fixed' ? { ...declared, constant: 0 } : declared;
  return {
    name: 'deep-basis',
    description:
      `DBF (Fubara et al., CVPRW 2020) for ${bands} bands, ${functions} basis functions, ${basis}, weights by a U-Net of ` +
      `widths ${widths.join(', ')}; a reconstruction: sizes are chosen by the capacity that Zhu et al. (ICCV 2021) list`,
    bands,
    declarations: [
      ...uNetParameters(sizes),
      ...convolutionParameters(WEIGHTS, [functions, widths[0], 1], true),
      basisDeclaration,
    ],
    smallestSide: 1,
    cube: (rgb, parameter) => {
      const weights = biasedConvolution(uNet(rgb, parameter, sizes), WEIGHTS, parameter);
      const given = parameter(DEEP_BASIS_PARAMETER);
      return weightedSum(weights, basis === 'fixed' ? stopGradient(given) : given);
    },
  };
}

/** Weights [n, functions, h, w] by functions [functions, bands] to spectra [n, bands, h, w]. */
function weightedSum(weights: Tensor, basis: Tensor): Tensor {
  const [functions, bands] = basis.shape.map(Number);
  return convolution(weights, reshape(transpose(basis, [1, 0]), [bands, functions, 1, 1]));
}
