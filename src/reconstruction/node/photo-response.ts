/** The response that a decoded photo is read with: chosen by rule or, where that is the advice, estimated from it. */
import type { Runtime } from '../../runtime/runtime.ts';
import { boxDownsample } from '../box-downsample.ts';
import { chooseResponse, effectiveResponse, parseCameraChoice } from '../choose-response.ts';
import { type EstimatorModel, ESTIMATOR_SIZE, estimateResponse } from '../estimate-response.ts';
import type { ReconstructionModel } from '../model.ts';
import type { Photo } from '../photo.ts';
import type { ChosenResponse } from '../report.ts';
import { readResponseText } from './read-response-text.ts';
import { loadEstimatorOf } from './shipped-models.ts';

export interface PhotoResponseOptions {
  readonly runtime: Runtime;
  readonly model: ReconstructionModel;
  /** `auto`, `srgb`, `estimate`, a catalogue name, or a response file. Default `auto`. */
  readonly camera?: string;
  /** Light for which a linear photo is white-balanced; the cube is reflectance then. */
  readonly light?: string;
  /** The samples are proportional to light: no sRGB curve is undone. */
  readonly linear?: boolean;
}

/** Chooses the response of one photo. */
export type ResponseChooser = (photo: Photo) => Promise<ChosenResponse>;

/**
 * Gets ready to choose responses; the files that this takes are read once, however many photos follow.
 *
 * What would be refused for every photo is refused here: @throws ResponseChoiceError, CameraError, SpectraError
 * as {@link chooseResponse} does, FileError if a response file cannot be read.
 */
export async function responseChooser(options: PhotoResponseOptions): Promise<ResponseChooser> {
  const choice = parseCameraChoice(options.camera ?? 'auto');
  const file = await readResponseText(choice);
  const question = {
    choice,
    grid: options.model.wavelengths,
    ...(options.light === undefined ? {} : { light: options.light }),
    ...(file === undefined ? {} : { fileText: file }),
  };
  const dependsOnPhoto = choice.kind === 'database' && choice.camera === undefined;
  if (!dependsOnPhoto)
    chooseResponse({ ...question, encoding: options.linear ? 'linear' : 'srgb', exif: {} });
  let estimator: Promise<EstimatorModel> | undefined;
  return async (photo) => {
    const answer = chooseResponse({ ...question, encoding: photo.encoding, exif: photo.exif });
    if (answer.kind === 'known') return answer;
    estimator ??= loadEstimatorOf(options.model.name);
    const thumbnail = boxDownsample(photo, ESTIMATOR_SIZE, ESTIMATOR_SIZE);
    const estimated = await estimateResponse(options.runtime, await estimator, thumbnail);
    const response =
      answer.light === undefined ? estimated.response : effectiveResponse(estimated.response, answer.light);
    return { response, reason: answer.reason, notes: answer.notes, likeness: estimated.likeness };
  };
}
