/**
 * Videos of our own, whose spectra are known: two objects move over a textured background. One is metameric to it: at
 * every pixel it has the background's own colour for a given camera, and another spectrum, so that RGB cannot show it at
 * all. The other has a colour of its own.
 */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { createCube, type SpectralCube } from '../../cube/spectral-cube.ts';
import type { TrackBox } from '../../datasets/track-boxes.ts';
import { Random } from '../../random.ts';
import { createPalette, type MaterialName } from '../../reconstruction/sample/palette.ts';
import { smoothStep, ValueNoise } from '../../reconstruction/sample/value-noise.ts';
import { addSensorNoise, type SensorNoise, simulatePhoto } from '../../reconstruction/simulate.ts';
import type { LinearRgbImage } from '../../spectra/srgb.ts';
import { TrackingError } from '../tracking-error.ts';
import { Metamers } from './metamers.ts';

/** What decides a video. */
export interface GeneratedSequenceOptions {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** The camera to which one of the objects does not show; on the wavelengths that cubes get. */
  readonly response: CameraResponse;
}

/** An object of a generated video. */
export interface GeneratedObject {
  /** `metamer`: RGB cannot see it. `visible`: it has a colour of its own. */
  readonly kind: 'metamer' | 'visible';
  /** Its box in each frame. */
  readonly boxes: readonly TrackBox[];
}

/** A video, frame by frame. */
export interface GeneratedSequence {
  readonly objects: readonly GeneratedObject[];
  /** The spectra of a frame: reflectance times shading, 0..1. */
  cube(frame: number): SpectralCube;
  /** The frame as the camera sees it, with the noise of a small sensor. */
  picture(frame: number, cube: SpectralCube): LinearRgbImage;
}

/** Noise of a phone camera in good light. */
const NOISE: SensorNoise = { fullWell: 12000, readNoise: 6 };
const [LEAST_SIDE, LARGEST_SIDE, MOST_FRAMES] = [96, 1024, 2000];
/** Materials that the background is mixed of, and those of the object that shows. */
const BACKGROUND: readonly MaterialName[] = ['oakLight', 'cloth', 'russet', 'paleLeaf'];
const SHOWN: readonly MaterialName[] = ['appleRed', 'lemon'];
/** Centres of the bumps that the metamer's two materials are made of, nm. */
const BUMPS = [
  [450, 540, 612],
  [470, 556, 640],
] as const;
/** Width and height of the objects over the height of the picture. */
const SIZES = [
  [0.2, 0.24],
  [0.22, 0.18],
] as const;
/** Pixels that objects keep from the border, and that they move a frame, about. */
const [BORDER, SPEED] = [3, 2.5];
/** Pixels over which an object fades into the background. */
const EDGE = 1;

/**
 * Prepares a video; the same options give the same one.
 *
 * @throws TrackingError if sides are not in 96..1024 or frames not in 2..2000. @throws RandomError if the seed is none.
 */
export function generateSequence(options: GeneratedSequenceOptions): GeneratedSequence {
  const { seed, width, height, frames, response } = options;
  const whole = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!(whole(width, LEAST_SIDE, LARGEST_SIDE) && whole(height, LEAST_SIDE, LARGEST_SIDE))) {
    throw new TrackingError(
      `expected sides in ${LEAST_SIDE}..${LARGEST_SIDE} pixels, found ${width} x ${height}`,
    );
  }
  if (!whole(frames, 2, MOST_FRAMES)) {
    throw new TrackingError(`expected 2..${MOST_FRAMES} frames, found ${frames}`);
  }
  const random = new Random(seed);
  const { wavelengths } = response;
  const scene = backgroundOf(width, height, wavelengths, random);
  const metamers = BUMPS.map((centres) => new Metamers(response, centres));
  const plane = width * height;
  const start = random.uniform(0, 2 * Math.PI);
  // Half a turn apart, so that neither ever covers the other.
  const objects = SIZES.map(([wide, high], index): GeneratedObject => {
    const size = { width: Math.round(wide * height), height: Math.round(high * height) };
    return {
      kind: index === 0 ? 'metamer' : 'visible',
      boxes: pathOf({ width, height }, size, frames, start + index * Math.PI),
    };
  });
  const pattern = new ValueNoise(random.integer(2 ** 31));
  const shown = shownSpectra(wavelengths);
  const metadata = {
    quantity: 'reflectance',
    assumption: 'known: made, not measured',
    description: 'A frame of a generated video',
  } as const;
  return {
    objects,
    cube: (frame) => {
      const data = Float32Array.from(scene);
      paint(objects[1].boxes[frame], width, (pixel, cover, x, y) => {
        const share = pattern.layered(x / 7, y / 7, 5, 3);
        for (let band = 0; band < wavelengths.length; band++) {
          const own = share * shown[0][band] + (1 - share) * shown[1][band];
          const at = band * plane + pixel;
          data[at] += cover * (0.9 * own - data[at]);
        }
      });
      // Painted last, so that it has the colour of what it covers wherever it is.
      paint(objects[0].boxes[frame], width, (pixel, cover, x, y) => {
        const share = smoothStep(0.4, 0.6, pattern.layered(x / 9, y / 9, 1, 2));
        const [one, other] = metamers.map((metamer) => metamer.difference(data, plane, pixel));
        for (let band = 0; band < wavelengths.length; band++) {
          data[band * plane + pixel] += cover * (share * one[band] + (1 - share) * other[band]);
        }
      });
      return createCube({ bands: wavelengths.length, height, width, wavelengths, metadata }, data);
    },
    picture: (frame, cube) =>
      addSensorNoise(simulatePhoto(cube, response), NOISE, new Random(seed, frame + 1)),
  };
}

