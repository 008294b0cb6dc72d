import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { decodeSrgb } from '../spectra/srgb.ts';
import { IGNORED } from './label-map.ts';
import { PhotoSampler, PhotoSamplerError, photosInMemory, type SampledPhoto } from './photo-sampler.ts';

/** Every pixel tells its place: red is its column, green its row; its label is their sum. */
function placed(width: number, height: number): SampledPhoto {
  const rgb = new Uint8Array(3 * width * height);
  const labels = new Int16Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rgb.set([100 + x, 100 + y, 200], 3 * (y * width + x));
      labels[y * width + x] = x + y;
    }
  }
  return { width, height, rgb, labels };
}

describe('drawing from photos', () => {
  it('cuts pixels with their labels, mirrored or not, zeros outside', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1000),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        async (seed, width, height, scale) => {
          const how = { crop: 8, size: 4, scale: [scale, scale], linear: false } as const;
          const sampler = new PhotoSampler(photosInMemory([placed(width, height)]), how);
          const drawn = await sampler.draw(new Random(seed));
          for (let pixel = 0; pixel < 64; pixel++) {
            const [red, green, blue] = [0, 64, 128].map((from) => Math.round(255 * drawn.crop[from + pixel]));
            if (blue === 0) {
              expect([red, green, drawn.labels[pixel]]).toEqual([0, 0, IGNORED]);
            } else {
              expect(blue).toBe(200);
              expect(drawn.labels[pixel]).toBe(red - 100 + green - 100);
              expect(red - 100).toBeLessThan(width);
              expect(green - 100).toBeLessThan(height);
            }
          }
          for (let row = 0; row < 4; row++) {
            for (let column = 0; column < 4; column++) {
              expect(drawn.picture[row * 4 + column]).toBe(drawn.crop[2 * row * 8 + 2 * column]);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('draws every place and both ways round, and the same again from the same state', async () => {
    const how = { crop: 2, size: 2, scale: [1, 1], linear: true } as const;
    const sampler = new PhotoSampler(photosInMemory([placed(4, 3)]), how);
    const random = new Random(1);
    const corners = new Set<string>();
    for (let draw = 0; draw < 200; draw++) {
      const { labels, crop } = await sampler.draw(random);
      corners.add(`${labels[0]} ${crop[0] > crop[1] ? 'mirrored' : 'plain'}`);
    }
    expect(corners.size).toBe(2 * 4); // sums 0..3 plain, 1..4 mirrored
    const state = random.state;
    const first = await sampler.draw(random);
    expect(await sampler.draw(Random.fromState(state))).toEqual(first);
    expect(first.picture[8]).toBe(Math.fround(decodeSrgb(Math.fround(200 / 255))));
  });

  it('passes over dark crops as long as there are others', async () => {
    const dark = { width: 4, height: 4, rgb: new Uint8Array(48) };
    const how = { crop: 4, size: 4, scale: [1, 1], linear: true } as const;
    const random = new Random(2);
    const both = new PhotoSampler(photosInMemory([dark, placed(4, 4)]), how);
    for (let draw = 0; draw < 50; draw++) expect((await both.draw(random)).crop[32]).toBeGreaterThan(0);
    const { labels, crop } = await new PhotoSampler(photosInMemory([dark]), how).draw(random);
    expect([...crop].every((value) => value === 0)).toBe(true);
    expect([...labels].every((label) => label === IGNORED)).toBe(true);
  });

  it('refuses what it cannot draw', () => {
    const how = { crop: 4, size: 4, scale: [0.5, 1], linear: true } as const;
    const small = photosInMemory([placed(2, 2)]);
    expect(() => new PhotoSampler(photosInMemory([]), how)).toThrow(PhotoSamplerError);
    expect(() => new PhotoSampler(small, { ...how, size: 5 })).toThrow(/found 5/);
    expect(() => new PhotoSampler(small, { ...how, scale: [0, 1] })).toThrow(PhotoSamplerError);
  });
});
