/** Reads what a recipe is trained on from a folder, and makes its task. */
import { join } from 'node:path';
import { CAMVID_CLASSES } from '../../datasets/camvid.ts';
import { PhotoSampler } from '../../datasets/photo-sampler.ts';
import { readTrainingSources } from '../../datasets/node/training-sources.ts';
import { readLabelledPhotos, readUnpairedSources } from '../../datasets/node/unpaired-sources.ts';
import { GENERATOR_DEFAULTS } from '../../networks/generator.ts';
import { HRNET_SMALL } from '../../networks/high-resolution-network.ts';
import { Random } from '../../random.ts';
import type { Recipe, RecipeSettings } from '../recipes/index.ts';
import { sceneParserTask } from '../recipes/scene-parser.ts';
import { type UnsupervisedChoices, unsupervisedRecipe } from '../recipes/unsupervised.ts';
import type { TrainingTask } from '../trainer.ts';
import type { LoadedParser } from './load-parser.ts';

/** What a run is asked for. */
export interface RecipeQuestion {
  readonly name: string;
  /** Folder of the data. */
  readonly data: string;
  /** Catalogue cameras that must not train. */
  readonly heldOut: readonly string[];
  readonly settings: RecipeSettings;
  readonly seed: number;
  readonly choices: UnsupervisedChoices;
  /** The parser that the semantic branch is given; the term is left out without one. */
  readonly parser?: LoadedParser;
}

/** Frames of this drive of CamVid never train the parser; its accuracy is measured on them. */
export const HELD_OUT_DRIVE = '0006R0';

/** Numbers that renderings draw from: a stream of their own, so that they are the same in every sitting. */
const RENDERING_STREAM = 1;

/**
 * The task of a recipe.
 *
 * @throws CubeError, DatasetError or FileError if what it is trained on is not there.
 */
export async function recipeTask(recipe: Recipe, question: RecipeQuestion): Promise<TrainingTask> {
  const { data, heldOut, settings, seed } = question;
  const { batch, size, steps } = settings;
  switch (recipe.kind) {
    case 'paired':
      return recipe.build(await readTrainingSources(data, heldOut), settings);
    case 'labelled': {
      const photos = await readLabelledPhotos(
        'camvid',
        join(data, 'camvid'),
        ({ group }) => group !== HELD_OUT_DRIVE,
      );
      const scale = [0.6, 1.6] as const;
      const sampler = new PhotoSampler(photos, { crop: size, size, scale, linear: false });
      const network = { ...HRNET_SMALL, classes: CAMVID_CLASSES.length };
      return sceneParserTask({
        photos: sampler,
        network,
        classes: CAMVID_CLASSES,
        batch,
        crop: size,
        steps,
        parts: batch % 2 === 0 ? 2 : 1,
      });
    }
    case 'unpaired': {
      const { photos, spectra } = recipe.pair;
      const random = new Random(seed, RENDERING_STREAM);
      const sources = await readUnpairedSources({ folder: data, photos, spectra, heldOut, size, random });
      const { choices } = question;
      // A network of others says no names: it is taken to know the classes that the photos are labelled with.
      const labelled = sources.photos.find(({ classes }) => classes.length > 0);
      const classes = question.parser?.classes ?? labelled?.classes;
      const parser =
        question.parser === undefined || classes === undefined
          ? undefined
          : { model: question.parser.model, classes };
      return unsupervisedRecipe({
        recipe: question.name,
        ...sources,
        choices,
        ...(parser === undefined ? {} : { parser }),
        growth: settings.growth ?? GENERATOR_DEFAULTS.growth,
        batch,
        size,
        steps,
      });
    }
  }
}
