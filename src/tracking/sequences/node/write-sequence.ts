/** A generated video as a folder: frames and boxes as OTB lays them out, and beside them the cubes. */
import { join } from 'node:path';
import { type OverwriteOption, writeFileAtomically } from '../../../cube/node/atomic-file.ts';
import { checkOutput } from '../../../cube/node/check-output.ts';
import { makeFolder } from '../../../cube/node/make-folder.ts';
import { writeCube } from '../../../cube/node/open-cube.ts';
import type { TrackBox } from '../../../datasets/track-boxes.ts';
import type { PhotoEncoding } from '../../../reconstruction/linear-picture.ts';
import { writePicture } from '../../../reconstruction/node/write-picture.ts';
import { quantise } from '../../../reconstruction/simulate.ts';
import type { LinearRgbImage } from '../../../spectra/srgb.ts';
import type { GeneratedSequence } from '../generated-sequence.ts';

/** How a generated video is written. */
export interface WriteSequenceOptions extends OverwriteOption {
  readonly seed: number;
  /** Frames as developed pictures of 8 bits, or as linear samples of 16. */
  readonly encoding: PhotoEncoding;
  /** Name of the camera, for the description. */
  readonly camera: string;
  readonly signal?: AbortSignal;
  onFrame?(done: number): void;
}

const DESCRIPTION = 'sequence.json';

/** Makes sure that nothing is in the way of a video. @throws FileError if one is there and may not be replaced. */
export async function checkSequenceOutput(folder: string, options: OverwriteOption = {}): Promise<void> {
  await makeFolder(folder);
  await checkOutput(join(folder, DESCRIPTION), options);
}

/**
 * Writes `img/0001.png`.., `cubes/0001.hdr`.. (ENVI, 16 bits), `groundtruth_rect.1.txt`.. and `sequence.json`, which
 * comes last, into a folder, which is made if it is missing.
 *
 * @returns paths of the folders and files. @throws FileError if a file exists and overwriting is not allowed, or the
 * folder cannot be written. @throws the signal's reason if it aborts, between frames.
 */
export async function writeSequence(
  folder: string,
  sequence: GeneratedSequence,
  { seed, encoding, camera, overwrite = false, signal, onFrame }: WriteSequenceOptions,
): Promise<string[]> {
  const [pictures, cubes] = [join(folder, 'img'), join(folder, 'cubes')];
  await makeFolder(pictures);
  await makeFolder(cubes);
  const frames = sequence.objects[0].boxes.length;
  const again = { overwrite };
  for (let frame = 0; frame < frames; frame++) {
    signal?.throwIfAborted();
    const name = String(frame + 1).padStart(4, '0');
    const cube = sequence.cube(frame);
    await writeCube(join(cubes, `${name}.hdr`), cube, { dataType: 'uint16', ...again });
    await writePicture(
      join(pictures, `${name}.png`),
      samplesOf(sequence.picture(frame, cube), encoding),
      again,
    );
    onFrame?.(frame + 1);
  }
  const files: string[] = [];
  for (const [index, { boxes }] of sequence.objects.entries()) {
    const path = join(folder, `groundtruth_rect.${index + 1}.txt`);
    files.push(await writeFileAtomically(path, boxes.map(boxLine).join(''), again));
  }
  const content = {
    what: 'A generated video whose spectra are known.',
    seed,
    frames,
    camera,
    encoding: encoding === 'srgb' ? 'developed, 8 bit sRGB' : 'linear, 16 bit: reconstruct with --linear',
    objects: sequence.objects.map(({ kind }, index) => ({
      number: index + 1,
      what:
        kind === 'metamer' ? 'metameric to what it covers: RGB does not show it' : 'has a colour of its own',
    })),
  };
  const description = join(folder, DESCRIPTION);
  await writeFileAtomically(description, `${JSON.stringify(content, undefined, 2)}\n`, again);
  return [pictures, cubes, ...files, description];
}

function samplesOf(
  image: LinearRgbImage,
  encoding: PhotoEncoding,
): { readonly width: number; readonly height: number; readonly data: Uint8Array | Uint16Array } {
  const { width, height } = image;
  const data = encoding === 'linear' ? quantise(image, 16, 'linear') : quantise(image, 8, 'srgb');
  return { width, height, data };
}

/** As OTB has it: pixels count from 1. */
function boxLine({ x, y, width, height }: TrackBox): string {
  return `${[x + 1, y + 1, width, height].map((value) => value.toFixed(2)).join(',')}\n`;
}
