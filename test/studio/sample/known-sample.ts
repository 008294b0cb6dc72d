/** The sample scene and its truth, as the page shows it, computed here. */
import { generateSample } from '../../../src/reconstruction/sample/generate-sample.ts';
import { spectrumAt } from '../../../src/cube/spectral-cube.ts';
import type { PixelWindow } from '../studio-page.ts';

const { cube } = generateSample({ seed: 1 });

/** Patches of the chart in the scene: the inner 10 x 10 pixels. */
export const PATCHES = {
  yellow: { x: 164, y: 133, width: 10, height: 10 },
  green: { x: 105, y: 134, width: 10, height: 10 },
  red: { x: 134, y: 133, width: 10, height: 10 },
  blue: { x: 76, y: 135, width: 10, height: 10 },
  lightGrey: { x: 107, y: 162, width: 10, height: 10 },
} as const satisfies Record<string, PixelWindow>;

/** The true spectrum of a pixel. */
export function trueSpectrum(x: number, y: number): Float32Array {
  return spectrumAt(cube, x, y);
}

/** Middle of a window. */
export function middleOf({ x, y, width, height }: PixelWindow): { x: number; y: number } {
  return { x: x + Math.floor(width / 2), y: y + Math.floor(height / 2) };
}
