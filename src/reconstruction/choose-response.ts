/**
 * Which camera response a photo is read with, and why: the logic behind `--camera` and `--light`, without
 * any file or network. The reason goes into the report, so that nobody has to guess what was assumed.
 */
import type { CameraResponse } from '../camera/camera-response.ts';
import { cameraNames, catalogueCamera, findCameraByExif } from '../camera/catalogue.ts';
import {
  developedSrgbResponse,
  radianceResponse,
  whiteBalancedResponse,
} from '../camera/effective-response.ts';
import { parseCamspecDatabase, parseResponseCsv } from '../camera/response-file.ts';
import { SpectraliftError } from '../errors.ts';
import { closestNames } from '../spectra/closest-names.ts';
import { illuminant } from '../spectra/illuminants.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import type { PhotoEncoding, PhotoExif } from './photo.ts';

/** A choice of camera and light that does not go together, or names what is not there. */
export class ResponseChoiceError extends SpectraliftError {
  readonly _tag = 'ResponseChoiceError';
}

/** What `--camera` can ask for. Files are named here and read by the caller. */
export type CameraChoice =
  | { readonly kind: 'auto' | 'srgb' | 'estimate' }
  | { readonly kind: 'catalogue'; readonly name: string }
  /** A CSV file of one response. */
  | { readonly kind: 'csv'; readonly path: string }
  /** A text file of many measured cameras (`camspec_database.txt`); `FILE.txt#NAME` picks one. */
  | { readonly kind: 'database'; readonly path: string; readonly camera?: string };

/** All that the choice rests on. */
export interface ResponseQuestion {
  readonly choice: CameraChoice;
  readonly encoding: PhotoEncoding;
  readonly exif: PhotoExif;
  /** Name of the light that the photo was white-balanced for; reflectance is estimated then. */
  readonly light?: string;
  /** Content of the file that the choice names. */
  readonly fileText?: string;
  /** Wavelengths in nanometres; 400..700 by 10 if absent. */
  readonly grid?: readonly number[];
}

/** The answer: a response that is ready to use, or the advice to estimate one from the photo. */
export type ResponseAnswer =
  | {
      readonly kind: 'known';
      readonly response: CameraResponse;
      /** Why this one, in words. */
      readonly reason: string;
      readonly notes: readonly string[];
    }
  | {
      readonly kind: 'estimate';
      readonly reason: string;
      readonly notes: readonly string[];
      /** The light to put into the estimated response with {@link effectiveResponse}. */
      readonly light?: string;
    };

/**
 * Reads the value of `--camera`: `auto`, `srgb`, `estimate`, a path that ends in `.csv` or `.txt` (with
 * `#NAME` for one camera of many), or else the name of a catalogued camera. Case of the words does not count.
 *
 * @throws ResponseChoiceError if the text is empty.
 */
