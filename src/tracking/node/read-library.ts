/** Spectra to unmix with, from files: spectral libraries as they are, of cubes their most extreme spectra. */
import { openCube } from '../../cube/node/open-cube.ts';
import { readWholeCube } from '../../cube/cube-source.ts';
import { cubesAt } from '../../evaluation/node/scene-folders.ts';
import { resample } from '../../spectra/wavelengths.ts';
import { joinSpectra, vertexSpectra } from '../unmixing/choose-endmembers.ts';
import { type SpectralSamples, samplePixels } from '../unmixing/spectral-samples.ts';
import { TrackingError } from '../tracking-error.ts';

/** Spectra of a library; those beyond are evenly thinned out. */
const MOST = 400;

/**
 * Reads a library and brings it to wavelengths.
 *
 * A cube that is one pixel wide is a spectral library; of any other cube the most extreme spectra are taken (VCA).
 *
 * @param path a cube, a spectral library, or a folder of them.
 * @param wavelengths nm; beyond those of the library its ends go on.
 * @throws CubeError or FileError if a file cannot be read. @throws TrackingError if it holds no light.
 */
export async function readLibrary(path: string, wavelengths: readonly number[]): Promise<SpectralSamples> {
  const parts: SpectralSamples[] = [];
  for (const { path: file } of await cubesAt(path)) {
    const source = await openCube(file);
    try {
      const { bands, width, height, data } = await readWholeCube(source);
      const pixels = width * height;
      const spectra =
        width === 1
          ? samplePixels(data, bands, pixels, MOST)
          : vertexSpectra({ planes: bands, width, height, data });
      parts.push(onWavelengths(spectra, source.wavelengths, wavelengths));
    } finally {
      await source.close();
    }
  }
  if (parts.length === 0) throw new TrackingError(`expected cubes in ${path}, found none`);
  return joinSpectra(parts);
}

function onWavelengths(
  { count, bands, data }: SpectralSamples,
  from: readonly number[],
  to: readonly number[],
): SpectralSamples {
  const resampled = new Float64Array(count * to.length);
  for (let row = 0; row < count; row++) {
    resampled.set(
      resample(data.subarray(row * bands, (row + 1) * bands), from, to, 'nearest'),
      row * to.length,
    );
  }
  return { count, bands: to.length, data: resampled };
}
