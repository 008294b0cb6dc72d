/**
 * The recipes of paper 1's system without pairs: what was read of the two sides, and what was chosen, as a task. The
 * semantic term counts where photos have the labels that the parser knows; other photos go without.
 */
import { cameraNames, catalogueDictionary } from '../../camera/catalogue.ts';
import { IGNORED } from '../../datasets/label-map.ts';
import {
  mixedPhotos,
  PhotoSampler,
  type PhotoSource,
  type PictureSource,
} from '../../datasets/photo-sampler.ts';
import type { SpectraSource } from '../../datasets/resized-sampler.ts';
import { mixedSpectra } from '../../datasets/spectra-sources.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import type { TrainingTask } from '../trainer.ts';
import type { ParserModel } from '../unsupervised/scene-parser.ts';
import { PAPER_RATES, PAPER_WEIGHTS, type UnsupervisedSettings } from '../unsupervised/settings.ts';
import { unsupervisedTask } from '../unsupervised/unsupervised-task.ts';

/** What may be chosen of the system, by itself or for an ablation. */
export type UnsupervisedChoices = Omit<
  UnsupervisedSettings,
  'bands' | 'growth' | 'wavelengths' | 'cameras'
> & {
  /** Whether photos are brought to linear light; as stored if not, as in the released code. */
  readonly linear: boolean;
};

/** What is chosen unless said otherwise. */
export const UNSUPERVISED_DEFAULTS: UnsupervisedChoices = {
  weights: PAPER_WEIGHTS,
  rates: PAPER_RATES,
  smoothness: 'absolute',
  positivity: 'linear',
  clipping: true,
  penalty: 'none',
  penaltyWeight: 10,
  basis: 'canonical',
  exposure: 'unit-mean',
  gains: 'unit',
  linear: true,
};

/** A set of photos that was read. */
export interface PhotoSide {
  readonly photos: PhotoSource;
  readonly scale: readonly [least: number, largest: number];
  /** Names of the classes of its labels; none where it has none. */
  readonly classes: readonly string[];
}

/** What a recipe is made of. */
export interface UnsupervisedRecipe {
  readonly recipe: string;
  readonly photos: readonly PhotoSide[];
  readonly spectra: readonly SpectraSource[];
  /** The parser and the classes that it tells apart; absent where the semantic term is left out. */
  readonly parser?: { readonly model: ParserModel; readonly classes: readonly string[] };
  readonly choices: UnsupervisedChoices;
  readonly growth: number;
  readonly batch: number;
  /** Side of pictures and cubes, pixels; photos are cropped twice as large for the parser. */
  readonly size: number;
  readonly steps: number;
}

/** Side of a crop by that of the picture that the generator sees of it. */
const CROP = 2;

/** The task of a recipe. */
export function unsupervisedRecipe(recipe: UnsupervisedRecipe): TrainingTask {
  const { choices, size, parser } = recipe;
  const { linear, ...settings } = choices;
  const crop = CROP * size;
  const drawn = recipe.photos.map(({ photos, scale, classes }) => {
    const sampler = new PhotoSampler(photos, { crop, size, scale, linear });
    return sameNames(classes, parser?.classes ?? []) ? sampler : withoutLabels(sampler);
  });
  return unsupervisedTask({
    recipe: recipe.recipe,
    settings: {
      ...settings,
      bands: VISIBLE_31.length,
      growth: recipe.growth,
      wavelengths: VISIBLE_31,
      cameras: cameraNames().length,
    },
    dictionary: catalogueDictionary(VISIBLE_31),
    photos: mixedPhotos(drawn),
    spectra: mixedSpectra(recipe.spectra.map((source) => ({ source, share: 1 }))),
    ...(parser === undefined ? {} : { parser: { model: parser.model, classes: parser.classes.length } }),
    batch: recipe.batch,
    crop,
    size,
    steps: recipe.steps,
  });
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && a.length === b.length && a.every((name, index) => name === b[index]);
}

/** Pictures whose labels mean something else than the parser's classes. */
function withoutLabels(source: PictureSource): PictureSource {
  return {
    async draw(random) {
      const drawn = await source.draw(random);
      return { ...drawn, labels: drawn.labels.fill(IGNORED) };
    },
  };
}