export function parseCameraChoice(text: string): CameraChoice {
  const trimmed = text.trim();
  const word = trimmed.toLowerCase();
  if (word === 'auto' || word === 'srgb' || word === 'estimate') return { kind: word };
  if (/\.csv$/i.test(trimmed)) return { kind: 'csv', path: trimmed };
  const database = /^(.+\.txt)(?:#(.+))?$/i.exec(trimmed);
  if (database !== null) {
    const [, path, camera] = database;
    return camera === undefined ? { kind: 'database', path } : { kind: 'database', path, camera };
  }
  if (trimmed === '') {
    throw new ResponseChoiceError('expected auto, srgb, estimate, a camera or a file, found nothing');
  }
  return { kind: 'catalogue', name: trimmed };
}

/**
 * Decides which response a photo is read with.
 *
 * `auto`: a developed picture takes the sRGB response; a linear one its EXIF camera if the catalogue has it,
 * else an estimate. A named light turns a camera into one of reflectance; without it the cube is radiance.
 *
 * @throws ResponseChoiceError if a light is named for a developed picture, or if a file of many cameras does
 * not hold the wanted one. @throws CameraError if a camera is unknown or a file is malformed. @throws
 * SpectraError if the light is unknown.
 */
export function chooseResponse(question: ResponseQuestion): ResponseAnswer {
  const { choice, encoding, exif, light } = question;
  const grid = question.grid ?? VISIBLE_31;
  if (light !== undefined) illuminant(light, grid); // an unknown name is refused whatever is chosen
  switch (choice.kind) {
    case 'auto':
      return chooseAutomatically(question, grid);
    case 'srgb':
      return developed('chosen by name', light, grid);
    case 'estimate':
      return estimate('chosen by name', light);
    case 'catalogue':
      return known(catalogueCamera(choice.name, grid), 'catalogue camera, chosen by name', encoding, light);
    case 'csv':
      return known(
        parseResponseCsv(contentOf(question, choice.path), choice.path, grid),
        `measured response from ${choice.path}`,
        encoding,
        light,
      );
    case 'database': {
      const cameras = parseCamspecDatabase(contentOf(question, choice.path));
      const name = pickCamera([...cameras.keys()], choice.path, choice.camera, exif);
      const camera = cameras.get(name);
      if (camera === undefined)
        throw new ResponseChoiceError(`expected ${name} in ${choice.path}, found none`);
      return known(
        camera.resampled(grid),
        `measured response of ${name} from ${choice.path}`,
        encoding,
        light,
      );
    }
  }
}

/**
 * A camera as it sees a scene: white-balanced under a named light (cubes of reflectance), or without one
 * (cubes of radiance).
 *
 * @throws SpectraError if the light is unknown. @throws CameraError if the light leaves a channel dark.
 */
export function effectiveResponse(camera: CameraResponse, light?: string): CameraResponse {
  return light === undefined
    ? radianceResponse(camera)
    : whiteBalancedResponse(camera, illuminant(light, camera.wavelengths), light);
}

function chooseAutomatically(question: ResponseQuestion, grid: readonly number[]): ResponseAnswer {
  const { encoding, exif, light } = question;
  if (encoding === 'srgb') {
    return developed('the photo is a developed picture', light, grid);
  }
  const written = [exif.make, exif.model].filter((part) => part !== undefined).join(' ');
  if (written === '') {
    return estimate('the photo is linear and does not say which camera took it', light);
  }
  const name = findCameraByExif(exif.make ?? '', exif.model ?? '');
  if (name === undefined) {
    return estimate(`the photo is linear, and its camera (${written}) is not in the catalogue`, light);
  }
  return known(
    catalogueCamera(name, grid),
    `the photo is linear and was taken with a ${name}, which is in the catalogue`,
    encoding,
    light,
  );
}

function developed(reason: string, light: string | undefined, grid: readonly number[]): ResponseAnswer {
  if (light !== undefined) {
    throw new ResponseChoiceError(`expected no light with a developed picture, found ${light}`, {
      hint: 'development to sRGB has taken the light out; name a light only with a camera and linear samples',
    });
  }
  return { kind: 'known', response: developedSrgbResponse(grid), reason, notes: [] };
}

function estimate(reason: string, light: string | undefined): ResponseAnswer {
  return { kind: 'estimate', reason, notes: [], ...(light === undefined ? {} : { light }) };
}

function known(
  camera: CameraResponse,
  reason: string,
  encoding: PhotoEncoding,
  light: string | undefined,
): ResponseAnswer {
  const notes =
    encoding === 'srgb'
      ? [
          `the curves of ${camera.name} hold for its linear samples, but this photo was taken as developed: check that its colours were not corrected, or use --camera srgb`,
        ]
      : [];
  return { kind: 'known', response: effectiveResponse(camera, light), reason, notes };
}

function contentOf(question: ResponseQuestion, path: string): string {
  if (question.fileText === undefined) {
    throw new ResponseChoiceError(`expected the content of ${path}, found none`);
  }
  return question.fileText;
}

/** The camera of a file of many: by name, the only one, or the one that took the photo. */
function pickCamera(
  names: readonly string[],
  path: string,
  wanted: string | undefined,
  exif: PhotoExif,
): string {
  const same = (name: string, other: string) => simplified(name) === simplified(other);
  if (wanted !== undefined) {
    const found = names.find((name) => same(name, wanted));
    if (found !== undefined) return found;
    throw new ResponseChoiceError(
      `expected one of the ${names.length} cameras of ${path}, found '${wanted}'`,
      { hint: `did you mean ${closestNames(wanted, names).join(', ')}?` },
    );
  }
  if (names.length === 1) return names[0];
  const byExif = findCameraByExif(exif.make ?? '', exif.model ?? '');
  const found = byExif === undefined ? undefined : names.find((name) => same(name, byExif));
  if (found !== undefined) return found;
  const example = names.find((name) => cameraNames().some((other) => same(name, other))) ?? names[0];
  throw new ResponseChoiceError(
    `expected the name of one camera, found a file of ${names.length} and a photo that names none of them`,
    { hint: `add the name, for example ${path}#${example}` },
  );
}

function simplified(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
