/**
 * The worst scene for a person: truth and estimate in true colours beside a map of the spectral angle, and the
 * spectra of the worst pixels.
 */
import type { SpectralCube } from '../cube/spectral-cube.ts';
import { falseColour, type Rendering, trueColour } from '../reconstruction/render.ts';
import { linearRgbImage, type SrgbImage, toSrgbImage } from '../spectra/srgb.ts';
import type { WorstScene } from './evaluation-result.ts';
import { colourOf } from './plots/colour-scale.ts';
import { chartGrid, type ChartOptions, type Curve } from '../charts/line-chart.ts';

/** Pixels between the pictures, and of a bar that shows the scale. */
const GAP = 8;
const BAR = 16;

/** Angle that the brightest colour of the map stands for, degrees, and all above it. */
export const MAP_DEGREES = 30;

/** Where a ring is drawn around a pixel. */
const RING_RADIUS = 6;

/** Half of the brightness range at which a picture is shown: a dark scene is brightened, and both alike. */
const SHOWN_SHARE = 0.99;

/**
 * Truth, estimate, and map of the spectral angle side by side, with a bar from 0 (bottom) to {@link MAP_DEGREES}
 * degrees; rings mark the worst pixels.
 */
export function worstScenePicture(truth: SpectralCube, estimate: SpectralCube, worst: WorstScene): SrgbImage {
  const { width, height } = truth;
  const total = { width: 3 * width + 3 * GAP + BAR, height };
  const data = new Uint8Array(3 * total.width * total.height).fill(255);
  const put = (x: number, y: number, colour: ArrayLike<number>): void => {
    if (x >= 0 && y >= 0 && x < total.width && y < total.height)
      data.set(Array.from(colour), 3 * (y * total.width + x));
  };
  const rendering = renderingOf(truth);
  const exposure = exposureOf(rendering.apply(truth.data));
  for (const [index, cube] of [truth, estimate].entries()) {
    const rgb = rendering.apply(cube.data).map((value) => value * exposure);
    const shown = toSrgbImage(linearRgbImage(width, height, rgb));
    for (let pixel = 0; pixel < width * height; pixel++) {
      const x = index * (width + GAP) + (pixel % width);
      put(x, Math.floor(pixel / width), shown.data.subarray(3 * pixel, 3 * pixel + 3));
    }
  }
  const mapLeft = 2 * (width + GAP);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const colour = colourOf(worst.maps.spectralAngle[pixel] / MAP_DEGREES);
    put(mapLeft + (pixel % width), Math.floor(pixel / width), colour);
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < BAR; x++)
      put(mapLeft + width + GAP + x, y, colourOf(1 - y / Math.max(1, height - 1)));
  }
  for (const { x, y } of worst.pixels) {
    for (const left of [0, width + GAP, mapLeft]) drawRing(left, x, y, width, put);
  }
  return { kind: 'srgb', width: total.width, height: total.height, data };
}

/** True colour, or false colour where fewer than three bands are seen. */
export function renderingOf({ wavelengths, metadata }: SpectralCube): Rendering {
  const seen = wavelengths.filter((wavelength) => wavelength >= 380 && wavelength <= 780);
  if (seen.length >= 3) return trueColour(wavelengths, metadata.quantity);
  const last = wavelengths.length - 1;
  return falseColour(wavelengths, [wavelengths[last], wavelengths[Math.floor(last / 2)], wavelengths[0]]);
}

/** A factor that brings nearly all samples below 1. */
export function exposureOf(rgb: Float32Array): number {
  const sorted = Float32Array.from(rgb).sort();
  const level = sorted[Math.floor(SHOWN_SHARE * (sorted.length - 1))];
  return level > 0 ? 1 / level : 1;
}

/** A white ring with a black one around it, which shows on any ground; it stays in its own picture. */
function drawRing(
  left: number,
  x: number,
  y: number,
  width: number,
  put: (x: number, y: number, colour: ArrayLike<number>) => void,
): void {
  const steps = 64;
  for (let step = 0; step < steps; step++) {
    const angle = (2 * Math.PI * step) / steps;
    for (const [radius, level] of [
      [RING_RADIUS, 255],
      [RING_RADIUS + 1, 0],
    ] as const) {
      const column = Math.round(x + radius * Math.cos(angle));
      if (column >= 0 && column < width) {
        put(left + column, Math.round(y + radius * Math.sin(angle)), [level, level, level]);
      }
    }
  }
}

/** True and estimated spectra of the worst pixels, a chart each, as an SVG file. */
export function worstSpectraChart({ name, wavelengths, pixels }: WorstScene): string {
  const charts = pixels.map(({ x, y, spectralAngle, truth, estimate }) => {
    const curves: Curve[] = [
      { name: 'true', x: wavelengths, y: truth },
      { name: 'estimated', x: wavelengths, y: estimate, dashed: true },
    ];
    const options: ChartOptions = {
      title: `${name} at ${x},${y}: ${spectralAngle.toFixed(1)} degrees`,
      xLabel: 'wavelength, nm',
      yLabel: 'sample',
    };
    return { curves, options };
  });
  return chartGrid(charts, 2);
}
