/** The recipes by name, each made from the same sources. */
import { MosaicSampler } from '../../datasets/mosaic-sampler.ts';
import { PatchSampler } from '../../datasets/patch-sampler.ts';
import type { SampledScene } from '../../datasets/patch-sampler.ts';
import { ConditionSampler, type ConditionShares } from '../../datasets/viewing-conditions.ts';
import type { CameraResponse } from '../../camera/camera-response.ts';
import type { TrainingTask } from '../trainer.ts';
import { catalogueDictionary, cameraNames } from '../../camera/catalogue.ts';
import { SRF_ESTIMATOR, srfEstimatorTask } from './srf-estimator.ts';
import { CAMERA_AWARE_GENERATOR, cameraAwareGenerator } from './camera-aware-generator.ts';

export interface RecipeSources {
  readonly scenes: readonly SampledScene[];
  readonly cameras: readonly CameraResponse[];
  readonly lights: readonly ArrayLike<number>[];
  readonly reflectances: readonly ArrayLike<number>[];
}

export interface RecipeSettings {
  readonly steps: number;
  readonly batch: number;
  /** Side of a patch in pixels. */
  readonly size: number;
  readonly growth: number;
}

interface Recipe {
  readonly defaults: RecipeSettings;
  readonly summary: string;
  build(sources: RecipeSources, settings: RecipeSettings): TrainingTask;
}

/** Share of patches that are mosaics of measured reflectances. */
const MOSAIC_SHARE = 0.15;

const SHARES: ConditionShares = { developed: 0.2, whiteBalanced: 0.3, plain: 0.3, radiance: 0.2 };

/** The estimator is for linear pictures: a developed one has no camera's curves left in it. */
const UNDEVELOPED_SHARES: ConditionShares = { developed: 0, whiteBalanced: 0.3, plain: 0.4, radiance: 0.3 };

export const RECIPES: ReadonlyMap<string, Recipe> = new Map<string, Recipe>([
  [
    CAMERA_AWARE_GENERATOR,
    {
      summary: 'the generator with the response given, over random cameras and lights',
      defaults: { steps: 8000, batch: 8, size: 64, growth: 62 },
      build: ({ scenes, cameras, lights, reflectances }, settings) => {
        const patches = new MosaicSampler(
          new PatchSampler(scenes, settings.size),
          reflectances,
          MOSAIC_SHARE,
        );
        const { wavelengths } = scenes[0].cube;
        return cameraAwareGenerator({
          ...settings,
          patches,
          conditions: new ConditionSampler({ wavelengths, cameras, lights, shares: SHARES }),
          network: { bands: patches.bands, growth: settings.growth },
        });
      },
    },
  ],
  [
    SRF_ESTIMATOR,
    {
      summary: 'the estimator of the camera response, on renderings through known cameras',
      defaults: { steps: 3000, batch: 8, size: 128, growth: 0 },
      build: ({ scenes, cameras, lights, reflectances }, settings) => {
        const patches = new PatchSampler(scenes, 2 * settings.size);
        const { wavelengths } = scenes[0].cube;
        return srfEstimatorTask({
          ...settings,
          patches: new MosaicSampler(patches, reflectances, MOSAIC_SHARE),
          conditions: new ConditionSampler({ wavelengths, cameras, lights, shares: UNDEVELOPED_SHARES }),
          dictionary: catalogueDictionary(wavelengths),
          cameras: cameraNames().length,
        });
      },
    },
  ],
]);
