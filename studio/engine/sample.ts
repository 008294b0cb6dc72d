/** The sample of our own, made when the site is built: a photo, and the cube whose photo it is. */
import type { HeldCube } from './contract.ts';
import { holdSource } from './held-cube.ts';
import { FileError, memoryFiles, openCubeAt, startHdf5InPage } from './library.ts';

/** Files of the sample below the site. */
export const SAMPLE_FILES = { photo: 'sample/photo.png', truth: 'sample/truth.tif' } as const;

/** Fetches the photo and its truth. @throws FileError if the site does not give them. */
export async function fetchSample(site: string): Promise<{ readonly photo: Blob; readonly truth: HeldCube }> {
  const [photo, truth] = await Promise.all([
    fetchBlob(site, SAMPLE_FILES.photo),
    fetchBlob(site, SAMPLE_FILES.truth),
  ]);
  const files = memoryFiles(new Map([['truth.tif', truth]]));
  const source = await openCubeAt({ files, name: 'truth.tif' }, { startHdf5: startHdf5InPage });
  const { cube } = await holdSource(source, 'truth.tif').finally(() => source.close());
  return { photo, truth: cube };
}

async function fetchBlob(site: string, path: string): Promise<Blob> {
  const response = await fetch(new URL(path, site)).catch(() => undefined);
  if (response?.ok === true) return response.blob();
  throw new FileError(`expected ${path} beside the page, found ${response?.status ?? 'no answer'}`, {
    hint: 'reload the page while the site can be reached, or open a photo of your own',
  });
}
