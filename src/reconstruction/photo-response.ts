/** The response that a decoded photo is read with: chosen by rule or, where that is the advice, estimated from it. */
import type { Runtime } from '../runtime/runtime.ts';
import { boxDownsample } from './box-downsample.ts';
import { type CameraChoice, chooseResponse, effectiveResponse } from './choose-response.ts';
import { type EstimatorModel, ESTIMATOR_SIZE, estimateResponse } from './estimate-response.ts';
import type { ReconstructionModel } from './model.ts';
import type { Photo } from './photo.ts';
import type { ChosenResponse } from './report.ts';

/** All that the choice for a photo rests on but the photo itself. */
export interface PhotoResponseQuestion {
  readonly runtime: Runtime;
  readonly model: ReconstructionModel;
  readonly choice: CameraChoice;
  /** Content of the file that the choice names. */
  readonly fileText?: string;
  /** Light for which a linear photo is white-balanced; the cube is reflectance then. */
  readonly light?: string;
  /** The samples are proportional to light: no sRGB curve is undone. */
  readonly linear?: boolean;
  /** The weights that estimate responses; asked for once, and only if a photo needs them. */
  loadEstimator(): Promise<EstimatorModel>;
}

/** Chooses the response of one photo. */
export type ResponseChooser = (photo: Photo) => Promise<ChosenResponse>;

/**
 * Gets ready to choose responses, for any number of photos.
 *
 * What would be refused for every photo is refused here: @throws ResponseChoiceError, CameraError, SpectraError
 * as {@link chooseResponse} does.
 */
export function responseChooser(asked: PhotoResponseQuestion): ResponseChooser {
  const { choice, light, fileText } = asked;
  const question = {
    choice,
    grid: asked.model.wavelengths,
    ...(light === undefined ? {} : { light }),
    ...(fileText === undefined ? {} : { fileText }),
  };
  const dependsOnPhoto = choice.kind === 'database' && choice.camera === undefined;
  if (!dependsOnPhoto) chooseResponse({ ...question, encoding: asked.linear ? 'linear' : 'srgb', exif: {} });
  let estimator: Promise<EstimatorModel> | undefined;
  return async (photo) => {
    const answer = chooseResponse({ ...question, encoding: photo.encoding, exif: photo.exif });
    if (answer.kind === 'known') return answer;
    estimator ??= asked.loadEstimator();
    const thumbnail = boxDownsample(photo, ESTIMATOR_SIZE, ESTIMATOR_SIZE);
    const estimated = await estimateResponse(asked.runtime, await estimator, thumbnail);
    const response =
      answer.light === undefined ? estimated.response : effectiveResponse(estimated.response, answer.light);
    return { response, reason: answer.reason, notes: answer.notes, likeness: estimated.likeness };
  };
}
