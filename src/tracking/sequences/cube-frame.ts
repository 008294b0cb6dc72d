/** Frames that are cubes: measured, known or reconstructed before. */
import type { CubeSource } from '../../cube/cube-source.ts';
import { renderCube, trueColour } from '../../reconstruction/render.ts';
import { toSrgbImage } from '../../spectra/srgb.ts';
import type { TrackingFrame } from './sequence.ts';

/** Level of a picture's brightest hundredth, where the cube's scale means nothing to the eye. */
const BRIGHT = 0.9;

/** A cube as a frame; its picture is in true colour, as bright as its samples allow. */
export function cubeFrame(source: CubeSource): TrackingFrame {
  const { width, height, bands, wavelengths } = source;
  return {
    width,
    height,
    planes: bands,
    wavelengths,
    readWindow: (window) => source.readWindow(window),
    picture: async () => {
      const data = await source.readWindow({ x: 0, y: 0, width, height });
      const { quantity } = source.metadata;
      const linear = renderCube({ ...source, data }, trueColour(wavelengths, quantity));
      const level = Float32Array.from(linear.data).sort()[Math.floor(0.99 * linear.data.length)];
      const factor = level > 0 ? BRIGHT / level : 1;
      return toSrgbImage({ ...linear, data: linear.data.map((value) => factor * value) });
    },
    close: () => source.close(),
  };
}
