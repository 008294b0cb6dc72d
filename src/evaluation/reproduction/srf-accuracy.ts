/**
 * How well responses are estimated (Zhu et al., ICCV 2021, Fig. 5): scenes seen through several measured cameras, the
 * response estimated from each picture alone, once with the whole dictionary and once with the camera's own curves
 * taken out of it.
 */
import { cameraNames, catalogueDictionary } from '../../camera/catalogue.ts';
import type { CameraResponse } from '../../camera/camera-response.ts';
import { responseFromMatrix } from '../../camera/estimated-response.ts';
import { constant, emitOnnx, input } from '../../graph/index.ts';
import { lookupDeclared } from '../../networks/parameters.ts';
import { srfEstimator, srfEstimatorParameters } from '../../networks/srf-estimator.ts';
import { boxDownsample } from '../../reconstruction/box-downsample.ts';
import { ESTIMATOR_SIZE, type EstimatorModel, pictureFor } from '../../reconstruction/estimate-response.ts';
import { memoryPicture } from '../../reconstruction/linear-picture.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { type SrfAuc, srfAuc } from '../metrics/srf-auc.ts';
import { srfError } from '../metrics/srf-error.ts';
import { type KnownScene, photograph } from '../validation/scenes.ts';

/** A way to come by a response. */
export type SrfWay = 'estimated' | 'estimated-without-own' | 'mean-camera' | 'mean-camera-without-own';

/** What the ways are, for people. */
export const SRF_WAYS: Readonly<Record<SrfWay, string>> = {
  estimated: 'estimated',
  'estimated-without-own': "estimated, the camera's own curves left out",
  'mean-camera': 'mean of all cameras',
  'mean-camera-without-own': 'mean of the other cameras',
};

/** The relative L1 error of one response, mean over channels, curves scaled to sum 1. */
export interface SrfTrial {
  readonly camera: string;
  readonly scene: string;
  readonly errors: Readonly<Record<SrfWay, number>>;
}

/** All trials, and the curve of each way. */
export interface SrfAccuracy {
  readonly trials: readonly SrfTrial[];
  readonly curves: Readonly<Record<SrfWay, SrfAuc>>;
}

/** Estimates the response of every camera from every scene. @param cameras measured responses, by catalogue name. */
export async function srfAccuracy(
  cameras: ReadonlyMap<string, CameraResponse>,
  scenes: readonly KnownScene[],
  model: EstimatorModel,
  runtime: Runtime,
): Promise<SrfAccuracy> {
  const names = cameraNames();
  const curves = catalogueDictionary(VISIBLE_31);
  const shape = [1, 3, ESTIMATOR_SIZE, ESTIMATOR_SIZE];
  const dictionary = constant(curves, [names.length, 3, VISIBLE_31.length]);
  const parameter = lookupDeclared(srfEstimatorParameters({ cameras: names.length }));
  const { weights } = srfEstimator(input('rgb', shape), dictionary, parameter, {
    cameras: names.length,
    gains: 'unit',
  });
  const session = await runtime.createSession(emitOnnx({ weights }, { weights: model.weights }));
  const trials: SrfTrial[] = [];
  try {
    for (const [camera, response] of cameras) {
      for (const scene of scenes) {
        const { rgb, width, height } = photograph(scene, response);
        const picture = memoryPicture(rgb, width, height);
        const data = pictureFor(model, boxDownsample(picture, ESTIMATOR_SIZE, ESTIMATOR_SIZE));
        const shares = (await session.run({ rgb: { data, shape } }))['weights'].data;
        const even = new Float32Array(3 * names.length).fill(1 / names.length);
        const own = names.indexOf(camera);
        const errorOf = (given: Float32Array, without?: number): number =>
          srfError(response, mixture(curves, given, names.length, without)).mean.relativeL1;
        trials.push({
          camera,
          scene: scene.name,
          errors: {
            estimated: errorOf(shares),
            'estimated-without-own': errorOf(shares, own),
            'mean-camera': errorOf(even),
            'mean-camera-without-own': errorOf(even, own),
          },
        });
      }
    }
  } finally {
    await session.release();
  }
  const curveOf = (way: SrfWay): SrfAuc => srfAuc(trials.map(({ errors }) => errors[way]));
  return {
    trials,
    curves: {
      estimated: curveOf('estimated'),
      'estimated-without-own': curveOf('estimated-without-own'),
      'mean-camera': curveOf('mean-camera'),
      'mean-camera-without-own': curveOf('mean-camera-without-own'),
    },
  };
}

/** The response that shares [3, cameras] make of the curves [cameras, 3, bands]; one camera may be left out. */
function mixture(
  curves: Float64Array,
  shares: Float32Array,
  cameras: number,
  without: number | undefined,
): CameraResponse {
  const bands = VISIBLE_31.length;
  const matrix = new Float64Array(3 * bands);
  for (let channel = 0; channel < 3; channel++) {
    for (let camera = 0; camera < cameras; camera++) {
      if (camera === without) continue;
      const share = shares[channel * cameras + camera];
      for (let band = 0; band < bands; band++) {
        matrix[channel * bands + band] += share * curves[(camera * 3 + channel) * bands + band];
      }
    }
  }
  return responseFromMatrix(matrix, VISIBLE_31); // its rows are scaled to sum 1 where they are compared
}
