import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { developedSrgbResponse } from '../../camera/effective-response.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { createPalette } from './palette.ts';
import { thickLayer } from './pigments.ts';
import { fitSigmoid, ReflectanceError, sigmoidReflectance } from './sigmoid-reflectance.ts';

const response = developedSrgbResponse(VISIBLE_31);

describe('fitSigmoid', () => {
  it('reaches colours inside sRGB with a reflectance in 0..1', () => {
    const level = fc.double({ min: 0.05, max: 0.7, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(level, level, level), (colour) => {
        const reflectance = sigmoidReflectance(fitSigmoid(colour, VISIBLE_31), VISIBLE_31);
        const seen = response.project(Float32Array.from(reflectance));
        for (let channel = 0; channel < 3; channel++) {
          expect(Math.abs(seen[channel] - colour[channel])).toBeLessThan(1e-5);
        }
        expect(reflectance.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('says which colour it cannot reach', () => {
    expect(() => fitSigmoid([1.3, 1, 1], VISIBLE_31)).toThrow(ReflectanceError);
    expect(() => fitSigmoid([1.3, 1, 1], VISIBLE_31)).toThrow('1.300, 1.000, 1.000');
  });
});

describe('thickLayer', () => {
  it('falls with absorption and stays in 0..1', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 20, noNaN: true }), (amount) => {
        const thin = thickLayer({ chlorophyll: amount, grey: 0.01 }, VISIBLE_31);
        const thick = thickLayer({ chlorophyll: amount + 1, grey: 0.01 }, VISIBLE_31);
        for (const [band, value] of thin.entries()) {
          expect(value >= 0 && value <= 1 && thick[band] <= value).toBe(true);
        }
      }),
    );
  });

  it('inverts the equation of Kubelka and Munk', () => {
    const [reflectance] = thickLayer({ grey: 0.8 }, [500]);
    expect((1 - reflectance) ** 2 / (2 * reflectance)).toBeCloseTo(0.8, 10);
  });
});

describe('createPalette', () => {
  const palette = createPalette(VISIBLE_31);
  const at = (spectrum: Float64Array, wavelength: number) => spectrum[(wavelength - 400) / 10];

  it('holds reflectances in 0..1 whose colours fit into sRGB or nearly so', () => {
    for (const spectrum of palette.spectra) {
      expect(spectrum.every((value) => value >= 0 && value <= 1)).toBe(true);
      for (const channel of response.project(Float32Array.from(spectrum))) {
        expect(channel).toBeGreaterThan(-0.05);
        expect(channel).toBeLessThan(1.01);
      }
    }
    expect(new Set(palette.patches).size).toBe(24);
  });

  it('has leaves with a green bump and a red edge, and yellow that rises after 480 nm', () => {
    const leaf = palette.spectra[palette.index('leaf')];
    expect(at(leaf, 550)).toBeGreaterThan(1.8 * at(leaf, 480));
    expect(at(leaf, 550)).toBeGreaterThan(1.8 * at(leaf, 670));
    expect(at(leaf, 700)).toBeGreaterThan(2 * at(leaf, 680));
    const lemon = palette.spectra[palette.index('lemon')];
    expect(at(lemon, 540)).toBeGreaterThan(3 * at(lemon, 450));
  });
});
