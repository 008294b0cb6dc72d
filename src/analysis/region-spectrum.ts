/** The spectrum of a region: its mean and how far its pixels are from it. */
import { type CubeSource, type CubeWindow, memorySource } from '../cube/cube-source.ts';
import { regionStatistics } from '../cube/region-statistics.ts';
import type { SpectralCube } from '../cube/spectral-cube.ts';

/** A region summed up. */
export interface RegionSpectrum {
  readonly wavelengths: readonly number[];
  /** Not-a-number in bands without a finite sample. */
  readonly mean: Float64Array;
  /** Divisor n - 1; 0 for a single pixel. */
  readonly standardDeviation: Float64Array;
  readonly pixels: number;
  /** Samples over all bands that are not finite; they do not count. */
  readonly nonFinite: number;
}

/**
 * The mean spectrum of a window, as {@link regionStatistics} computes it.
 *
 * @param cube in memory or in a file.
 * @throws CubeError if the window does not lie within the cube. @throws the reason of the signal once it is aborted.
 */
export async function regionSpectrum(
  cube: SpectralCube | CubeSource,
  window: CubeWindow,
  signal?: AbortSignal,
): Promise<RegionSpectrum> {
  const source = 'readWindow' in cube ? cube : memorySource(cube);
  const { bands, pixels, nonFinite } = await regionStatistics(source, {
    window,
    ...(signal === undefined ? {} : { signal }),
  });
  return {
    wavelengths: source.wavelengths,
    mean: Float64Array.from(bands, ({ mean }) => mean),
    standardDeviation: Float64Array.from(bands, ({ standardDeviation }) => standardDeviation),
    pixels,
    nonFinite,
  };
}
