/** What weights in training are worth: scenes with known spectra, seen through a measured camera that they never met. */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { memorySource, readWholeCube } from '../../cube/cube-source.ts';
import { partOf } from '../../cube/copy-cube.ts';
import { boxDownsample } from '../../reconstruction/box-downsample.ts';
import {
  ESTIMATOR_SIZE,
  type EstimatorModel,
  estimateResponse,
} from '../../reconstruction/estimate-response.ts';
import { memoryPicture } from '../../reconstruction/linear-picture.ts';
import type { ReconstructionModel } from '../../reconstruction/model.ts';
import { reconstructWhole } from '../../reconstruction/reconstruct.ts';
import { trueColour } from '../../reconstruction/render.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { linearRgbImage, type SrgbImage, toSrgbImage } from '../../spectra/srgb.ts';
import { type CubeScores, meanScores, scoreCube } from '../metrics/score-cube.ts';
import { srfError } from '../metrics/srf-error.ts';
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
  readonly figures: Readonly<Record<string, number>>;
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
  const scores: CubeScores[] = [];
  const pairs: { readonly truth: SrgbImage; readonly estimate: SrgbImage }[] = [];
  let curveError = 0;
  for (const scene of scenes) {
    const { rgb, width, height } = photograph(scene, response);
    const picture = memoryPicture(rgb, width, height);
    let believed = response;
    if (estimator !== undefined) {
      const readRows = (y: number, rows: number) => picture.readWindow({ x: 0, y, width, height: rows });
      const thumbnail = boxDownsample({ width, height, readRows }, ESTIMATOR_SIZE, ESTIMATOR_SIZE);
      ({ response: believed } = await estimateResponse(runtime, estimator, thumbnail));
      curveError += srfError(response, believed).mean.relativeL1 / scenes.length;
    }
    const { cube } = await reconstructWhole(picture, {
      runtime,
      model: generator,
      response: believed,
      consistency: 'none',
    });
    scores.push(scoreCube({ truth: scene.cube.data, estimate: cube, bands: scene.cube.bands }));
    pairs.push({ truth: shown(scene, scene.cube.data), estimate: shown(scene, cube) });
  }
  const { psnrPerBand, spectralAngle, spectralAngleLit, mrae } = meanScores(scores);
  return {
    figures: {
      psnrPerBand,
      spectralAngle,
      spectralAngleLit,
      mrae,
      ...(estimator === undefined ? {} : { srfError: curveError }),
    },
    strip: stripOf(pairs),
  };
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
