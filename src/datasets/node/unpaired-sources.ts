/**
 * Reads the two sides of unpaired training from one folder, a set a folder of its name. No scene stands on both sides:
 * of CAVE's training scenes every third is for renderings, the others are for spectra, whichever sets are wanted.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraResponse } from '../../camera/camera-response.ts';
import { cameraNames, catalogueCamera } from '../../camera/catalogue.ts';
import { fileProblem } from '../../cube/files/file-error.ts';
import { folderInput } from '../../cube/node/folder-files.ts';
import type { Random } from '../../random.ts';
import { encodeSrgb } from '../../spectra/srgb.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { caveUnsaturated } from '../cave.ts';
import { type CubeDataset, DatasetError, type DatasetName, type LabelledPhoto } from '../dataset.ts';
import { listTree } from '../file-tree.ts';
import { datasetByName } from '../index.ts';
import { MosaicSampler } from '../mosaic-sampler.ts';
import { type PhotoSource, photosInMemory, type SampledPhoto } from '../photo-sampler.ts';
import { ResizedSampler, sceneInMemory, type SpectraSource, type WindowedScene } from '../resized-sampler.ts';
import { litSpectra, ShadingSampler, spectraInMemory } from '../spectra-sources.ts';
import { PHOTO_SETS, type PhotoSetName, SPECTRA_SETS, type SpectraSetName } from '../unpaired-sets.ts';
import { ConditionSampler } from '../viewing-conditions.ts';
import { type NamedScene, readCaveScenes } from './cave-scenes.ts';
import { NODE_DATASET_CONTEXT } from './dataset-context.ts';
import { type PhotoFile, photoFiles } from './photo-files.ts';
import { readDaylights, readReflectances } from './training-sources.ts';
import { unlinkedFolder } from './unlinked-folder.ts';

/** What is drawn on either side. */
export interface UnpairedQuestion {
  /** Folder with a folder a set. */
  readonly folder: string;
  readonly photos: readonly PhotoSetName[];
  readonly spectra: readonly SpectraSetName[];
  /** Catalogue cameras that must not be seen. */
  readonly heldOut: readonly string[];
  /** Side of the patches of spectra, pixels. */
  readonly size: number;
  /** Draws cameras and lights of renderings. */
  readonly random: Random;
}

/** A set of photos, ready to be drawn from. */
export interface ReadPhotoSet {
  readonly name: PhotoSetName;
  readonly photos: PhotoSource;
  readonly scale: readonly [least: number, largest: number];
  /** Names of the classes of its labels; none where it has no labels. */
  readonly classes: readonly string[];
}

/** Both sides. */
export interface UnpairedSources {
  readonly photos: readonly ReadPhotoSet[];
  readonly spectra: readonly SpectraSource[];
}

/** Every third training scene of CAVE is rendered, never shown as spectra. */
const RENDERED_EVERY = 3;
/** Renderings of each such scene. */
const RENDERINGS = 8;
const PHOTO_ENDING = /\.(jpe?g|png|webp|tiff?)$/i;

/** Reads both sides. @throws DatasetError if a set is not there. */
export async function readUnpairedSources(question: UnpairedQuestion): Promise<UnpairedSources> {
  const { folder } = question;
  const cave = lazily(() => readCaveScenes(join(folder, 'cave'), 'train'));
  const photos: ReadPhotoSet[] = [];
  for (const name of question.photos) photos.push(await readPhotoSet(name, question, cave));
  const spectra: SpectraSource[] = [];
  for (const name of question.spectra) spectra.push(await readSpectraSet(name, question, cave));
  return { photos, spectra };
}

/** Scenes that are rendered as photos, and those that are shown as spectra; none is both. */
export function caveSides<Scene>(scenes: readonly Scene[]): {
  readonly rendered: readonly Scene[];
  readonly measured: readonly Scene[];
} {
  const rendered = scenes.filter((_, index) => index % RENDERED_EVERY === 0);
  return { rendered, measured: scenes.filter((scene) => !rendered.includes(scene)) };
}

function lazily<T>(read: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined;
  return () => {
    value ??= read();
    return value;
  };
}

async function readPhotoSet(
  name: PhotoSetName,
  question: UnpairedQuestion,
  cave: () => Promise<readonly NamedScene[]>,
): Promise<ReadPhotoSet> {
  const { scale, dataset } = PHOTO_SETS.find((set) => set.name === name) ?? PHOTO_SETS[0];
  const folder = join(question.folder, name);
  if (dataset !== undefined) {
    const known = datasetByName(dataset);
    const classes = known.kind === 'labelled-photos' ? known.classes : [];
    return { name, scale, classes, photos: await readLabelledPhotos(dataset, folder) };
  }
  if (name === 'cave-renderings') {
    const scenes = caveSides(await cave()).rendered;
    return { name, scale, classes: [], photos: photosInMemory(renderScenes(scenes, question)) };
  }
  const names = await readdir(folder).catch((cause: unknown) => {
    throw fileProblem(cause, `read the photos of ${folder}`);
  });
  const files = names.filter((file) => PHOTO_ENDING.test(file)).sort();
  if (files.length === 0) throw new DatasetError(`expected photos in ${folder}, found none`);
  return {
    name,
    scale,
    classes: [],
    photos: photoFiles(files.map((file) => ({ path: join(folder, file) }))),
  };
}

/**
 * Training photos of a set of labelled photos, with their labels; those without a split all train.
 *
 * @param wanted which of them are read.
 * @throws DatasetError if there are none.
 */
