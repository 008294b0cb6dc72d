/** Validates what a recipe has trained so far, where the data for it are there: known scenes, or photos held out. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CameraResponse } from '../../camera/camera-response.ts';
import { readCaveScenes } from '../../datasets/node/cave-scenes.ts';
import { readLabelledPhotos } from '../../datasets/node/unpaired-sources.ts';
import { readSafetensors } from '../../networks/safetensors.ts';
import { readEstimatorModel } from '../../reconstruction/estimate-response.ts';
import { readGeneratorModel } from '../../reconstruction/model.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { SrgbImage } from '../../spectra/srgb.ts';
import { HELD_OUT_DRIVE } from '../../training/node/recipe-task.ts';
import { readParserModel } from '../../training/node/load-parser.ts';
import type { Recipe } from '../../training/recipes/index.ts';
import { validateParser } from '../validation/parser-validation.ts';
import { knownCaveScene, type KnownScene } from '../validation/scenes.ts';
import { middleOf, validateWeights } from '../validation/weights-validation.ts';
import { knownResponse } from './known-response.ts';

/** Figures of weight files, and pictures to look at. */
export interface RunValidation {
  readonly figures: Readonly<Record<string, number>>;
  readonly strip?: SrgbImage;
}

/** Validates the weight files that a task leaves, by name. */
export type RecipeValidator = (files: ReadonlyMap<string, Uint8Array>) => Promise<RunValidation>;

/** The camera that validates: it is never trained on when it is held out. */
export const VALIDATION_CAMERA = 'Nikon D700';

/** Side of the middle of each scene that a run is watched by, pixels. */
const MIDDLE = 192;
/** One held-out photo in so many watches the training of a parser. */
const EVERY = 5;

/** The validator of a recipe; undefined where nothing is there to validate it with. */
export async function recipeValidator(
  recipe: Recipe,
  data: string,
  runtime: Runtime,
): Promise<RecipeValidator | undefined> {
  if (recipe.kind === 'labelled') return parserValidator(data, runtime);
  if (recipe.kind === 'paired') return undefined;
  if (!existsSync(join(data, 'cave'))) return undefined;
  const scenes: KnownScene[] = [];
  for (const { name, cube } of await readCaveScenes(join(data, 'cave'), 'validation').catch(() => [])) {
    scenes.push(await middleOf(knownCaveScene(name, cube), MIDDLE));
  }
  if (scenes.length === 0) return undefined;
  const response = await validationResponse(data);
  return (files) =>
    validateWeights({
      scenes,
      response,
      runtime,
      generator: readGeneratorModel(contentOf(files, 'generator.safetensors'), 'generator'),
      estimator: readEstimatorModel(contentOf(files, 'srf-estimator.safetensors'), 'srf-estimator'),
    });
}

/** The measured response of the validation camera where its table is there, else our catalogue's curve. */
export async function validationResponse(data: string): Promise<CameraResponse> {
  return (await knownResponse(data, VALIDATION_CAMERA)).response;
}

async function parserValidator(data: string, runtime: Runtime): Promise<RecipeValidator> {
  const photos = await readLabelledPhotos(
    'camvid',
    join(data, 'camvid'),
    ({ group }) => group === HELD_OUT_DRIVE,
  );
  return async (files) => {
    const { model } = readParserModel(readSafetensors(contentOf(files, 'weights.safetensors')), 'weights');
    const { meanIntersectionOverUnion, accuracy } = await validateParser(model, photos, runtime, EVERY);
    return { figures: { meanIntersectionOverUnion, pixelAccuracy: accuracy } };
  };
}

function contentOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  return files.get(name) ?? new Uint8Array(0);
}
