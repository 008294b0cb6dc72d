/** The classical methods that every network is compared with, ready to be scored. */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { bandInterpolation, DEFAULT_KNOTS, peakWavelengths } from '../../networks/band-interpolation.ts';
import {
  DEFAULT_RIDGE,
  PolynomialRegressionFit,
  type RegressionDegree,
} from '../../networks/polynomial-regression.ts';
import { litPixels } from '../../cube/lit-pixels.ts';
import { intersectMasks } from '../metrics/pixel-masks.ts';
import { type KnownScene, photograph, type ScenePicture } from './scenes.ts';

/** A method that needs only the picture. */
export interface ClassicalMethod {
  readonly name: string;
  /** @returns planar `[bands, height, width]`. */
  reconstruct(picture: ScenePicture): Float32Array;
}

/** Which training pixels a regression is fitted to: all, or those that are lit and not saturated. */
export type FittedPixels = 'all' | 'lit and unsaturated';

/** Interpolation with knots at 400, 550, 700 nm, and with knots where the response peaks. */
export function interpolationMethods(response: CameraResponse): ClassicalMethod[] {
  return [DEFAULT_KNOTS, peakWavelengths(response)].map((knots) => ({
    name: `band interpolation, knots ${knots.join(', ')} nm`,
    reconstruct: ({ rgb }) => bandInterpolation(rgb, response.wavelengths, { knots }),
  }));
}

/**
 * A regression fitted to training scenes seen through the same response as the test scenes.
 *
 * The name says where the settings differ from the defaults.
 *
 * @throws NetworkError if there are too few pixels.
 */
export function fittedRegression(
  training: readonly KnownScene[],
  response: CameraResponse,
  degree: RegressionDegree,
  pixels: FittedPixels = 'lit and unsaturated',
  ridge = DEFAULT_RIDGE,
): ClassicalMethod {
  const fit = new PolynomialRegressionFit(degree, response.bands);
  for (const scene of training) {
    const { cube, unsaturated } = scene;
    const mask = pixels === 'all' ? undefined : intersectMasks(unsaturated, litPixels(cube.data, cube.bands));
    fit.add(photograph(scene, response).rgb, cube.data, mask);
  }
  const regression = fit.solve(ridge);
  const form = degree === 1 ? 'linear regression' : `root-polynomial regression, degree ${degree}`;
  const settings = [
    ...(pixels === 'all' ? ['all pixels'] : []),
    ...(ridge === DEFAULT_RIDGE ? [] : [`ridge ${ridge}`]),
  ];
  return {
    name: [form, ...settings].join(', '),
    reconstruct: ({ rgb }) => regression.predict(rgb),
  };
}
