/**
 * The generator of "Semantic-embedded Unsupervised Spectral Reconstruction from Single RGB Images in the Wild"
 * (Zhu et al., ICCV 2021): four dense stages; the first sees the photo, each further one what the estimate so
 * far leaves unexplained under the camera response. It has no biases, so for a fixed response it is positively
 * homogeneous: twice the light gives twice the spectra.
 */
import { leakyRelu, type Tensor } from '../graph/index.ts';
import { DENSE_STAGE_HALO, type DenseStageOptions, denseStage, denseStageParameters } from './dense-stage.ts';
import type { ParameterDeclaration, ParameterLookup } from './parameters.ts';
import { projectCube } from './project-cube.ts';
import { type UnrolledNetwork, type UnrolledOutput, unrolled } from './unrolled.ts';

export interface GeneratorOptions {
  readonly bands: number;
  /** 62 as released (170,996 parameters with 31 bands), 93 as published. */
  readonly growth: number;
}

export const GENERATOR_DEFAULTS: GeneratorOptions = { bands: 31, growth: 62 };

const STAGES = 4;
/** How far a generated pixel looks: four stages of six pixels. */
export const GENERATOR_HALO = STAGES * DENSE_STAGE_HALO;
const NEGATIVE_SLOPE = 0.001;

function stageOptions({ bands, growth }: GeneratorOptions, stage: number): DenseStageOptions {
  return { bands, growth, zeroMean: stage > 0, bias: false, shortcut: false };
}

export function generatorParameters(options: GeneratorOptions): ParameterDeclaration[] {
  return Array.from({ length: STAGES }, (_, stage) =>
    denseStageParameters(`stages.${stage}`, stageOptions(options, stage)),
  ).flat();
}

/** The generator as a network of stages. */
export function generatorNetwork(options: GeneratorOptions = GENERATOR_DEFAULTS): UnrolledNetwork {
  return {
    name: 'generator',
    description: `generator for ${options.bands} bands, growth ${options.growth}`,
    bands: options.bands,
    stages: STAGES,
    stageHalo: DENSE_STAGE_HALO,
    declarations: generatorParameters(options),
    stage: (stage, seen, parameter) =>
      denseStage(seen, `stages.${stage}`, parameter, stageOptions(options, stage)),
    project: (cube, srf) => projectCube(cube, srf),
    finish: (cube) => leakyRelu(cube, NEGATIVE_SLOPE),
  };
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
): UnrolledOutput {
  return unrolled(generatorNetwork(options), rgb, srf, parameter);
}
