import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { developedSrgbResponse } from '../camera/effective-response.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { bandInterpolation, DEFAULT_KNOTS, peakWavelengths } from './band-interpolation.ts';

const channel = fc.double({ min: 0, max: 1, noNaN: true });

/** Keys' kernel as he wrote it, with its parameter a. */
function keysKernel(distance: number, a: number): number {
  const s = Math.abs(distance);
  if (s < 1) return (a + 2) * s ** 3 - (a + 3) * s ** 2 + 1;
  return s < 2 ? a * s ** 3 - 5 * a * s ** 2 + 8 * a * s - 4 * a : 0;
}

describe('band interpolation', () => {
  it("is Keys' convolution on even knots, samples repeated beyond the ends", () => {
    const wide = Array.from({ length: 61 }, (_, index) => 250 + 10 * index);
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), fc.constantFrom(-0.5, -0.75, -1), (rgb, a) => {
        const spectrum = bandInterpolation(Float32Array.from(rgb), wide, { a });
        const samples = [2, 1, 0].map((index) => Math.fround(rgb[index]));
        wide.forEach((wavelength, band) => {
          const position = (wavelength - DEFAULT_KNOTS[0]) / 150;
          let expected = 0;
          for (let place = -4; place <= 6; place++) {
            expected += samples[Math.min(2, Math.max(0, place))] * keysKernel(position - place, a);
          }
          expect(spectrum[band]).toBeCloseTo(expected, 6);
        });
      }),
    );
  });

  it('meets its knots wherever they stand, keeps grey grey, and is linear in the light', () => {
    const knots = fc
      .tuple(
        fc.integer({ min: 41, max: 48 }),
        fc.integer({ min: 49, max: 55 }),
        fc.integer({ min: 56, max: 69 }),
      )
      .map(([b, g, r]) => [10 * b, 10 * g, 10 * r] as const);
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), knots, (rgb, at) => {
        const spectrum = bandInterpolation(Float32Array.from(rgb), VISIBLE_31, { knots: at });
        at.forEach((wavelength, index) => {
          expect(spectrum[VISIBLE_31.indexOf(wavelength)]).toBeCloseTo(rgb[2 - index], 6);
        });
        const grey = bandInterpolation(Float32Array.of(rgb[0], rgb[0], rgb[0]), VISIBLE_31, { knots: at });
        grey.forEach((value) => {
          expect(value).toBeCloseTo(rgb[0], 6);
        });
        const double = bandInterpolation(
          Float32Array.from(rgb, (value) => 2 * value),
          VISIBLE_31,
          { knots: at },
        );
        double.forEach((value, band) => {
          expect(value).toBeCloseTo(2 * spectrum[band], 5);
        });
      }),
    );
  });

  it('works on planar pictures', () => {
    const rgb = Float32Array.of(0.1, 0.9, 0.2, 0.8, 0.3, 0.7);
    const both = bandInterpolation(rgb, VISIBLE_31);
    const second = bandInterpolation(Float32Array.of(0.9, 0.8, 0.7), VISIBLE_31);
    VISIBLE_31.forEach((_, band) => {
      expect(both[2 * band + 1]).toBe(second[band]);
    });
  });

  it('finds where a response peaks', () => {
    const [blue, green, red] = peakWavelengths(developedSrgbResponse(VISIBLE_31));
    expect([blue, green]).toEqual([450, 540]);
    expect(red).toBe(600);
  });

  it('refuses knots that do not ascend and what is no picture', () => {
    expect(() => bandInterpolation(new Float32Array(3), VISIBLE_31, { knots: [500, 500, 600] })).toThrow(
      /knots B, G, R that ascend, found 500, 500, 600 nm/,
    );
    expect(() => bandInterpolation(new Float32Array(4), VISIBLE_31)).toThrow(/3 planes, found 4 samples/);
  });
});
