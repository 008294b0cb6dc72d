/**
 * AGD-Net, "Deep Amended Gradient Descent for Efficient Spectral Reconstruction from Single RGB Images" (Zhu et
 * al., IEEE TCI 2021): gradient descent on |C Y - X|^2, unrolled. A stage turns the residual into a basic gradient
 * by a learned 3 x 3 convolution and amends it by a dense network; the first stage, with biases, gives the start.
 * The projection is one learned 3 x 3 convolution that all stages share, or the camera's response where it is known.
 */
import { convolution, type Tensor } from '../graph/index.ts';
import { DENSE_STAGE_HALO, type DenseStageOptions, denseStage, denseStageParameters } from './dense-stage.ts';
import { convolutionParameters, type ParameterDeclaration, type ParameterLookup } from './parameters.ts';
import { projectCube } from './project-cube.ts';
import { type UnrolledNetwork, type UnrolledOutput, unrolled } from './unrolled.ts';

export interface AgdNetOptions {
  readonly bands: number;
  readonly growth: number;
  /** Number of stages: 9 in the released code, 4 in a model that its comments name. */
  readonly stages: number;
  /**
   * `learned`: a 3 x 3 convolution of the network's own, as released, for one camera. `known`: the response that
   * is fed, our reading of how one network serves many cameras.
   */
  readonly projection: 'learned' | 'known';
}

export const AGD_NET_DEFAULTS: AgdNetOptions = { bands: 31, growth: 62, stages: 9, projection: 'learned' };

const PROJECTION = 'degradation.conv';

/** The first stage has biases and no normalisation; the others add their head's output, the basic gradient. */
function stageOptions({ bands, growth }: AgdNetOptions, stage: number): DenseStageOptions {
  const first = stage === 0;
  return { bands, growth, zeroMean: !first, bias: first, shortcut: !first };
}

/** Parameters under the official names: 386,136 of them with 9 stages, 172,391 with 4 (learned projection). */
export function agdNetParameters(options: AgdNetOptions): ParameterDeclaration[] {
  const stages = Array.from({ length: options.stages }, (_, stage) =>
    denseStageParameters(`stages.${stage}`, stageOptions(options, stage)),
  );
  const projection =
    options.projection === 'learned' ? convolutionParameters(PROJECTION, [3, options.bands, 3], false) : [];
  return [...stages.flat(), ...projection];
}

/** AGD-Net as a network of stages. */
export function agdNetNetwork(options: AgdNetOptions = AGD_NET_DEFAULTS): UnrolledNetwork {
  const learned = options.projection === 'learned';
  return {
    name: 'agd-net',
    description: `AGD-Net of ${options.stages} stages for ${options.bands} bands, growth ${options.growth}`,
    bands: options.bands,
    stages: options.stages,
    stageHalo: DENSE_STAGE_HALO + (learned ? 1 : 0),
    declarations: agdNetParameters(options),
    stage: (stage, seen, parameter) =>
      denseStage(seen, `stages.${stage}`, parameter, stageOptions(options, stage)),
    project: (cube, srf, parameter) =>
      learned ? convolution(cube, parameter(`${PROJECTION}.weight`)) : projectCube(cube, srf),
    finish: (cube) => cube,
  };
}

/**
 * Builds AGD-Net.
 *
 * @param rgb linear RGB [n, 3, h, w].
 * @param srf camera responses [n, 3, s] or [1, 3, s]; read only where the projection is `known`.
 */
export function agdNet(
  rgb: Tensor,
  srf: Tensor,
  parameter: ParameterLookup,
  options: AgdNetOptions = AGD_NET_DEFAULTS,
): UnrolledOutput {
  return unrolled(agdNetNetwork(options), rgb, srf, parameter);
}
