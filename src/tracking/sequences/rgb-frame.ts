/** Frames of RGB: samples as they are stored, for trackers that need no spectra. */
import type { PictureData } from '../../reconstruction/linear-picture.ts';
import type { Photo } from '../../reconstruction/photo.ts';
import { encodeSrgb, type SrgbImage } from '../../spectra/srgb.ts';
import type { FrameWindow, TrackingFrame } from './sequence.ts';

/** A photo's samples as they are, sRGB-encoded for ordinary pictures, in 0..1. */
export function rgbFrame(photo: Photo): TrackingFrame {
  const { width, height, data } = photo;
  return {
    width,
    height,
    planes: 3,
    readWindow: async (window) => storedSamples(data, window),
    picture: async () => pictureOfPhoto(photo),
  };
}

/** Stored samples of a window, planar `[3, height, width]`, in 0..1. */
function storedSamples(data: PictureData, { x, y, width, height }: FrameWindow): Float32Array {
  const plane = width * height;
  const result = new Float32Array(3 * plane);
  if (data.kind === 'linear') {
    const all = data.width * data.height;
    for (let channel = 0; channel < 3; channel++) {
      for (let row = 0; row < height; row++) {
        const from = channel * all + (y + row) * data.width + x;
        result.set(data.values.subarray(from, from + width), channel * plane + row * width);
      }
    }
    return result;
  }
  const largest = data.samples instanceof Uint16Array ? 65535 : 255;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = 3 * ((y + row) * data.width + x + column);
      for (let channel = 0; channel < 3; channel++) {
        result[channel * plane + row * width + column] = data.samples[from + channel] / largest;
      }
    }
  }
  return result;
}

/** The photo as sRGB bytes, to draw on. */
export function pictureOfPhoto(photo: Photo): SrgbImage {
  const { width, height, encoding } = photo;
  const stored = storedSamples(photo.data, { x: 0, y: 0, width, height });
  const plane = width * height;
  const data = new Uint8Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = stored[channel * plane + pixel];
      data[3 * pixel + channel] = Math.round(
        255 * Math.min(1, Math.max(0, encoding === 'linear' ? encodeSrgb(value) : value)),
      );
    }
  }
  return { kind: 'srgb', width, height, data };
}
