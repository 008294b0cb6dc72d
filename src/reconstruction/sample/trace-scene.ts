/**
 * A scene to a cube: rays through every pixel, a large soft light and a dim sky of one colour, mirrored light
 * as white. All light has the same spectrum, so a pixel is a mixture of pure materials times a shade, and the
 * cube holds reflectance times shading relative to a perfect white that faces the light, in 0..1.
 */
import { createCube, type SpectralCube } from '../../cube/spectral-cube.ts';
import type { Palette } from './palette.ts';
import { Mixture, type Thing } from './surface.ts';
import { addScaled, cross, dot, normalised, type Vector } from './vector.ts';

/** Things, viewer and light. */
export interface Scene {
  readonly things: readonly Thing[];
  readonly eye: Vector;
  readonly target: Vector;
  /** Width and height of the view at the distance of the target, at least this much of both is shown. */
  readonly view: readonly [width: number, height: number];
  /** Direction to the light. */
  readonly light: Vector;
  /** Share of white's brightness that comes from the sky; the rest comes from the light. */
  readonly sky: number;
  /** Share of the light that falls on a point, 0..1: the pool of a lamp. */
  readonly pool: (point: Vector) => number;
}

/** Rays a pixel along each side. */
const RAYS = 2;
/** Least shade: some light reaches every corner, so that no spectrum is wholly zero. */
const DARKEST = 0.004;

/** Traces a scene. @returns a cube of quantity `reflectance` on the wavelengths of the palette. */
export function traceScene(scene: Scene, palette: Palette, width: number, height: number): SpectralCube {
  const { eye, target } = scene;
  const forward = normalised(addScaled(target, eye, -1));
  const right = normalised(cross(forward, [0, 1, 0]));
  const up = cross(right, forward);
  const distance = Math.hypot(...addScaled(target, eye, -1));
  const step = Math.max(scene.view[0] / width, scene.view[1] / height) / distance;
  const bands = palette.wavelengths.length;
  const plane = width * height;
  const data = new Float32Array(bands * plane);
  const weights = new Float64Array(palette.spectra.length);
  const shader = new Shader(scene, palette.index('white'));
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      weights.fill(0);
      for (let ray = 0; ray < RAYS * RAYS; ray++) {
        const x = (column + ((ray % RAYS) + 0.5) / RAYS - width / 2) * step;
        const y = (height / 2 - row - (Math.floor(ray / RAYS) + 0.5) / RAYS) * step;
        shader.add(weights, normalised(addScaled(addScaled(forward, right, x), up, y)), 1 / (RAYS * RAYS));
      }
      const pixel = row * width + column;
      for (let material = 0; material < weights.length; material++) {
        const weight = weights[material];
        if (weight === 0) continue;
        const spectrum = palette.spectra[material];
        for (let band = 0; band < bands; band++) data[band * plane + pixel] += weight * spectrum[band];
      }
    }
  }
  return createCube(
    {
      bands,
      height,
      width,
      wavelengths: palette.wavelengths,
      metadata: {
        quantity: 'reflectance',
        assumption:
          'one light for the whole scene; reflectance times shading, relative to white facing the light',
        description: 'generated scene with known spectra',
      },
    },
    data,
  );
}

/** Finds what a ray meets and how bright it is there. */
class Shader {
  readonly #scene: Scene;
  readonly #white: number;
  readonly #light: Vector;
  readonly #mixture = new Mixture();

  constructor(scene: Scene, white: number) {
    this.#scene = scene;
    this.#white = white;
    this.#light = normalised(scene.light);
  }

  /** Adds what the viewer sees along a direction, times `share`, to the weights of the materials. */
  add(weights: Float64Array, direction: Vector, share: number): void {
    const { things, eye, sky } = this.#scene;
    let nearest = Number.POSITIVE_INFINITY;
    let met: Thing | undefined;
    for (const thing of things) {
      const distance = thing.intersect(eye, direction, nearest);
      if (distance < nearest) {
        nearest = distance;
        met = thing;
      }
    }
    if (met === undefined) return;
    const point = addScaled(eye, direction, nearest);
    const described = met.describe(point, this.#mixture);
    const normal = dot(described, direction) > 0 ? addScaled([0, 0, 0], described, -1) : described;
    const facing = dot(normal, this.#light);
    let direct = 1;
    let open = 0.75 + 0.25 * normal[1];
    for (const thing of things) {
      if (thing !== met) {
        if (direct > 0) direct *= thing.lightPast(point, this.#light);
        open *= thing.skyPast(point, normal);
      }
    }
    direct *= this.#scene.pool(point);
    const shade = Math.max(DARKEST, sky * open + (1 - sky) * direct * Math.max(0, facing));
    const mirrored = this.#mirrored(met, normal, direction, facing) * direct;
    this.#mixture.addTo(weights, share * shade * (1 - mirrored));
    weights[this.#white] += share * mirrored;
  }

  /** Share of mirrored light (J. F. Blinn, SIGGRAPH 1977), stronger at grazing angles (C. Schlick, 1994). */
  #mirrored(thing: Thing, normal: Vector, direction: Vector, facing: number): number {
    const { strength, sharpness } = thing.gloss;
    if (strength === 0 || facing <= 0) return 0;
    const half = normalised(addScaled(this.#light, direction, -1));
    const grazing = (1 + dot(direction, half)) ** 5;
    return (strength + (1 - strength) * 0.3 * grazing) * Math.max(0, dot(normal, half)) ** sharpness;
  }
}
