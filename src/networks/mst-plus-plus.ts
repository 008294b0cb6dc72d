/**
 * MST++, "Multi-stage Spectral-wise Transformer for Efficient Spectral Reconstruction" (Cai et al., CVPRW 2022), the
 * winner of the NTIRE 2022 challenge on spectral reconstruction: transformers that attend among channels, one after
 * another, between two convolutions. It is told no camera response and sees the whole picture at once, so it
 * cannot be computed in tiles without changing what it gives. Layers and parameter names are those of the released
 * code, where the width is always the number of bands.
 *
 * Published start, `released`: linear layers normal with a standard deviation of 0.02 and biases 0, convolutions as the
 * framework draws them.
 */
import { add, convolution, reflectEnd, slice, staticShape, type Tensor } from '../graph/index.ts';
import { checkCounts } from './network-options.ts';
import {
  convolutionParameters,
  NetworkError,
  type ParameterDeclaration,
  type ParameterLookup,
} from './parameters.ts';
import type { RgbNetwork } from './rgb-network.ts';
import { spectralTransformer, spectralTransformerParameters } from './spectral-transformer.ts';

export interface MstPlusPlusOptions {
  readonly bands: number;
  /** Number of transformers. */
  readonly stages: number;
  /** Channels within the transformers at full size; fewer than bands make it small, 1 leaves attention no choice. */
  readonly width: number;
}

/** As published: 1,619,625 parameters. */
export const MST_PLUS_PLUS_DEFAULTS: MstPlusPlusOptions = { bands: 31, stages: 3, width: 31 };

/** Pictures are continued to multiples of this: the released code's choice, twice what two halvings ask for. */
const MULTIPLE = 8;
/** The least side that can be continued by its mirror image: 5 by 3; 4 would need 4 and has but 3. */
const SMALLEST_SIDE = 5;

const stageName = (stage: number): string => `body.${stage}`;

function mstPlusPlusParameters(options: MstPlusPlusOptions): ParameterDeclaration[] {
  const { bands, stages } = options;
  return [
    ...convolutionParameters('conv_in', [bands, 3, 3], false),
    ...Array.from({ length: stages }, (_, stage) =>
      spectralTransformerParameters(stageName(stage), options),
    ).flat(),
    ...convolutionParameters('conv_out', [bands, bands, 3], false),
  ];
}

/** Continues an axis by its mirror image to a multiple of {@link MULTIPLE}. */
function continued(x: Tensor, axis: number): Tensor {
  const size = staticShape(x, 'MST++')[axis];
  return reflectEnd(x, axis, (MULTIPLE - (size % MULTIPLE)) % MULTIPLE);
}

/** [n, 3, h, w] to [n, bands, h, w]. @throws NetworkError if the picture is too small to be continued. */
function build(rgb: Tensor, parameter: ParameterLookup, { stages }: MstPlusPlusOptions): Tensor {
  const [, , height, width] = staticShape(rgb, 'MST++');
  if (Math.min(height, width) < SMALLEST_SIDE) {
    throw new NetworkError(
      `mst-plus-plus: expected a picture of at least ${SMALLEST_SIDE} x ${SMALLEST_SIDE} pixels, found ${width} x ${height}`,
    );
  }
  const start = convolution(continued(continued(rgb, 2), 3), parameter('conv_in.weight'));
  let cube = start;
  for (let stage = 0; stage < stages; stage++) cube = spectralTransformer(cube, stageName(stage), parameter);
  const whole = add(convolution(cube, parameter('conv_out.weight')), start);
  return slice(slice(whole, 2, 0, height), 3, 0, width);
}

/**
 * MST++.
 *
 * @throws NetworkError if an option is not a whole number of at least 1; its `cube` does where the picture is smaller
 *   than 5 x 5.
 */
export function mstPlusPlus(options: MstPlusPlusOptions = MST_PLUS_PLUS_DEFAULTS): RgbNetwork {
  const { bands, stages, width } = options;
  checkCounts('mst-plus-plus', { bands, stages, width });
  return {
    name: 'mst-plus-plus',
    description: `MST++ (Cai et al., CVPRW 2022), ${stages} stages for ${bands} bands, width ${width}`,
    bands,
    declarations: mstPlusPlusParameters(options),
    smallestSide: SMALLEST_SIDE,
    cube: (rgb, parameter) => build(rgb, parameter, options),
  };
}
