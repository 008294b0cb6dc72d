/** What the arguments of a reconstruction of many photos mean: photos, folders of photos, and videos. */
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { fileProblem } from '../../cube/files/file-error.ts';
import type { CubeFormatName } from '../../cube/formats/cube-format.ts';
import { SpectraliftError } from '../../errors.ts';
import { PhotoError } from '../photo.ts';
import { readPhotoHeader } from './decode-photo.ts';
import { allOutputs, manifestPath, type OutputPaths, outputsOfStem } from './output-paths.ts';

/** Inputs that cannot be taken together, or not into the folder that is named for their outputs. */
export class PhotoInputError extends SpectraliftError {
  readonly _tag = 'PhotoInputError';
}

/** A file to reconstruct: one photo, or a video of many frames. */
export interface PhotoInput extends NamedFile {
  readonly kind: 'photo' | 'video';
}

/** A file, which may be called something else than it is on disk. */
export interface NamedFile {
  readonly path: string;
  /** As reports have it. */
  readonly name: string;
  /** What the names of its outputs begin with. */
  readonly stem: string;
}

/** A file under its own name. */
export function namedFile(path: string): NamedFile {
  const name = basename(path);
  return { path, name, stem: basename(name, extname(name)) };
}

/** What a photo, or a frame of a video, is called in reports, and where its outputs go. */
export function outputsOfInput(
  folder: string,
  input: NamedFile,
  format: CubeFormatName | undefined,
  frame?: number,
): { readonly file: string; readonly outputs: OutputPaths; readonly frame?: number } {
  const stem = stemIn(folder, input);
  return frame === undefined
    ? { file: input.name, outputs: outputsOfStem(stem, format) }
    : {
        frame,
        file: `${input.name}, frame ${frame}`,
        outputs: outputsOfStem(`${stem}-${String(frame).padStart(6, '0')}`, format),
      };
}

/** The outputs' path in a folder, without ending. */
export function stemIn(folder: string, { stem }: NamedFile): string {
  return join(folder, stem);
}

/** What a folder is searched for. */
const PHOTO_ENDINGS = new Set(['.jpg', '.jpeg', '.png', '.tif', '.tiff', '.webp', '.avif']);
/** What makes a file that is named be taken for a video. */
const VIDEO_ENDINGS = new Set(['.mp4', '.mov', '.mkv', '.avi', '.webm', '.m4v', '.mpg', '.y4m']);

/** Bytes of a video that is long enough work to count it so. */
const LONG_VIDEO = 2e6;

/** `IMG_9` before `IMG_10`. */
const natural = new Intl.Collator('en', { numeric: true });

/** Whether a path has the ending of a photo. */
export function isPhotoName(path: string): boolean {
  return PHOTO_ENDINGS.has(extname(path).toLowerCase());
}

/** Whether a path has the ending of a video. */
export function isVideo(path: string): boolean {
  return VIDEO_ENDINGS.has(extname(path).toLowerCase());
}

/** Whether inputs may be more than one photo: several, a folder or a video. */
export async function areMany(paths: readonly string[]): Promise<boolean> {
  return paths.length !== 1 || isVideo(paths[0]) || (await isFolder(paths[0]));
}

/**
 * The files that inputs stand for. A folder stands for the photos in it (not in folders within, nor names that
 * begin with a dot) in natural order; a file stands for itself, whether it is there or not.
 *
 * @throws PhotoError if a folder holds no photos. @throws FileError if it cannot be read.
 */
export async function readPhotoInputs(paths: readonly (string | NamedFile)[]): Promise<PhotoInput[]> {
  const inputs: PhotoInput[] = [];
  for (const path of paths) {
    if (typeof path !== 'string') inputs.push(photoInput(path));
    else if (await isFolder(path)) {
      for (const photo of await photosIn(path)) inputs.push(photo); // more than a call takes arguments
    } else inputs.push(photoInput(namedFile(path)));
  }
  return inputs;
}

function photoInput(file: NamedFile): PhotoInput {
  return { ...file, kind: isVideo(file.name) ? 'video' : 'photo' };
}

