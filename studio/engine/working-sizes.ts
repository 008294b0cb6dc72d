/** The sizes at which a photo can be worked on in a page: averages of whole blocks of pixels, in linear light. */
import type { WorkingSize } from './contract.ts';
import { boxDownsample, type LinearPicture, memoryPicture } from './library.ts';

/** About a megapixel: a few seconds on most machines, and 130 MB. */
const RECOMMENDED_PIXELS = 1_100_000;
/** Most bytes of a cube on shared memory: half a GiB, 4.3 megapixels of 31 bands. Pages of phones end beyond it. */
export const LARGEST_SHARED_CUBE = 2 ** 29;
/** Where memory is not shared the page and the worker hold the cube each. */
export const LARGEST_COPIED_CUBE = 2 ** 28;

export interface SizeQuestion {
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  /** Most bytes of a cube. */
  readonly mostBytes: number;
  /** What was measured; undefined before. */
  readonly pixelsPerSecond?: number;
}

/** The sizes, from the recommended one to the largest whose cube fits. */
export function workingSizes(question: SizeQuestion): [WorkingSize, ...WorkingSize[]] {
  const { width, height, mostBytes } = question;
  let reduction = 1;
  while (width * height > RECOMMENDED_PIXELS * reduction ** 2) reduction++;
  const sizes: [WorkingSize, ...WorkingSize[]] = [sizeOf(question, reduction)];
  while (--reduction >= 1) {
    const size = sizeOf(question, reduction);
    if (size.cubeBytes <= mostBytes) sizes.push(size);
  }
  return sizes;
}

function sizeOf({ bands, pixelsPerSecond, ...photo }: SizeQuestion, reduction: number): WorkingSize {
  const width = Math.max(2, Math.round(photo.width / reduction));
  const height = Math.max(2, Math.round(photo.height / reduction));
  const pixels = width * height;
  return {
    width,
    height,
    reduction,
    cubeBytes: 4 * bands * pixels,
    ...(pixelsPerSecond === undefined ? {} : { seconds: pixels / pixelsPerSecond }),
  };
}

/** The photo at a size: itself, or the mean over the area of each pixel. */
export function pictureAt(photo: LinearPicture, { width, height }: WorkingSize): LinearPicture {
  if (width === photo.width && height === photo.height) return photo;
  return memoryPicture(boxDownsample(photo, width, height), width, height);
}

/** The reduced picture of last time: making one of a large photo takes a second. */
export class ReducedPicture {
  #last: { readonly photo: LinearPicture; readonly picture: LinearPicture } | undefined;

  /** As {@link pictureAt}. */
  of(photo: LinearPicture, size: WorkingSize): LinearPicture {
    const { width, height } = size;
    const last = this.#last;
    if (last?.photo === photo && last.picture.width === width && last.picture.height === height) {
      return last.picture;
    }
    const picture = pictureAt(photo, size);
    this.#last = { photo, picture };
    return picture;
  }
}
