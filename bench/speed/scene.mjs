/** Generated pictures: smooth, random, the same for the same seed. */
import sharp from 'sharp';
import { Random } from '../../dist/random.js';

const WAVES = 6;
const LONGEST = 7;

/** A smooth picture, planar [channels, height, width], 0.05..0.95 in every channel. */
export function smoothScene(channels, width, height, seed) {
  const random = new Random(seed);
  const plane = width * height;
  const values = new Float32Array(channels * plane);
  const wave = (length) => {
    const [cycles, phase] = [random.uniform(0.5, LONGEST), random.uniform(0, 2 * Math.PI)];
    return Float32Array.from({ length }, (_, at) => Math.cos((2 * Math.PI * cycles * at) / length + phase));
  };
  for (let channel = 0; channel < channels; channel++) {
    const waves = Array.from({ length: WAVES }, () => ({ across: wave(width), down: wave(height) }));
    for (let y = 0; y < height; y++) {
      const start = channel * plane + y * width;
      for (const { across, down } of waves) {
        const weight = (0.45 / WAVES) * down[y];
        for (let x = 0; x < width; x++) values[start + x] += weight * across[x];
      }
      for (let x = 0; x < width; x++) values[start + x] += 0.5;
    }
  }
  return values;
}

/** Writes such a picture as an 8-bit sRGB JPEG. */
export async function writePhoto(path, width, height, seed) {
  const values = smoothScene(3, width, height, seed);
  const plane = width * height;
  const samples = new Uint8Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    for (let pixel = 0; pixel < plane; pixel++) {
      samples[3 * pixel + channel] = Math.round(255 * values[channel * plane + pixel]);
    }
  }
  await sharp(samples, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toFile(path);
}
