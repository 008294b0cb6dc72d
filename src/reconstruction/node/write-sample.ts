/** The sample as a folder: the cube, the photo of it, and a file that says what they are. */
import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AtomicFile, commitTogether, type OverwriteOption } from '../../cube/node/atomic-file.ts';
import { checkOutput } from '../../cube/node/check-output.ts';
import { createCubeSink } from '../../cube/node/open-cube.ts';
import { makeFolder } from '../../cube/node/make-folder.ts';
import type { Sample } from '../sample/generate-sample.ts';
import { writePicture } from './write-picture.ts';

/** How a sample is written. */
export interface WriteSampleOptions extends OverwriteOption {
  /** The seed that the sample was generated with; goes into the description. */
  readonly seed: number;
}

const FILES = ['cube.hdr', 'cube.img', 'photo.png', 'sample.json'];

/**
 * Makes sure, before a sample is generated, that nothing is in its way. A folder that is missing is no
 * hindrance; {@link writeSample} makes it.
 *
 * @throws FileError if a file exists and overwriting is not allowed, or if the folder cannot be written.
 */
export async function checkSampleOutputs(folder: string, options: OverwriteOption = {}): Promise<void> {
  const exists = await access(folder).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  for (const name of FILES) await checkOutput(join(folder, name), options);
}

/**
 * Writes `cube.hdr` and `cube.img` (ENVI, float32), `photo.png` (8-bit sRGB) and `sample.json` into a folder,
 * which is made if it is missing. Nothing is written if one of them is in the way.
 *
 * @returns the paths: data and header of the cube, photo, description.
 * @throws FileError if a file exists and overwriting is not allowed, or if the folder cannot be written.
 */
export async function writeSample(
  folder: string,
  sample: Sample,
  options: WriteSampleOptions,
): Promise<string[]> {
  const { cube, photo } = sample;
  await makeFolder(folder);
  const description = await AtomicFile.create(join(folder, 'sample.json'), options);
  try {
    const sink = await createCubeSink(join(folder, 'cube.hdr'), cube, {
      overwrite: options.overwrite === true,
    });
    try {
      await sink.writeRows(0, cube.height, cube.data);
      const photoPath = await writePicture(join(folder, 'photo.png'), photo, options);
      const cubePaths = await sink.finish();
      const text = describe(sample, options.seed, cubePaths, photoPath);
      await description.writeAt(new TextEncoder().encode(text), 0);
      return [...cubePaths, photoPath, ...(await commitTogether([description]))];
    } catch (error) {
      await sink.abort();
      throw error;
    }
  } catch (error) {
    await description.abort();
    throw error;
  }
}

function describe({ cube, photo }: Sample, seed: number, cubePaths: string[], photoPath: string): string {
  const { bands, wavelengths } = cube;
  const content = {
    what: 'A generated scene whose spectra are known: colour chart, fruit, leaves and a textured background.',
    seed,
    width: photo.width,
    height: photo.height,
    cube: {
      files: cubePaths.map((path) => basename(path)),
      format: 'ENVI, float32, band sequential',
      bands,
      wavelengths: `${wavelengths[0]}..${wavelengths[bands - 1]} nm`,
      ...cube.metadata,
    },
    photo: {
      file: basename(photoPath),
      what: 'The scene in daylight (D65) developed to 8-bit sRGB, with the noise of a small sensor.',
    },
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