export async function readLabelledPhotos(
  name: DatasetName,
  folder: string,
  wanted: (sample: LabelledPhoto) => boolean = () => true,
): Promise<PhotoSource> {
  const dataset = datasetByName(name);
  if (dataset.kind !== 'labelled-photos') throw new DatasetError(`expected labelled photos, found ${name}`);
  const { files } = unlinkedFolder(folder);
  const tree = await listTree(files);
  const { samples } = await dataset.find(tree);
  const chosen = samples.filter(
    (sample) => (sample.split === undefined || sample.split === 'train') && wanted(sample),
  );
  if (chosen.length === 0) {
    throw new DatasetError(`expected training photos of ${dataset.title} in ${folder}, found none`, {
      hint: `its layout: ${dataset.layout.join('; ')}`,
    });
  }
  return photoFiles(
    chosen.map(
      (sample): PhotoFile => ({
        path: join(folder, sample.photo),
        ...(sample.labels === undefined
          ? {}
          : { readLabels: () => dataset.readLabels(sample, tree, NODE_DATASET_CONTEXT) }),
      }),
    ),
  );
}

/** Scenes through cameras of the catalogue, under random lights, developed so that decoding gives linear light back. */
function renderScenes(scenes: readonly NamedScene[], { heldOut, random }: UnpairedQuestion): SampledPhoto[] {
  const conditions = new ConditionSampler({
    wavelengths: VISIBLE_31,
    cameras: camerasBut(heldOut),
    lights: [],
    shares: { developed: 0.25, whiteBalanced: 0.35, plain: 0.2, radiance: 0.2 },
  });
  return scenes.flatMap(({ cube }) =>
    Array.from({ length: RENDERINGS }, () => {
      const { response, light } = conditions.draw(random);
      const pixels = cube.width * cube.height;
      const scene =
        light === undefined
          ? cube.data
          : cube.data.map((value, index) => value * light[Math.floor(index / pixels)]);
      const linear = response.project(scene);
      const exposure = 1 / Math.max(1e-6, quantile(linear, 0.995));
      const rgb = new Uint8Array(3 * pixels);
      for (let pixel = 0; pixel < pixels; pixel++) {
        for (let channel = 0; channel < 3; channel++) {
          const value = encodeSrgb(Math.min(1, Math.max(0, exposure * linear[channel * pixels + pixel])));
          rgb[3 * pixel + channel] = Math.round(255 * value);
        }
      }
      return { width: cube.width, height: cube.height, rgb };
    }),
  );
}

function camerasBut(heldOut: readonly string[]): CameraResponse[] {
  const names = heldOut.map((name) => catalogueCamera(name).name);
  return cameraNames()
    .filter((name) => !names.includes(name))
    .map((name) => catalogueCamera(name));
}

function quantile(values: Float32Array, share: number): number {
  return Float32Array.from(values).sort()[Math.floor(share * (values.length - 1))];
}

async function readSpectraSet(
  name: SpectraSetName,
  { folder, size, heldOut }: UnpairedQuestion,
  cave: () => Promise<readonly NamedScene[]>,
): Promise<SpectraSource> {
  const { scale, lit, dataset } = SPECTRA_SETS.find((set) => set.name === name) ?? SPECTRA_SETS[0];
  const lights = new ConditionSampler({
    wavelengths: VISIBLE_31,
    cameras: camerasBut(heldOut),
    lights: await readDaylights(folder),
    shares: { developed: 1, whiteBalanced: 0, plain: 0, radiance: 0 },
  });
  if (name === 'mosaics') {
    const reflectances = await readReflectances(folder);
    if (reflectances.length === 0) {
      throw new DatasetError(`expected tables of reflectances in ${join(folder, 'spectra')}, found none`);
    }
    const mosaics = new MosaicSampler(new ShadingSampler(VISIBLE_31.length, size), reflectances, 1);
    return litSpectra(spectraInMemory(mosaics), lights, lit);
  }
  if (name === 'cave') {
    const scenes = caveSides(await cave()).measured;
    const inMemory = scenes.map(({ cube }) => sceneInMemory({ cube, mask: caveUnsaturated(cube) }));
    return litSpectra(new ResizedSampler(inMemory, { size, scale }), lights, lit);
  }
  const known = datasetByName(dataset ?? name);
  if (known.kind !== 'cubes') throw new DatasetError(`expected scenes with spectra, found ${known.name}`);
  const scenes = await scenesOf(known, join(folder, name));
  return litSpectra(new ResizedSampler(scenes, { size, scale }), lights, lit);
}

/** Training scenes of a set, each opened while a window of it is read. */
async function scenesOf(dataset: CubeDataset, folder: string): Promise<WindowedScene[]> {
  const files = folderInput(folder);
  const { samples } = await dataset.find(await listTree(files));
  const wanted = samples.filter(({ split }) => split === undefined || split === 'train');
  const scenes: WindowedScene[] = [];
  for (const sample of wanted) {
    const open = () => dataset.open(sample, files, NODE_DATASET_CONTEXT);
    const source = await open();
    const { bands, width, height } = source;
    await source.close();
    scenes.push({
      bands,
      width,
      height,
      async readWindow(window) {
        const opened = await open();
        try {
          return await opened.readWindow(window);
        } finally {
          await opened.close();
        }
      },
    });
  }
  if (scenes.length === 0)
    throw new DatasetError(`expected training scenes of ${dataset.title} in ${folder}, found none`);
  return scenes;
}
