/**
 * Draws pictures from developed photos as Zhu et al. (ICCV 2021) augment them: scaled at random, cropped with zeros
 * where the photo ends, mirrored at random. A draw gives the picture as a parser takes it (as stored, large), as the
 * generator takes it (linear, small), and the labels where there are any.
 */
import { SpectraliftError } from '../errors.ts';
import type { Random } from '../random.ts';
import { decodeSrgb } from '../spectra/srgb.ts';
import { IGNORED } from './label-map.ts';

/** Photos that nothing can be drawn from. */
export class PhotoSamplerError extends SpectraliftError {
  readonly _tag = 'PhotoSamplerError';
}

/** A photo in memory. */
export interface SampledPhoto {
  readonly width: number;
  readonly height: number;
  /** Developed sRGB, interleaved, `3 * width * height`. */
  readonly rgb: Uint8Array;
  /** A class a pixel, or {@link IGNORED}; absent where the photo has no labels. */
  readonly labels?: Int16Array;
}

/** Photos by number, read when they are wanted. */
export interface PhotoSource {
  readonly count: number;
  read(index: number): Promise<SampledPhoto>;
}

/** Photos that are all in memory. */
export function photosInMemory(photos: readonly SampledPhoto[]): PhotoSource {
  return { count: photos.length, read: async (index) => photos[index] };
}

/** How pictures are drawn. */
export interface PhotoSampling {
  /** Side of the crop that a parser sees, in pixels. */
  readonly crop: number;
  /** Side of the picture that the generator sees: the crop's pixels at even distances (nearest neighbour). */
  readonly size: number;
  /** Least and largest factor by which a photo is scaled before the crop. */
  readonly scale: readonly [least: number, largest: number];
  /** Whether the generator's picture is linear light; as stored if not, as in the released code. */
  readonly linear: boolean;
}

/** A picture that was drawn. */
export interface DrawnPhoto {
  /** The crop as stored, planar `[3, crop, crop]`, 0..1. */
  readonly crop: Float32Array;
  /** The generator's picture, planar `[3, size, size]`, 0..1. */
  readonly picture: Float32Array;
  /** Classes of the crop, `crop * crop`; {@link IGNORED} outside the photo and where nothing is known. */
  readonly labels: Int16Array;
}

/** Anything that draws pictures. */
export type PictureSource = Pick<PhotoSampler, 'draw'>;

/** Draws from each of several sources equally often. */
export function mixedPhotos(sources: readonly PictureSource[]): PictureSource {
  return { draw: (random) => sources[random.integer(sources.length)].draw(random) };
}

/** A draw is repeated until the crop's mean is above this, out of 255: nothing is learnt from the dark. */
const DARKEST = 4;
const MOST_DRAWS = 20;

const AS_STORED = Float32Array.from({ length: 256 }, (_, value) => value / 255);
const AS_LINEAR = AS_STORED.map((value) => decodeSrgb(value));

/** Draws from photos, each equally often. */
export class PhotoSampler {
  readonly #photos: PhotoSource;
  readonly #how: PhotoSampling;

  /** @throws PhotoSamplerError if there is no photo, or the sizes cannot be. */
  constructor(photos: PhotoSource, how: PhotoSampling) {
    const { crop, size, scale } = how;
    if (photos.count < 1) throw new PhotoSamplerError('expected photos to draw from, found none');
    const whole = [crop, size].every((side) => Number.isSafeInteger(side) && side >= 1);
    if (!(whole && size <= crop && scale[0] > 0 && scale[0] <= scale[1])) {
      throw new PhotoSamplerError(
        `expected a picture of at most the crop's ${crop} pixels and scales that ascend from above 0, found ${size} and ${scale.join('..')}`,
      );
    }
    this.#photos = photos;
    this.#how = how;
  }

  /** Draws one picture. */
  async draw(random: Random): Promise<DrawnPhoto> {
    for (let tries = 1; ; tries++) {
      const photo = await this.#photos.read(random.integer(this.#photos.count));
      const places = cropPlaces(photo, this.#how, random);
      if (tries === MOST_DRAWS || meanLevel(photo, places) > DARKEST) return cut(photo, places, this.#how);
    }
  }
}

/** The pixel of the photo that each pixel of the crop is; -1 outside. */
function cropPlaces(photo: SampledPhoto, { crop, scale }: PhotoSampling, random: Random): Int32Array {
  const factor = random.uniform(scale[0], scale[1]);
  const [width, height] = [photo.width, photo.height].map((side) => Math.max(1, Math.round(side * factor)));
  const start = (side: number): number => random.integer(Math.max(0, side - crop) + 1);
  const [left, top] = [start(width), start(height)];
  const mirrored = random.integer(2) === 1;
  const places = new Int32Array(crop * crop).fill(-1);
  for (let row = 0; row < Math.min(crop, height - top); row++) {
    const y = Math.min(photo.height - 1, Math.floor((top + row + 0.5) / factor));
    for (let column = 0; column < Math.min(crop, width - left); column++) {
      const x = Math.min(photo.width - 1, Math.floor((left + column + 0.5) / factor));
      places[row * crop + (mirrored ? crop - 1 - column : column)] = y * photo.width + x;
    }
  }
  return places;
}

function meanLevel({ rgb }: SampledPhoto, places: Int32Array): number {
  let sum = 0;
  for (const place of places) if (place >= 0) sum += rgb[3 * place] + rgb[3 * place + 1] + rgb[3 * place + 2];
  return sum / (3 * places.length);
}

function cut(photo: SampledPhoto, places: Int32Array, { crop, size, linear }: PhotoSampling): DrawnPhoto {
  const pixels = crop * crop;
  const large = new Float32Array(3 * pixels);
  const labels = new Int16Array(pixels).fill(IGNORED);
  for (const [pixel, place] of places.entries()) {
    if (place < 0) continue;
    for (let channel = 0; channel < 3; channel++) {
      large[channel * pixels + pixel] = AS_STORED[photo.rgb[3 * place + channel]];
    }
    if (photo.labels !== undefined) labels[pixel] = photo.labels[place];
  }
  const picture = new Float32Array(3 * size * size);
  const table = linear ? AS_LINEAR : AS_STORED;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const from = Math.floor((row * crop) / size) * crop + Math.floor((column * crop) / size);
      const place = places[from];
      if (place < 0) continue;
      for (let channel = 0; channel < 3; channel++) {
        picture[(channel * size + row) * size + column] = table[photo.rgb[3 * place + channel]];
      }
    }
  }
  return { crop: large, picture, labels };
}
