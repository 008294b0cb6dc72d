/**
 * The generator of "Semantic-embedded Unsupervised Spectral Reconstruction from Single RGB Images in the Wild"
 * (Zhu et al., ICCV 2021): four dense stages; the first sees the photo, each further one what the estimate so
 * far leaves unexplained under the camera response. It has no biases, so for a fixed response it is positively
 * homogeneous: twice the light gives twice the spectra.
 */
import {
  add,
  convolution,
  leakyRelu,
  matmul,
  reshape,
  subtract,
  staticShape,
  type Tensor,
} from '../graph/index.ts';
import { type DenseStageOptions, denseStage, denseStageParameters } from './dense-stage.ts';
import type { ParameterDeclaration, ParameterLookup } from './parameters.ts';

export interface GeneratorOptions {
  readonly bands: number;
  /** 62 as released (170,996 parameters with 31 bands), 93 as published. */
  readonly growth: number;
}

export const GENERATOR_DEFAULTS: GeneratorOptions = { bands: 31, growth: 62 };

/** How far a generated pixel looks: four stages of six pixels. */
export const GENERATOR_HALO = 24;

const STAGES = 4;
const NEGATIVE_SLOPE = 0.001;

function stageOptions(options: GeneratorOptions, stage: number): DenseStageOptions {
  return { ...options, zeroMean: stage > 0, bias: false, shortcut: false };
}

export function generatorParameters(options: GeneratorOptions): ParameterDeclaration[] {
  return Array.from({ length: STAGES }, (_, stage) =>
    denseStageParameters(`stages.${stage}`, stageOptions(options, stage)),
  ).flat();
}

/** Projects cubes [n, s, h, w] to RGB [n, 3, h, w] with responses [n, 3, s], or one for all [1, 3, s]. */
export function projectCube(cube: Tensor, srf: Tensor, bands: number): Tensor {
  if (srf.shape[0] === 1) return convolution(cube, reshape(srf, [3, bands, 1, 1]));
  const [batch, , height, width] = staticShape(cube, 'projecting with a response an image');
  const flat = matmul(srf, reshape(cube, [batch, bands, height * width]));
  return reshape(flat, [batch, 3, height, width]);
}

export interface GeneratorOutput {
  /** Estimated spectra [n, s, h, w]. */
  readonly cube: Tensor;
  /** What the last stage leaves unexplained, X - C Y, before the final activation: [n, 3, h, w]. */
  readonly residual: Tensor;
}

/**
 * Builds the generator.
 *
 * @param rgb linear RGB [n, 3, h, w].
 * @param srf camera responses [n, 3, s], or [1, 3, s] for one that serves all.
 */
export function generator(
  rgb: Tensor,
  srf: Tensor,
  parameter: ParameterLookup,
  options: GeneratorOptions = GENERATOR_DEFAULTS,
): GeneratorOutput {
  let cube = denseStage(rgb, 'stages.0', parameter, stageOptions(options, 0));
  let residual = subtract(rgb, projectCube(cube, srf, options.bands));
  for (let stage = 1; stage < STAGES; stage++) {
    cube = add(cube, denseStage(residual, `stages.${stage}`, parameter, stageOptions(options, stage)));
    residual = subtract(rgb, projectCube(cube, srf, options.bands));
  }
  return { cube: leakyRelu(cube, NEGATIVE_SLOPE), residual };
}