/** Reflectances of the background, planar `[bands, height, width]`: materials and shades that change from place to place. */
function backgroundOf(
  width: number,
  height: number,
  wavelengths: readonly number[],
  random: Random,
): Float32Array {
  const palette = createPalette(wavelengths);
  const spectra = BACKGROUND.map((name) => palette.spectra[palette.index(name)]);
  const noise = new ValueNoise(random.integer(2 ** 31));
  const plane = width * height;
  const data = new Float32Array(wavelengths.length * plane);
  const shares = new Float64Array(spectra.length);
  for (let pixel = 0; pixel < plane; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    let sum = 0;
    for (let index = 0; index < shares.length; index++) {
      shares[index] = 0.05 + smoothStep(0.45, 0.65, noise.layered(x / 24, y / 24, 10 * index, 3));
      sum += shares[index];
    }
    const shade = 0.55 + 0.4 * noise.layered(x / 6, y / 6, 77, 3);
    for (let band = 0; band < wavelengths.length; band++) {
      let value = 0;
      for (let index = 0; index < shares.length; index++) value += shares[index] * spectra[index][band];
      data[band * plane + pixel] = (shade * value) / sum;
    }
  }
  return data;
}

function shownSpectra(wavelengths: readonly number[]): readonly Float64Array[] {
  const palette = createPalette(wavelengths);
  return SHOWN.map((name) => palette.spectra[palette.index(name)]);
}

/** Boxes of an object that goes round in an ellipse, at places between pixels too. @param start angle, radians. */
function pathOf(
  frame: { readonly width: number; readonly height: number },
  size: { readonly width: number; readonly height: number },
  frames: number,
  start: number,
): TrackBox[] {
  const across = (frame.width - size.width - 2 * BORDER) / 2;
  const down = (frame.height - size.height - 2 * BORDER) / 2;
  const turn = SPEED / Math.sqrt((across * across + down * down) / 2);
  return Array.from({ length: frames }, (_, index) => ({
    x: BORDER + across * (1 + Math.cos(start + turn * index)),
    y: BORDER + down * (1 + Math.sin(start + turn * index)),
    ...size,
  }));
}

/** Visits the pixels of a rounded object; `cover` fades at its edge, `x` and `y` count from its corner. */
function paint(
  box: TrackBox,
  width: number,
  visit: (pixel: number, cover: number, x: number, y: number) => void,
): void {
  const [halfWidth, halfHeight] = [box.width / 2, box.height / 2];
  for (let row = Math.floor(box.y); row <= Math.ceil(box.y + box.height); row++) {
    for (let column = Math.floor(box.x); column <= Math.ceil(box.x + box.width); column++) {
      const [x, y] = [column - box.x, row - box.y];
      // A superellipse: nearly the box, without its corners.
      const [across, down] = [
        Math.abs(x - halfWidth + 0.5) / halfWidth,
        Math.abs(y - halfHeight + 0.5) / halfHeight,
      ];
      const distance = (1 - (across ** 4 + down ** 4) ** 0.25) * Math.min(halfWidth, halfHeight);
      const cover = smoothStep(-EDGE / 2, EDGE / 2, distance);
      if (cover > 0) visit(row * width + column, cover, x, y);
    }
  }
}
