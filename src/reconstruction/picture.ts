/** The picture that goes with a reconstructed cube: its own colours, strip by strip, as sRGB. */
import type { CameraResponse } from '../camera/camera-response.ts';
import { linearRgbImage, toSrgbImage } from '../spectra/srgb.ts';
import { type Rendering, trueColour } from './render.ts';

/** How a cube made with a response is shown: reflectance under D65, radiance as it is. */
export function trueColourOf(wavelengths: readonly number[], response: CameraResponse): Rendering {
  return trueColour(wavelengths, response.quantity);
}

/** Planar spectra `[bands, pixels]` to interleaved sRGB, 3 bytes a pixel. */
export function encodedStrip(colours: Rendering, spectra: Float32Array): Uint8Array {
  const linear = colours.apply(spectra);
  return toSrgbImage(linearRgbImage(linear.length / 3, 1, linear)).data;
}
