/** The recipes by name: what each is trained on, and the task that it makes of that. */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { cameraNames, catalogueCamera, catalogueDictionary } from '../../camera/catalogue.ts';
import { radianceResponse } from '../../camera/effective-response.ts';
import { MixtureSampler } from '../../datasets/mixture-sampler.ts';
import { MosaicSampler } from '../../datasets/mosaic-sampler.ts';
import { PatchSampler, type SampledScene } from '../../datasets/patch-sampler.ts';
import { type ConditionShares, ConditionSampler } from '../../datasets/viewing-conditions.ts';
import { AGD_NET_DEFAULTS } from '../../networks/agd-net.ts';
import { GENERATOR_DEFAULTS } from '../../networks/generator.ts';
import type { Weights } from '../../networks/parameters.ts';
import { UNPAIRED_PAIRS, type UnpairedPair } from '../../datasets/unpaired-sets.ts';
import type { TrainingTask } from '../trainer.ts';
import { AGD_NET, AGD_NET_EXPOSURE, agdNetTask } from './agd-net.ts';
import { AGD_NET_CHOICES, type AgdNetChoices } from './agd-net-choices.ts';
import { AGD_NET_PUBLISHED, PUBLISHED_AGD_NET_CHOICES, publishedAgdNetTask } from './agd-net-published.ts';
import { CAMERA_AWARE_GENERATOR, cameraAwareGenerator } from './camera-aware-generator.ts';
import { SCENE_PARSER } from './scene-parser.ts';
import { SRF_ESTIMATOR, srfEstimatorTask } from './srf-estimator.ts';

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
  /** Channels that a dense pair adds; only where the network has them. */
  readonly growth: number | undefined;
  /** What is chosen of AGD-Net's training; only for its recipes. */
  readonly agdNet?: AgdNetChoices;
  /** Weights to go on from, in place of drawn ones; only where the recipe is `paired`. */
  readonly start?: Weights;
}

interface RecipeFacts {
  readonly defaults: RecipeSettings;
  readonly summary: string;
}

/** Trained on scenes seen through known cameras. */
export interface PairedRecipe extends RecipeFacts {
  readonly kind: 'paired';
  build(sources: RecipeSources, settings: RecipeSettings): TrainingTask;
}

/** Trained on photos and on spectra of other scenes. */
export interface UnpairedRecipe extends RecipeFacts {
  readonly kind: 'unpaired';
  readonly pair: UnpairedPair;
}

/** Trained on labelled photos. */
export interface LabelledRecipe extends RecipeFacts {
  readonly kind: 'labelled';
}

export type Recipe = PairedRecipe | UnpairedRecipe | LabelledRecipe;

/** Share of patches that are mosaics of measured reflectances. */
const MOSAIC_SHARE = 0.15;

/** Share of patches that are mixtures of two, in AGD-Net's training. */
const MIXTURE_SHARE = 0.4;

const SHARES: ConditionShares = { developed: 0.2, whiteBalanced: 0.3, plain: 0.3, radiance: 0.2 };

/** The estimator is for linear pictures: a developed one has no camera's curves left in it. */
const UNDEVELOPED_SHARES: ConditionShares = { developed: 0, whiteBalanced: 0.3, plain: 0.4, radiance: 0.3 };

/** The camera that AGD-Net is trained for as published. */
const PUBLISHED_CAMERA = 'Nikon D700';

/** What recipes with known cameras draw from: patches of a size, some of them mosaics, and viewing conditions. */
function samplers(
  { scenes, cameras, lights, reflectances }: RecipeSources,
  size: number,
  shares: ConditionShares,
) {
  const { wavelengths } = scenes[0].cube;
  return {
    patches: new MosaicSampler(new PatchSampler(scenes, size), reflectances, MOSAIC_SHARE),
    conditions: new ConditionSampler({ wavelengths, cameras, lights, shares }),
  };
}

export const RECIPES: ReadonlyMap<string, Recipe> = new Map<string, Recipe>([
  [
    CAMERA_AWARE_GENERATOR,
    {
      kind: 'paired',
      summary: 'the generator with the response given, over random cameras and lights',
      defaults: { steps: 8000, batch: 8, size: 64, growth: GENERATOR_DEFAULTS.growth },
      build: (sources, settings) => {
        const drawn = samplers(sources, settings.size, SHARES);
        const { growth = GENERATOR_DEFAULTS.growth } = settings;
        return cameraAwareGenerator({
          ...settings,
          ...drawn,
          network: { bands: drawn.patches.bands, growth },
        });
      },
    },
  ],
  [
    AGD_NET,
    {
      kind: 'paired',
      summary:
        'AGD-Net with the response given, over random cameras, lights and exposures, with the rank loss',
      defaults: { steps: 8000, batch: 8, size: 64, growth: AGD_NET_DEFAULTS.growth, agdNet: AGD_NET_CHOICES },
      build: (sources, { growth = AGD_NET_DEFAULTS.growth, agdNet = AGD_NET_CHOICES, ...settings }) => {
        const { patches, conditions } = samplers(sources, settings.size, SHARES);
        return agdNetTask({
          ...settings,
          patches: new MixtureSampler(patches, MIXTURE_SHARE),
          conditions,
          exposure: AGD_NET_EXPOSURE,
          choices: agdNet,
          growth,
        });
      },
    },
  ],
  [
    AGD_NET_PUBLISHED,
    {
      kind: 'paired',
      summary: `AGD-Net as published, with a projection of its own, for the ${PUBLISHED_CAMERA}`,
      defaults: {
        steps: 20_000,
        batch: 8,
        size: 64,
        growth: AGD_NET_DEFAULTS.growth,
        agdNet: PUBLISHED_AGD_NET_CHOICES,
      },
      build: (
        sources,
        { growth = AGD_NET_DEFAULTS.growth, agdNet = PUBLISHED_AGD_NET_CHOICES, ...settings },
      ) =>
        publishedAgdNetTask({
          ...settings,
          patches: new PatchSampler(sources.scenes, settings.size),
          response: radianceResponse(catalogueCamera(PUBLISHED_CAMERA)),
          projection: 'learned',
          choices: agdNet,
          growth,
        }),
    },
  ],
  [
    SRF_ESTIMATOR,
    {
      kind: 'paired',
      summary: 'the estimator of the camera response, on renderings through known cameras',
      defaults: { steps: 3000, batch: 8, size: 128, growth: undefined },
      build: (sources, settings) =>
        srfEstimatorTask({
          ...settings,
          ...samplers(sources, 2 * settings.size, UNDEVELOPED_SHARES),
          dictionary: catalogueDictionary(sources.scenes[0].cube.wavelengths),
          cameras: cameraNames().length,
        }),
    },
  ],
  [
    SCENE_PARSER,
    {
      kind: 'labelled',
      summary: 'the parser of street scenes that the semantic branch is given, on camvid/',
      defaults: { steps: 6000, batch: 8, size: 192, growth: undefined },
    },
  ],
  ...UNPAIRED_PAIRS.map((pair): [string, Recipe] => [
    pair.recipe,
    {
      kind: 'unpaired',
      pair,
      summary: `generator and estimator without pairs: ${pair.photos.join(', ')} and ${pair.spectra.join(', ')} (${pair.about})`,
      defaults: { steps: 10_000, batch: 8, size: 64, growth: GENERATOR_DEFAULTS.growth },
    },
  ]),
]);
