/** What weights in training are worth: scenes with known spectra, seen through a measured camera that they never met. */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { memorySource, readWholeCube } from '../../cube/cube-source.ts';
import { partOf } from '../../cube/copy-cube.ts';
import { createCube } from '../../cube/spectral-cube.ts';
import { boxDownsample } from '../../reconstruction/box-downsample.ts';
import {
  ESTIMATOR_SIZE,
  type EstimatorModel,
  estimateResponse,
} from '../../reconstruction/estimate-response.ts';
import { type LinearPicture, memoryPicture } from '../../reconstruction/linear-picture.ts';
import type { ReconstructionModel } from '../../reconstruction/model.ts';
import { reconstructWhole } from '../../reconstruction/reconstruct.ts';
import { trueColour } from '../../reconstruction/render.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { linearRgbImage, type SrgbImage, toSrgbImage } from '../../spectra/srgb.ts';
import { backProjectionError } from '../metrics/back-projection.ts';
import { mrae } from '../metrics/mrae.ts';
import { litPixels } from '../../cube/lit-pixels.ts';
import { rmse } from '../metrics/rmse.ts';
import { MRAE_EPSILON } from '../metrics/score-cube.ts';
import { spectralAngle } from '../metrics/spectral-angle.ts';
import { srfError } from '../metrics/srf-error.ts';
import { iccv2021 } from '../protocols/iccv2021.ts';
import { photograph, type KnownScene } from './scenes.ts';
import { caveUnsaturated } from '../../datasets/cave.ts';

/** What is validated, and on what. */
export interface WeightsQuestion {
  readonly scenes: readonly KnownScene[];
  /** The response through which scenes are seen. */
  readonly response: CameraResponse;
  readonly generator: ReconstructionModel;
  /** Estimates the response from the picture; the true one is told where there is none. */
  readonly estimator?: EstimatorModel;
  readonly runtime: Runtime;
}

/** Figures of the network's own answer, means over scenes, and a strip of pictures to look at. */
export interface WeightsValidation {
  readonly figures: WeightsFigures;
  readonly scenes: readonly { readonly name: string; readonly figures: WeightsFigures }[];
  /** Scenes side by side: the truth above, the estimate below. */
  readonly strip: SrgbImage;
}

/** The middle of a scene, at most `side` x `side` pixels: enough to watch a run by. */
export async function middleOf({ name, cube }: KnownScene, side: number): Promise<KnownScene> {
  const [width, height] = [Math.min(side, cube.width), Math.min(side, cube.height)];
  const [x, y] = [Math.floor((cube.width - width) / 2), Math.floor((cube.height - height) / 2)];
  const part = await readWholeCube(partOf(memorySource(cube), { window: { x, y, width, height } }));
  return { name, cube: part, unsaturated: caveUnsaturated(part) };
}

/** Scores weights on scenes. @throws as reconstruction does. */
export async function validateWeights(question: WeightsQuestion): Promise<WeightsValidation> {
  const { scenes, response, generator, estimator, runtime } = question;
  const all: WeightsFigures[] = [];
  const pairs: { readonly truth: SrgbImage; readonly estimate: SrgbImage }[] = [];
  for (const scene of scenes) {
    const { rgb, width, height } = photograph(scene, response);
    const picture = memoryPicture(rgb, width, height);
    const believed = estimator === undefined ? response : await estimateFor(picture, estimator, runtime);
    const { cube } = await reconstructWhole(picture, {
      runtime,
      model: generator,
      response: believed,
      consistency: 'none',
    });
    all.push({
      ...figuresOf(scene, cube, response),
      ...(estimator === undefined ? {} : { srfError: srfError(response, believed).mean.relativeL1 }),
    });
    pairs.push({ truth: shown(scene, scene.cube.data), estimate: shown(scene, cube) });
  }
  return {
    figures: meanFigures(all),
    scenes: scenes.map(({ name }, index) => ({ name, figures: all[index] })),
    strip: stripOf(pairs),
  };
}

/** Figures of one scene by name. */
export type WeightsFigures = Readonly<Record<string, number>>;

/**
 * Figures of an estimate: those of protocol `iccv2021` (PSNR over bands, ASSIM, SAM), SAM over lit pixels, MRAE with
 * epsilon 1e-3, RMSE, and the relative error of what the camera makes of the estimate.
 */
export function figuresOf(
  { cube }: KnownScene,
  estimate: Float32Array,
  response: CameraResponse,
): WeightsFigures {
  const { bands } = cube;
  const { figures } = iccv2021.scoreScene(cube, createCube(cube, estimate));
  const pair = { truth: cube.data, estimate, bands };
  const lit = litPixels(cube.data, bands);
  return {
    ...figures,
    'sam-lit': spectralAngle({ ...pair, mask: lit }),
    mrae: mrae(pair, { epsilon: MRAE_EPSILON }),
    rmse: rmse(pair),
    'back-projection': backProjectionError({ ...pair, mask: lit }, response, { epsilon: MRAE_EPSILON }).mean,
  };
}

/** The mean of each figure over scenes. */
export function meanFigures(all: readonly WeightsFigures[]): WeightsFigures {
  return Object.fromEntries(
    Object.keys(all[0]).map((name) => [
      name,
      all.reduce((sum, figures) => sum + figures[name], 0) / all.length,
    ]),
  );
}

async function estimateFor(
  picture: LinearPicture,
  estimator: EstimatorModel,
  runtime: Runtime,
): Promise<CameraResponse> {
  const thumbnail = boxDownsample(picture, ESTIMATOR_SIZE, ESTIMATOR_SIZE);
  const { response } = await estimateResponse(runtime, estimator, thumbnail);
  return response;
}

function shown({ cube: { width, height, wavelengths } }: KnownScene, data: Float32Array): SrgbImage {
  return toSrgbImage(linearRgbImage(width, height, trueColour(wavelengths, 'reflectance').apply(data)));
}

const GAP = 4;

function stripOf(pairs: readonly { readonly truth: SrgbImage; readonly estimate: SrgbImage }[]): SrgbImage {
  const width = pairs.reduce((sum, { truth }) => sum + truth.width + GAP, -GAP);
  const tallest = pairs.reduce((most, { truth }) => Math.max(most, truth.height), 0);
  const height = 2 * tallest + GAP;
  const data = new Uint8Array(3 * width * height).fill(255);
  let left = 0;
  for (const { truth, estimate } of pairs) {
    for (const [index, { data: samples, width: own, height: rows }] of [truth, estimate].entries()) {
      for (let y = 0; y < rows; y++) {
        const line = samples.subarray(3 * y * own, 3 * (y + 1) * own);
        data.set(line, 3 * ((index * (tallest + GAP) + y) * width + left));
      }
    }
    left += truth.width + GAP;
  }
  return { kind: 'srgb', width, height, data };
}
