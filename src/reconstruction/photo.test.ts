import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSrgb } from '../spectra/srgb.ts';
import { boxDownsample } from './box-downsample.ts';
import { PictureError } from './linear-picture.ts';
import { createPhoto, PhotoError } from './photo.ts';

const photoArbitrary = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) =>
    fc
      .uint8Array({ minLength: 3 * width * height, maxLength: 3 * width * height })
      .map((samples) => createPhoto({ width, height, samples, encoding: 'linear' })),
  );

describe('createPhoto', () => {
  it('reads windows as planar linear light', () => {
    const samples = Uint8Array.from({ length: 3 * 4 * 3 }, (_, index) => index * 7);
    const photo = createPhoto({ width: 4, height: 3, samples, encoding: 'srgb' });
    const window = photo.readWindow({ x: 1, y: 1, width: 2, height: 2 });
    const expected = [0, 1, 2].flatMap((channel) =>
      [5, 6, 9, 10].map((pixel) => Math.fround(decodeSrgb((7 * (3 * pixel + channel)) / 255))),
    );
    expect([...window]).toEqual(expected);
    expect([...photo.readRows(1, 1)]).toEqual([...photo.readWindow({ x: 0, y: 1, width: 4, height: 1 })]);
  });

  it('keeps 16 bits and leaves linear samples proportional', () => {
    const photo = createPhoto({
      width: 2,
      height: 1,
      samples: Uint16Array.of(0, 1, 65535, 30000, 257, 2),
      encoding: 'linear',
    });
    expect(photo.bitDepth).toBe(16);
    expect([...photo.readRows(0, 1)]).toEqual(
      [0, 30000, 1, 257, 65535, 2].map((v) => Math.fround(v / 65535)),
    );
  });

  it('counts clipped pixels and says so', () => {
    const samples = new Uint8Array(300).fill(9);
    for (let pixel = 0; pixel < 13; pixel++) samples[3 * pixel] = 255;
    const photo = createPhoto({ width: 10, height: 10, samples, encoding: 'srgb', notes: ['first'] });
    expect(photo.clippedShare).toEqual([0.13, 0, 0]);
    expect(photo.notes).toEqual(['first', expect.stringContaining('13 % in red')]);
  });

  it('remarks on black pixels and on a photo without colour', () => {
    const { notes } = createPhoto({ width: 2, height: 2, samples: new Uint8Array(12), encoding: 'srgb' });
    expect(notes.join('\n')).toMatch(/100 % of the pixels are black/);
    expect(notes.join('\n')).toMatch(/every pixel is grey/);
  });

  it('refuses sizes that do not fit and windows outside', () => {
    const samples = new Uint8Array(12);
    expect(() => createPhoto({ width: 0, height: 0, samples, encoding: 'srgb' })).toThrow('found 0 x 0');
    expect(() => createPhoto({ width: 2, height: 3, samples, encoding: 'srgb' })).toThrow(
      'expected 18 samples',
    );
    const photo = createPhoto({ width: 2, height: 2, samples, encoding: 'srgb' });
    expect(() => photo.readRows(1, 2)).toThrow(PictureError);
    expect(() => photo.readWindow({ x: -1, y: 0, width: 1, height: 1 })).toThrow(PictureError);
  });
});

describe('boxDownsample', () => {
  it('keeps the mean of every channel, whatever the size', () => {
    fc.assert(
      fc.property(
        photoArbitrary,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        (photo, width, height) => {
          const small = boxDownsample(photo, width, height);
          const all = photo.readRows(0, photo.height);
          for (let channel = 0; channel < 3; channel++) {
            const mean = (values: Float32Array) =>
              values
                .subarray((channel * values.length) / 3, ((channel + 1) * values.length) / 3)
                .reduce((sum, value) => sum + value, 0) /
              (values.length / 3);
            expect(Math.abs(mean(small) - mean(all))).toBeLessThan(1e-6);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('averages 2 x 2 blocks at half the size and repeats pixels at twice the size', () => {
    const samples = Uint8Array.from({ length: 48 }, (_, index) => (index * 37) % 256);
    const photo = createPhoto({ width: 4, height: 4, samples, encoding: 'linear' });
    const half = boxDownsample(photo, 2, 2);
    const block = [0, 1, 4, 5].reduce((sum, pixel) => sum + samples[3 * (pixel + 8) + 1], 0) / 4 / 255;
    expect(half[4 + 2]).toBeCloseTo(block, 6);
    const twice = boxDownsample(photo, 8, 8);
    expect(twice[0]).toBeCloseTo(samples[0] / 255, 6);
    expect(twice[9]).toBeCloseTo(samples[0] / 255, 6);
    expect(twice[63]).toBeCloseTo(samples[45] / 255, 6);
    expect(() => boxDownsample(photo, 0, 4)).toThrow(PhotoError);
  });
});
