/**
 * The CAVE multispectral set (Yasuma et al. 2010, Columbia University): 32 indoor scenes, 31 bands from 400 to
 * 700 nm, value / 65535 = approximate reflectance times local shading. What is known of its traps is here:
 * which scenes validate, and where samples are saturated.
 */
import type { SpectralCube } from '../cube/spectral-cube.ts';

/** Scenes that validate and never train; split by scene, one of each kind of object. */
export const CAVE_VALIDATION: readonly string[] = [
  'chart_and_stuffed_toy',
  'egyptian_statue',
  'feathers',
  'paints',
  'superballs',
];

/** Level at and above which a sample counts as saturated: the plateaus seen in the set, a little below. */
export function caveSaturationLevel(wavelength: number): number {
  if (wavelength <= 400) return 0.42;
  if (wavelength <= 410) return 0.7;
  return 0.94;
}

/** 1 at every pixel none of whose bands is saturated, else 0; `height * width` values. */
export function caveUnsaturated(cube: SpectralCube): Uint8Array {
  const plane = cube.height * cube.width;
  const mask = new Uint8Array(plane).fill(1);
  cube.wavelengths.forEach((wavelength, band) => {
    const level = caveSaturationLevel(wavelength);
    for (let pixel = 0; pixel < plane; pixel++) {
      if (cube.data[band * plane + pixel] >= level) mask[pixel] = 0;
    }
  });
  return mask;
}