async function photosIn(folder: string): Promise<PhotoInput[]> {
  const names = await photoNamesIn(folder);
  return names.map((name) => ({ kind: 'photo', ...namedFile(join(folder, name)) }));
}

/** The names of the photos in a folder, in natural order. @throws as {@link readPhotoInputs}. */
export async function photoNamesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw fileProblem(cause, `read the folder ${folder}`);
  });
  const names = entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const photos = names.filter(isPhotoName);
  if (photos.length === 0) {
    throw new PhotoError(
      `expected photos (${[...PHOTO_ENDINGS].join(', ')}) in the folder ${folder}, found none`,
      {
        hint: names.some(isVideo)
          ? 'a video is taken if it is named itself'
          : 'folders within a folder are not searched',
      },
    );
  }
  return photos.sort((a, b) => natural.compare(a, b) || (a < b ? -1 : 1));
}

/**
 * Makes sure that the outputs of all inputs can lie side by side in a folder, and that none replaces an input.
 * Upper and lower case count as the same, as they do on many disks.
 *
 * @param paths the inputs as they were named, folders among them.
 * @param inputs the files that they stand for.
 * @throws PhotoInputError that names both inputs, or the folder that is input and output at once.
 */
export function checkInputs(
  paths: readonly string[],
  inputs: readonly PhotoInput[],
  folder: string,
  format?: CubeFormatName,
): void {
  const sources = new Map(inputs.map(({ path }) => [resolve(path), path]));
  if (paths.some((path) => resolve(path) === resolve(folder))) {
    throw new PhotoInputError(
      `expected another folder for the outputs than for the photos, found ${folder}`,
      {
        hint: 'pictures of the cubes would be taken for photos the next time',
      },
    );
  }
  const taken = new Map<string, string>();
  const videos = inputs.filter(({ kind }) => kind === 'video');
  for (const input of inputs) {
    const { kind, path } = input;
    const stem = stemIn(folder, input);
    const video = videos.find((other) => isFrameOf(stem, stemIn(folder, other)));
    if (kind === 'photo' && video !== undefined) throw clash(video.path, path, basename(stem));
    const own = outputsOfStem(stem, format);
    const outputs = kind === 'photo' ? [...allOutputs(own), manifestPath(own)] : [stem];
    for (const output of outputs) {
      const replaced = sources.get(resolve(output));
      if (replaced !== undefined) {
        throw new PhotoInputError(
          `expected outputs that replace no photo, found ${path} to write ${output}`,
          {
            hint: 'choose another folder for the outputs',
          },
        );
      }
      const key = output.toLowerCase();
      const other = taken.get(key);
      if (other !== undefined) throw clash(other, path, basename(stem));
      taken.set(key, path);
    }
  }
}

/** Whether a stem is that of some frame of a video with another stem. */
function isFrameOf(stem: string, video: string): boolean {
  const [name, start] = [stem.toLowerCase(), `${video.toLowerCase()}-`];
  return name.startsWith(start) && /^\d{6,}$/.test(name.slice(start.length));
}

function clash(first: string, second: string, stem: string): PhotoInputError {
  return new PhotoInputError(
    `expected inputs with different output names, found ${first} and ${second}: both would be ${stem}`,
    { hint: 'reconstruct them into different folders, or rename one' },
  );
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/**
 * Pixels of photos, from their headers, counted no further than `enough`; what cannot be read counts as none, a video
 * as enough unless its file is small.
 */
export async function countPixels(paths: readonly string[], enough: number): Promise<number> {
  let pixels = 0;
  for (const { path } of await readPhotoInputs(paths).catch(() => [])) {
    if (isVideo(path)) {
      const { size } = await stat(path).catch(() => ({ size: 0 }));
      if (size >= LONG_VIDEO) return enough;
      continue;
    }
    const size = await readPhotoHeader(path).catch(() => ({ width: 0, height: 0 }));
    pixels += size.width * size.height;
    if (pixels >= enough) break;
  }
  return pixels;
}
