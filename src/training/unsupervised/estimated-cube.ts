/** From a photo alone to its cube: the estimator gives the response, the generator the spectra. */
import { divide, matmul, maximum, reduceMean, reshape, type Tensor } from '../../graph/index.ts';
import { type GeneratorOptions, generator } from '../../networks/generator.ts';
import type { ParameterLookup } from '../../networks/parameters.ts';
import { type SrfGains, srfEstimator } from '../../networks/srf-estimator.ts';

/** What an estimate starts from. */
export interface EstimateInputs {
  /** Linear RGB [n, 3, h, w] of known size. */
  readonly rgb: Tensor;
  /** Responses that the estimator chooses from, [cameras, 3, s], rows summing to 1. */
  readonly dictionary: Tensor;
  /** Colour matrices [n, 3, 3] that bring picture and response to the basis that the generator sees; none unless given. */
  readonly basis?: Tensor;
}

/** How it is made. */
export interface EstimateOptions extends GeneratorOptions {
  readonly cameras: number;
  readonly gains: SrfGains;
  readonly exposure: 'as-is' | 'unit-mean';
}

/** A cube estimated from a photo alone. */
export interface EstimatedCube {
  /** [n, s, h, w]. */
  readonly cube: Tensor;
  /** X - C Y before the last step of the generator, in the basis that it sees, [n, 3, h, w]. */
  readonly residual: Tensor;
  /** Estimated responses C of the camera [n, 3, s]. */
  readonly srf: Tensor;
}

/** Names of the generator's and the estimator's parameters in one vector. */
export const GENERATOR_PREFIX = 'G.';
export const ESTIMATOR_PREFIX = 'M.';

/** A lookup of names behind a prefix. */
export function behind(prefix: string, parameter: ParameterLookup): ParameterLookup {
  return (name) => parameter(prefix + name);
}

/** Estimates the response: [n, 3, s]. @param parameter of generator and estimator, with their prefixes. */
export function estimateSrf(
  { rgb, dictionary }: EstimateInputs,
  parameter: ParameterLookup,
  options: EstimateOptions,
): Tensor {
  const seen = options.exposure === 'as-is' ? rgb : divide(rgb, maximum(reduceMean(rgb, [1, 2, 3]), 1e-6));
  return srfEstimator(seen, dictionary, behind(ESTIMATOR_PREFIX, parameter), options).srf;
}

/** The cube that the generator makes under a response [n, 3, s]. @param parameter of both, with their prefixes. */
export function cubeUnder(
  srf: Tensor,
  { rgb, basis }: Pick<EstimateInputs, 'rgb' | 'basis'>,
  parameter: ParameterLookup,
  options: GeneratorOptions,
): EstimatedCube {
  const own = behind(GENERATOR_PREFIX, parameter);
  if (basis === undefined) return { ...generator(rgb, srf, own, options), srf };
  const [batch, , height, width] = rgb.shape.map(Number);
  const turned = matmul(basis, reshape(rgb, [batch, 3, height * width]));
  const picture = reshape(turned, [batch, 3, height, width]);
  return { ...generator(picture, matmul(basis, srf), own, options), srf };
}

/** Estimates the response and, with it, the cube. @param parameter of generator and estimator, with their prefixes. */
export function estimateCube(
  inputs: EstimateInputs,
  parameter: ParameterLookup,
  options: EstimateOptions,
): EstimatedCube {
  return cubeUnder(estimateSrf(inputs, parameter, options), inputs, parameter, options);
}
