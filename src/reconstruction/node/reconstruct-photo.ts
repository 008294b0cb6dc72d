/** One photo file to a cube file: decode, choose the response, and reconstruct. */
import { basename } from 'node:path';
import type { CubeFormatName } from '../../cube/formats/cube-format.ts';
import type { ReconstructionProgress } from '../reconstruct.ts';
import type { ReconstructionReport } from '../report.ts';
import { decodePhoto, readPhotoHeader } from './decode-photo.ts';
import { checkOutputs, outputPaths } from './output-paths.ts';
import { type PhotoResponseOptions, openResponseChooser } from './photo-response.ts';
import { planPhoto, reconstructDecoded, type ReconstructDecodedOptions } from './reconstruct-decoded.ts';

export interface ReconstructPhotoOptions extends PhotoResponseOptions, ReconstructDecodedOptions {
  readonly format?: CubeFormatName;
  onProgress?(progress: ReconstructionProgress): void;
}

/**
 * Reconstructs a photo into `<output>.hdr` and `.img` (or `.npy`), `<output>.png` and `<output>.report.json`.
 *
 * @param output path without ending, or with that of the cube (`.hdr`, `.img`, `.npy`).
 * @throws PhotoError, ResponseChoiceError, CameraError, NetworkError, MemoryError, FileError: see where each is
 * defined.
 */
export async function reconstructPhoto(
  photoPath: string,
  output: string,
  options: ReconstructPhotoOptions,
): Promise<ReconstructionReport> {
  const { linear = false, overwrite = false } = options;
  const started = performance.now();
  const outputs = outputPaths(output, options.format);
  const plan = planPhoto(await readPhotoHeader(photoPath), options);
  const chooseFor = await openResponseChooser(options);
  await checkOutputs(outputs, photoPath, { overwrite });
  const photo = await decodePhoto(photoPath, { linear });
  const chosen = await chooseFor(photo);
  const secondsBefore = (performance.now() - started) / 1000;
  const computed = await reconstructDecoded(
    { photo, file: basename(photoPath), path: photoPath, outputs, chosen, plan, secondsBefore },
    options,
  );
  return computed.finish();
}
