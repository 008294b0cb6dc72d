/**
 * Estimating the response of an unknown camera from one photo: the estimator sees the whole photo, small, at
 * unit mean, and weighs the curves of the catalogue.
 */
import { cameraNames, catalogueDictionary } from '../camera/catalogue.ts';
import type { CameraResponse } from '../camera/camera-response.ts';
import { responseFromMatrix } from '../camera/estimated-response.ts';
import { constant, emitOnnx, input } from '../graph/index.ts';
import { checkWeights, lookupDeclared, type Weights } from '../networks/parameters.ts';
import { readSafetensors } from '../networks/safetensors.ts';
import { type SrfGains, srfEstimator, srfEstimatorParameters } from '../networks/srf-estimator.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';

/** Side of the picture that the estimator sees, in pixels. */
export const ESTIMATOR_SIZE = 128;

export interface EstimatorModel {
  readonly name: string;
  readonly weights: Weights;
  /** The picture that it sees: brought to unit mean, so that exposure tells nothing, unless given. */
  readonly exposure?: 'unit-mean' | 'as-is';
  /** Whether it tells how bright the channels are beside each other, as it does unless given. */
  readonly gains?: SrfGains;
}

/** Reads a weight file of the SRF estimator. @throws SafetensorsError or NetworkError if it is none. */
export function readEstimatorModel(bytes: Uint8Array, name: string): EstimatorModel {
  const { tensors, metadata } = readSafetensors(bytes);
  const weights = new Map([...tensors].map(([key, { data }]) => [key, data]));
  checkWeights(srfEstimatorParameters({ cameras: cameraNames().length }), weights, name);
  return {
    name,
    weights,
    exposure: metadata['exposure'] === 'as-is' ? 'as-is' : 'unit-mean',
    gains: metadata['gains'] === 'unit' ? 'unit' : 'estimated',
  };
}

export interface EstimatedResponse {
  readonly response: CameraResponse;
  /** Catalogue cameras with the largest weight, mean over channels, in descending order. */
  readonly likeness: readonly { readonly camera: string; readonly weight: number }[];
}

const LISTED = 3;

/**
 * Estimates the response from a small version of the whole photo.
 *
 * @param thumbnail planar linear RGB [3, 128, 128].
 */
export async function estimateResponse(
  runtime: Runtime,
  model: EstimatorModel,
  thumbnail: Float32Array,
): Promise<EstimatedResponse> {
  const names = cameraNames();
  const bands = VISIBLE_31.length;
  const shape = [1, 3, ESTIMATOR_SIZE, ESTIMATOR_SIZE];
  const dictionary = constant(catalogueDictionary(VISIBLE_31), [names.length, 3, bands]);
  const parameters = lookupDeclared(srfEstimatorParameters({ cameras: names.length }));
  const { srf, weights } = srfEstimator(input('rgb', shape), dictionary, parameters, {
    cameras: names.length,
    gains: model.gains ?? 'estimated',
  });
  const session = await runtime.createSession(emitOnnx({ srf, weights }, { weights: model.weights }));
  try {
    const result = await session.run({ rgb: { data: pictureFor(model, thumbnail), shape } });
    const share = result['weights'].data;
    const likeness = names
      .map((camera, index) => ({
        camera,
        weight: (share[index] + share[names.length + index] + share[2 * names.length + index]) / 3,
      }))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, LISTED);
    const name = `estimated (nearest: ${likeness[0].camera})`;
    const response = responseFromMatrix(result['srf'].data, VISIBLE_31, name);
    return { response, likeness };
  } finally {
    await session.release();
  }
}

/** What an estimator is given of a small version of a photo. */
export function pictureFor({ exposure }: EstimatorModel, thumbnail: Float32Array): Float32Array {
  return exposure === 'as-is' ? thumbnail : toUnitMean(thumbnail).picture;
}

/** Scales a picture to mean 1 (or leaves a black one), and tells the factor. */
export function toUnitMean(picture: Float32Array): {
  readonly picture: Float32Array;
  readonly factor: number;
} {
  let sum = 0;
  for (const value of picture) sum += value;
  const factor = sum > 0 ? picture.length / sum : 1;
  return { picture: picture.map((value) => value * factor), factor };
}
