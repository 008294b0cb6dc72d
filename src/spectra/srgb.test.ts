import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeSrgb,
  encodeSrgb,
  linearRgbImage,
  toLinearRgbImage,
  toSrgbImage,
  XYZ_TO_LINEAR_SRGB,
} from './srgb.ts';
import { SpectraError } from './wavelengths.ts';

describe('transfer curve', () => {
  it('has the values of IEC 61966-2-1', () => {
    expect(encodeSrgb(0)).toBe(0);
    expect(encodeSrgb(1)).toBeCloseTo(1, 12);
    // 18 % grey is code 118 in 8 bits; code 128 is 21.6 % light.
    expect(Math.round(255 * encodeSrgb(0.18))).toBe(118);
    expect(decodeSrgb(128 / 255)).toBeCloseTo(0.2158605, 6);
  });

  it('decodes what it encodes', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.5, max: 4, noNaN: true }), (linear) => {
        // The standard's two thresholds meet to about 1e-7 only.
        expect(Math.abs(decodeSrgb(encodeSrgb(linear)) - linear)).toBeLessThan(1e-6);
      }),
    );
  });
});

describe('matrix', () => {
  it('brings D65 white to 1, 1, 1', () => {
    const white = [0.9505, 1, 1.089];
    for (let row = 0; row < 3; row++) {
      const value = white.reduce((sum, xyz, column) => sum + XYZ_TO_LINEAR_SRGB[3 * row + column] * xyz, 0);
      expect(value).toBeCloseTo(1, 3);
    }
  });
});

describe('images', () => {
  it('go from planar light to interleaved bytes and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 18, maxLength: 18 }), (bytes) => {
        const picture = { kind: 'srgb', width: 3, height: 2, data: bytes } as const;
        expect([...toSrgbImage(toLinearRgbImage(picture)).data]).toEqual([...bytes]);
      }),
    );
  });

  it('keep the channel order', () => {
    const image = linearRgbImage(2, 1, Float32Array.of(1, 0, 0, 1, 0, 0));
    expect([...toSrgbImage(image).data]).toEqual([255, 0, 0, 0, 255, 0]);
  });

  it('hold what a byte can hold', () => {
    const image = linearRgbImage(1, 1, Float32Array.of(-1, 7, Number.NaN));
    expect([...toSrgbImage(image).data]).toEqual([0, 255, 0]);
  });

  it('refuse sizes that do not fit', () => {
    expect(() => linearRgbImage(2, 2, new Float32Array(11))).toThrow('expected 12 samples');
    expect(() => linearRgbImage(0, 2, new Float32Array(0))).toThrow(SpectraError);
  });
});
