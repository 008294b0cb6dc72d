/** What a photo's response is chosen from, where files are named by path and weights lie on disk. */
import type { Runtime } from '../../runtime/runtime.ts';
import { parseCameraChoice } from '../choose-response.ts';
import type { ReconstructionModel } from '../model.ts';
import { type ResponseChooser, responseChooser } from '../photo-response.ts';
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

/**
 * Gets ready to choose responses; the files that this takes are read once, however many photos follow.
 *
 * @throws as {@link responseChooser} does. @throws FileError if a response file cannot be read.
 */
export async function openResponseChooser(options: PhotoResponseOptions): Promise<ResponseChooser> {
  const choice = parseCameraChoice(options.camera ?? 'auto');
  const fileText = await readResponseText(choice);
  return responseChooser({
    ...options,
    choice,
    ...(fileText === undefined ? {} : { fileText }),
    loadEstimator: () => loadEstimatorOf(options.model.name),
  });
}
