/** The sample of our own as it comes with the site: the photo, and the spectra that were estimated from it beforehand. */
import { TileFinisher } from '../../src/reconstruction/tile-finisher.ts';
import type { HeldCube } from './contract.ts';
import { holdSource } from './held-cube.ts';
import { type CameraResponse, FileError, memoryFiles, openCubeAt, startHdf5InPage } from './library.ts';
import { SAMPLE_FILES, type SampleFacts } from './sample-files.ts';

/** The sample's files, unpacked. */
export interface FetchedSample {
  readonly photo: Blob;
  /** As it is kept: in coarse steps. */
  readonly estimate: HeldCube;
  readonly facts: SampleFacts;
}

/** Fetches photo and estimate. @throws FileError if the site does not give them. */
export async function fetchSample(site: string): Promise<FetchedSample> {
  const [photo, packed, facts] = await Promise.all(
    [SAMPLE_FILES.photo, SAMPLE_FILES.estimate, SAMPLE_FILES.facts].map((path) => fetchBlob(site, path)),
  );
  const name = 'estimate.tif';
  const files = memoryFiles(new Map([[name, packed]]));
  const source = await openCubeAt({ files, name }, { startHdf5: startHdf5InPage });
  const { cube } = await holdSource(source, name).finally(() => source.close());
  return { photo, estimate: cube, facts: JSON.parse(await facts.text()) as SampleFacts };
}

/**
 * Brings a cube into exact agreement with its photo again, in place.
 *
 * @param rgb the photo in linear light, planar [3, height, width].
 */
export function agreeAgain(
  cube: HeldCube,
  rgb: Float32Array,
  response: CameraResponse,
): { readonly unclippedPixelRms: number; readonly clippedShare: number } {
  const options = { consistency: 'non-negative', clipLevel: 1, picture: false } as const;
  const finisher = new TileFinisher(response, options);
  cube.data.set(finisher.finish(cube.data, rgb).cube);
  return finisher.meter.summary();
}

async function fetchBlob(site: string, path: string): Promise<Blob> {
  const response = await fetch(new URL(path, site)).catch(() => undefined);
  if (response?.ok === true) return response.blob();
  throw new FileError(`expected ${path} beside the page, found ${response?.status ?? 'no answer'}`, {
    hint: 'reload the page while the site can be reached, or open a photo of your own',
  });
}
