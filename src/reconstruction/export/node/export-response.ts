/** The response that a file is exported for: one that is known without a photo, or none, where it is fed. */
import type { CameraResponse } from '../../../camera/camera-response.ts';
import { chooseResponse, parseCameraChoice } from '../../choose-response.ts';
import { readResponseText } from '../../node/read-response-text.ts';
import { ExportError } from '../exported-network.ts';

/**
 * Finds the response.
 *
 * @param camera `srgb`, a catalogue name, a response file, or `input`.
 * @param grid wavelengths in nanometres. @param light that linear pictures are white-balanced for.
 * @throws ExportError if the choice needs a photo, or a light is given with `input`.
 * @throws ResponseChoiceError, CameraError, SpectraError or FileError if there is no such response.
 */
export async function exportResponse(
  camera: string,
  grid: readonly number[],
  light?: string,
): Promise<CameraResponse | 'input'> {
  if (camera.trim().toLowerCase() === 'input') {
    if (light === undefined) return 'input';
    throw new ExportError(`expected no light with a response that is fed, found ${light}`, {
      hint: 'feed the response as the light makes it',
    });
  }
  const choice = parseCameraChoice(camera);
  if (choice.kind === 'auto' || choice.kind === 'estimate') {
    throw new ExportError(`expected a response that is known without a photo, found '${choice.kind}'`, {
      hint: 'give srgb, the name of a camera, a response file, or input to feed it beside each picture',
    });
  }
  const fileText = await readResponseText(choice);
  const answer = chooseResponse({
    choice,
    encoding: 'linear',
    exif: {},
    grid,
    ...(light === undefined ? {} : { light }),
    ...(fileText === undefined ? {} : { fileText }),
  });
  if (answer.kind === 'known') return answer.response;
  throw new ExportError(`expected a known response, found that ${answer.reason}`);
}
