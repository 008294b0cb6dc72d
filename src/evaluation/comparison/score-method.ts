/** One method on all validation scenes: its figures, and what the pictures of a comparison need of its estimates. */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { createCube, spectrumAt } from '../../cube/spectral-cube.ts';
import { absoluteErrorMap } from '../metrics/error-maps.ts';
import { type KnownScene, photograph, type ScenePicture } from '../validation/scenes.ts';
import { figuresOf, meanFigures, type WeightsFigures } from '../validation/weights-validation.ts';
import { figureFactor, type Plane, reducedPlane } from './error-figure.ts';
import type { ScenePixel } from './scene-pixels.ts';

/** From a picture to spectra, planar `[bands, height, width]`. */
export type PictureEstimator = (picture: ScenePicture) => Float32Array | Promise<Float32Array>;

/** What is scored on. */
export interface ScoreQuestion {
  readonly scenes: readonly KnownScene[];
  readonly response: CameraResponse;
  /** Pixels whose estimated spectra are kept. */
  readonly pixels: readonly ScenePixel[];
  readonly signal?: AbortSignal;
  /** Told each scene before it is estimated. */
  onScene?(scene: string): void;
}

/** What the pictures need of a scene's estimate. */
export interface SceneLook {
  readonly scene: string;
  /** The mean over bands of the absolute error, as small as the figure shows it. */
  readonly error: Plane;
  /** Estimated spectra at those of the pixels that lie in the scene, in their order. */
  readonly spectra: readonly Float32Array[];
}

/** A method's figures on every scene, and their means. */
export interface MethodScore {
  readonly figures: WeightsFigures;
  readonly scenes: readonly { readonly name: string; readonly figures: WeightsFigures }[];
  readonly looks: readonly SceneLook[];
}

/** Name of the figure that says how long an estimate took; of a row, the median of its scenes. */
export const ESTIMATE_SECONDS = 'estimate-seconds';

/**
 * Scores a method. Time is that of the estimate alone; what compiles on first use counts for the first scene, which the
 * median leaves out where there are three or more.
 *
 * @throws the signal's reason between two scenes, and whatever the estimator throws.
 */
export async function scoreMethod(estimate: PictureEstimator, question: ScoreQuestion): Promise<MethodScore> {
  const { scenes, response, pixels, signal } = question;
  const each: { name: string; figures: WeightsFigures }[] = [];
  const looks: SceneLook[] = [];
  for (const scene of scenes) {
    signal?.throwIfAborted();
    question.onScene?.(scene.name);
    const picture = photograph(scene, response);
    const start = performance.now();
    const data = await estimate(picture);
    const seconds = (performance.now() - start) / 1000;
    each.push({
      name: scene.name,
      figures: { ...figuresOf(scene, data, response), [ESTIMATE_SECONDS]: seconds },
    });
    looks.push(lookAt(scene, data, pixels));
  }
  const times = each.map(({ figures }) => figures[ESTIMATE_SECONDS]).sort((a, b) => a - b);
  const median = times[Math.floor((times.length - 1) / 2)];
  return {
    figures: { ...meanFigures(each.map(({ figures }) => figures)), [ESTIMATE_SECONDS]: median },
    scenes: each,
    looks,
  };
}

function lookAt({ name, cube }: KnownScene, data: Float32Array, pixels: readonly ScenePixel[]): SceneLook {
  const { width, height, bands } = cube;
  const values = absoluteErrorMap({ truth: cube.data, estimate: data, bands });
  const estimate = createCube(cube, data);
  return {
    scene: name,
    error: reducedPlane({ width, height, values }, figureFactor(width)),
    spectra: pixels.filter(({ scene }) => scene === name).map(({ x, y }) => spectrumAt(estimate, x, y)),
  };
}
