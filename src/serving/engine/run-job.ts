/** One photo of a client: from its bytes to those of the answer, within memory that does not grow with the photo's height. */
import { formatCubeDescription } from '../../cube/formats/cube-description.ts';
import { INTERLEAVES } from '../../cube/formats/raw/raw-layout.ts';
import type { CubeHeader } from '../../cube/spectral-cube.ts';
import { SpectraliftError } from '../../errors.ts';
import { parseCameraChoice } from '../../reconstruction/choose-response.ts';
import { decodePhoto, type PhotoHeader, readPhotoHeader } from '../../reconstruction/node/decode-photo.ts';
import { emptyRuntime, kindOf } from '../../reconstruction/node/photos-memory.ts';
import { planPhoto } from '../../reconstruction/node/reconstruct-decoded.ts';
import type { Photo } from '../../reconstruction/photo.ts';
import { responseChooser } from '../../reconstruction/photo-response.ts';
import { reconstruct } from '../../reconstruction/reconstruct.ts';
import type { ChosenResponse } from '../../reconstruction/report.ts';
import type { PhotoSettings, Place, ServedReport } from '../photo-settings.ts';
import { AnswerFile, type SendBytes } from './answer-file.ts';
import type { StoredSamples } from './answers/answer-writer.ts';
import { ANSWERS } from './answers/index.ts';
import type { AnswerHead } from './engine.ts';
import type { OpenEngine } from './open-engine.ts';

/** A photo with more pixels than the service takes. */
class PixelLimitError extends SpectraliftError {
  readonly _tag = 'PixelLimitError';
}

/** A point or region that is not in the photo. */
class PlaceError extends SpectraliftError {
  readonly _tag = 'PlaceError';
}

/** A job as an engine is given it. */
export interface Job {
  readonly id: string;
  readonly photo: Uint8Array;
  readonly settings: PhotoSettings;
  readonly signal: AbortSignal;
  /** Told once, before the first byte. */
  begin(head: AnswerHead): void;
  readonly send: SendBytes;
}

/** How the photo is called in messages. */
const NAME = 'the photo';
/** Characters of a text that a photo's file gives, in a report. */
const LONGEST_TEXT = 100;

/**
 * Reconstructs the photo and writes the answer.
 *
 * @returns the whole report.
 * @throws PhotoError, PixelLimitError, PlaceError, MemoryError, ResponseChoiceError, CameraError, SpectraError before
 * anything was begun; the signal's reason if it aborts.
 */
export async function runJob(engine: OpenEngine, job: Job): Promise<ServedReport> {
  const started = performance.now();
  const { settings, signal } = job;
  const loaded = engine.models.get(settings.model);
  if (loaded === undefined) throw new Error('the model is not loaded');
  const { runtime } = engine;
  const { model, way } = loaded;
  const file = { bytes: job.photo, name: NAME };
  const header = await readPhotoHeader(file);
  checkSize(header, engine.settings.pixels);
  checkPlaces(settings.places, header);
  const maxMemory = engine.settings.maxMemory - job.photo.length - engine.settings.answerBytes;
  const plan = planPhoto(header, { runtime, model, way, maxMemory });
  const choose = responseChooser({
    ...{ runtime, model, choice: parseCameraChoice(settings.camera), linear: settings.linear },
    ...(settings.light === undefined ? {} : { light: settings.light }),
    loadEstimator: loaded.loadEstimator,
  });
  signal.throwIfAborted();
  const photo = await decodePhoto(file, settings);
  signal.throwIfAborted();
  const chosen = await choose(photo);
  const kind = kindOf({ kind: 'photo', photo, chosen, plan, seconds: 0 });
  if (!engine.kept.admit(kind, plan, 0, maxMemory)) await emptyRuntime(runtime);

  const cube = cubeHeader(photo, chosen, model);
  const output = new AnswerFile(job.send);
  const answer = ANSWERS[settings.format](output, cube, settings);
  const described = (header: CubeHeader, stored?: StoredSamples) =>
    describe(header, settings, answer.scaleFactor, stored);
  const before: ServedReport = { ...reportOf(job, photo, chosen), cube: described(cube) };
  const { contentType, bytes } = answer;
  job.begin({ contentType, ...(bytes === undefined ? {} : { bytes }), report: before });
  try {
    const { response } = chosen;
    const { consistency } = settings;
    const { picture } = answer;
    const summary = await reconstruct(
      photo,
      { runtime, model, response, way: plan.way, lanes: plan.lanes, consistency, picture, signal },
      (strip) => answer.strip(strip),
    );
    const stored = answer.stored();
    const { reprojection } = summary;
    const metadata = { ...cube.metadata, reprojectionError: reprojection.unclippedPixelRms };
    const whole: ServedReport = {
      ...before,
      state: 'done',
      notes: [...before.notes, ...stored.notes],
      cube: described({ ...cube, metadata }, stored),
      reprojection,
      runtime: engine.facts.runtime,
      way: summary.way,
      lanes: summary.lanes,
      megapixels: (photo.width * photo.height) / 1e6,
      inferenceSeconds: summary.seconds,
      seconds: (performance.now() - started) / 1000,
    };
    await answer.finish(whole, { ...cube, metadata });
    await output.flush();
    return whole;
  } catch (error) {
    await answer.abandon();
    throw error;
  }
}

