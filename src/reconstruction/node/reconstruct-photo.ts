/**
 * From a photo file to a cube file: decode, choose the response, reconstruct in tiles within a memory limit, and
 * write the cube, a picture of it and a report. Outputs get their names only at the end, each whole: the cube's two
 * files together, then the picture, then the report; what fails before that leaves nothing behind.
 */
import { basename, dirname, extname, join } from 'node:path';
import { createCubeSink, type CubeFormat } from '../../cube/node/open-cube.ts';
import { writeFileAtomically } from '../../cube/node/atomic-file.ts';
import { checkOutput } from '../../cube/node/check-output.ts';
import { enviPaths } from '../../cube/node/envi-file.ts';
import { FileError } from '../../cube/node/file-error.ts';
import { npySidecarPath } from '../../cube/node/npy-file.ts';
import { makeFolder } from '../../cube/node/make-folder.ts';
import type { CubeMetadata } from '../../cube/spectral-cube.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { linearRgbImage, toSrgbImage } from '../../spectra/srgb.ts';
import { boxDownsample } from '../box-downsample.ts';
import { chooseResponse, effectiveResponse, parseCameraChoice } from '../choose-response.ts';
import { ESTIMATOR_SIZE, estimateResponse } from '../estimate-response.ts';
import { trueColour } from '../render.ts';
import { largestTile } from '../memory-plan.ts';
import type { GeneratorModel } from '../model.ts';
import type { Photo } from '../photo.ts';
import { type Consistency, type ReconstructionProgress, reconstruct } from '../reconstruct.ts';
import { decodePhoto, readPhotoHeader } from './decode-photo.ts';
import { readResponseText } from './read-response-text.ts';
import { loadEstimator } from './shipped-models.ts';
import { writePicture } from './write-picture.ts';
import type { ChosenResponse, ReconstructionReport } from '../report.ts';

export interface ReconstructPhotoOptions {
  readonly runtime: Runtime;
  readonly model: GeneratorModel;
  /** `auto`, `srgb`, `estimate`, a catalogue name, or a response file. Default `auto`. */
  readonly camera?: string;
  /** Light for which a linear photo is white-balanced; the cube is reflectance then. */
  readonly light?: string;
  /** The samples are proportional to light: no sRGB curve is undone. */
  readonly linear?: boolean;
  readonly format?: CubeFormat;
  readonly dataType?: 'float32' | 'uint16';
  readonly consistency?: Consistency;
  /** Bytes that the process may use at its peak. */
  readonly maxMemory: number;
  readonly overwrite?: boolean;
  readonly signal?: AbortSignal;
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
  const { runtime, model, consistency = 'non-negative', overwrite = false } = options;
  const started = performance.now();
  const outputs = outputPaths(output, options.format);
  const header = await readPhotoHeader(photoPath);
  const { bands } = model.network;
  const tile = largestTile({ ...header, bands }, options.maxMemory);
  const photo = await decodePhoto(photoPath, { linear: options.linear ?? false });
  const chosen = await responseOf(photo, options);
  const { response } = chosen;
  const metadata: CubeMetadata = {
    quantity: response.quantity,
    assumption: response.assumption,
    response: response.name,
    model: model.name,
    source: basename(photoPath),
    description: 'Spectra estimated from an RGB photo by spectralift; not a measurement.',
  };
  const { width, height } = photo;
  await makeFolder(dirname(outputs.stem));
  for (const path of [...outputs.cube, outputs.picture, outputs.report])
    await checkOutput(path, { overwrite });
  const sink = await createCubeSink(
    outputs.cube[0],
    { bands, height, width, wavelengths: model.wavelengths, metadata },
    { format: outputs.format, dataType: options.dataType ?? 'float32', overwrite },
  );
  try {
    const colours = trueColour(model.wavelengths, response.quantity);
    const picture = new Uint8Array(3 * width * height);
    const summary = await reconstruct(
      photo,
      { ...options, response, tile, consistency },
      async (y, rows, data) => {
        picture.set(toSrgbImage(linearRgbImage(width, rows, colours.apply(data))).data, 3 * y * width);
        await sink.writeRows(y, rows, data);
      },
    );
    await sink.finish({ reprojectionError: summary.reprojection.unclippedPixelRms }); // its notes are complete now
    const report: ReconstructionReport = {
      photo: {
        file: basename(photoPath),
        width,
        height,
        bitDepth: photo.bitDepth,
        encoding: photo.encoding,
        ...photo.exif,
      },
      response: {
        name: response.name,
        reason: chosen.reason,
        quantity: response.quantity,
        assumption: response.assumption,
        ...(chosen.likeness === undefined ? {} : { likeness: chosen.likeness }),
      },
      model: model.name,
      consistency,
      reprojection: summary.reprojection,
      notes: [...photo.notes, ...chosen.notes, ...sink.notes],
      outputs: [...outputs.cube, outputs.picture, outputs.report],
      runtime: `${runtime.name}, ${runtime.device}`,
      tile,
      megapixels: (width * height) / 1e6,
      inferenceSeconds: summary.seconds,
      seconds: (performance.now() - started) / 1000,
    };
    await writePicture(outputs.picture, { width, height, data: picture }, { overwrite });
    await writeFileAtomically(outputs.report, `${JSON.stringify(report, undefined, 2)}\n`, { overwrite });
    return report;
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

interface OutputPaths {
  readonly stem: string;
  readonly format: CubeFormat;
  readonly cube: readonly string[];
  readonly picture: string;
  readonly report: string;
}

const CUBE_ENDINGS = new Map<string, CubeFormat>([
  ['.hdr', 'envi'],
  ['.img', 'envi'],
  ['.npy', 'npy'],
]);

function outputPaths(output: string, wanted: CubeFormat | undefined): OutputPaths {
  const ending = extname(output).toLowerCase();
  const implied = CUBE_ENDINGS.get(ending);
  if (implied !== undefined && wanted !== undefined && implied !== wanted) {
    throw new FileError(`expected an output for ${wanted}, found ${basename(output)}`, {
      hint: 'leave the ending out',
    });
  }
  const stem = implied === undefined ? output : output.slice(0, -ending.length);
  const format = wanted ?? implied ?? 'envi';
  const { headerPath, dataPath } = enviPaths(stem);
  const cube = format === 'envi' ? [headerPath, dataPath] : [`${stem}.npy`, npySidecarPath(`${stem}.npy`)];
  return { stem, format, cube, picture: `${stem}.png`, report: `${stem}.report.json` };
}

async function responseOf(photo: Photo, options: ReconstructPhotoOptions): Promise<ChosenResponse> {
  const choice = parseCameraChoice(options.camera ?? 'auto');
  const file = await readResponseText(choice);
  const answer = chooseResponse({
    choice,
    encoding: photo.encoding,
    exif: photo.exif,
    grid: options.model.wavelengths,
    ...(options.light === undefined ? {} : { light: options.light }),
    ...(file === undefined ? {} : { fileText: file }),
  });
  if (answer.kind === 'known') return answer;
  const thumbnail = boxDownsample(photo, ESTIMATOR_SIZE, ESTIMATOR_SIZE);
  const estimated = await estimateResponse(options.runtime, await loadEstimator(), thumbnail);
  const response =
    answer.light === undefined ? estimated.response : effectiveResponse(estimated.response, answer.light);
  return { response, reason: answer.reason, notes: answer.notes, likeness: estimated.likeness };
}

/** Where the outputs of a photo go if only a folder is named. */
export function outputInFolder(folder: string, photoPath: string): string {
  return join(folder, basename(photoPath, extname(photoPath)));
}