function checkSize({ width, height }: PhotoHeader, most: number): void {
  if (width * height <= most) return;
  throw new PixelLimitError(
    `${NAME}: expected at most ${most} pixels, found ${width} x ${height} = ${width * height}`,
    { hint: 'crop or downsize it first' },
  );
}

function checkPlaces(places: readonly Place[], photo: PhotoHeader): void {
  for (const { kind, x, y, width, height } of places) {
    if (width >= 1 && height >= 1 && x + width <= photo.width && y + height <= photo.height) continue;
    const found = kind === 'point' ? `${x},${y}` : `${x},${y},${width},${height}`;
    throw new PlaceError(
      `expected a ${kind} within ${photo.width} x ${photo.height} pixels, found ${found}`,
      { hint: kind === 'point' ? 'give column,row from 0' : 'give column,row,width,height from 0' },
    );
  }
}

function cubeHeader(
  { width, height }: Photo,
  { response }: ChosenResponse,
  model: { readonly name: string; readonly wavelengths: readonly number[] },
): CubeHeader {
  return {
    bands: model.wavelengths.length,
    height,
    width,
    wavelengths: model.wavelengths,
    metadata: {
      quantity: response.quantity,
      assumption: response.assumption,
      response: response.name,
      model: model.name,
      description: 'Spectra estimated from an RGB photo by spectralift; not a measurement.',
    },
  };
}

/** What a cube file's description would say. */
function describe(
  header: CubeHeader,
  { interleave }: PhotoSettings,
  scaleFactor: number | undefined,
  stored?: StoredSamples,
): Record<string, unknown> {
  const storage =
    scaleFactor === undefined
      ? {}
      : { axes: INTERLEAVES[interleave], scaleFactor, clampedSamples: stored?.clampedSamples ?? 0 };
  return JSON.parse(formatCubeDescription(header, storage));
}

function reportOf({ id, settings }: Job, photo: Photo, chosen: ChosenResponse): Omit<ServedReport, 'cube'> {
  const { width, height, bitDepth, encoding, exif, notes } = photo;
  const { response, reason, likeness } = chosen;
  const { name, quantity, assumption } = response;
  const written = Object.fromEntries(
    Object.entries(exif).map(([key, text]) => [key, String(text).slice(0, LONGEST_TEXT)]),
  );
  return {
    id,
    state: 'running',
    estimated: true,
    photo: { width, height, bitDepth, encoding, ...written },
    response: { name, reason, quantity, assumption, ...(likeness === undefined ? {} : { likeness }) },
    model: settings.model,
    consistency: settings.consistency,
    notes: [...notes, ...chosen.notes],
  };
}
