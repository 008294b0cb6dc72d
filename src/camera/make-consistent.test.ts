import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { catalogueCamera } from './catalogue.ts';
import { developedSrgbResponse, radianceResponse } from './effective-response.ts';
import { makeConsistent } from './make-consistent.ts';

const PIXELS = 4;
const responses = [radianceResponse(catalogueCamera('Nikon D700')), developedSrgbResponse(VISIBLE_31)];
const unit = fc.float({ min: 0, max: 1, noNaN: true });
const spectra = fc
  .array(unit, { minLength: 31 * PIXELS, maxLength: 31 * PIXELS })
  .map((v) => Float32Array.from(v));
const colours = fc
  .array(unit, { minLength: 3 * PIXELS, maxLength: 3 * PIXELS })
  .map((v) => Float32Array.from(v));

function farthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum;
}

describe.each(responses.map((response) => [response.name, response] as const))(
  'makeConsistent, %s',
  (_n, response) => {
    it('re-projects to the picture and leaves the null-space part alone', () => {
      fc.assert(
        fc.property(spectra, colours, (cube, rgb) => {
          const result = makeConsistent(cube, rgb, response);
          expect(farthest(response.project(result), rgb)).toBeLessThan(1e-5);
          expect(farthest(response.nullPart(result), response.nullPart(cube))).toBeLessThan(1e-5);
        }),
      );
    });

    it('does nothing where nothing is wrong', () => {
      fc.assert(
        fc.property(spectra, (cube) => {
          expect(farthest(makeConsistent(cube, response.project(cube), response), cube)).toBeLessThan(1e-6);
        }),
      );
    });

    it('takes clipped channels as lower bounds, with the smallest change', () => {
      fc.assert(
        fc.property(
          spectra,
          colours,
          fc.double({ min: 0.2, max: 0.9, noNaN: true }),
          (cube, raw, clipLevel) => {
            const rgb = raw.map((value) => Math.min(value, Math.fround(clipLevel)));
            const level = Math.fround(clipLevel);
            const result = makeConsistent(cube, rgb, response, { clipLevel: level });
            const seen = response.project(result);
            for (let i = 0; i < rgb.length; i++) {
              if (rgb[i] >= level) expect(seen[i]).toBeGreaterThan(rgb[i] - 1e-5);
              else expect(Math.abs(seen[i] - rgb[i])).toBeLessThan(1e-5);
            }
            // Optimality: the change is C^T l with l = 0 or more in clipped channels and slack only where l = 0.
            const change = response.project(result.map((value, i) => value - cube[i]));
            const { gramInverse } = response;
            for (let pixel = 0; pixel < PIXELS; pixel++) {
              for (let channel = 0; channel < 3; channel++) {
                const at = channel * PIXELS + pixel;
                if (rgb[at] < level) continue;
                let multiplier = 0;
                for (let k = 0; k < 3; k++)
                  multiplier += gramInverse[3 * channel + k] * change[k * PIXELS + pixel];
                expect(multiplier).toBeGreaterThan(-2e-3);
                expect(Math.abs(multiplier * (seen[at] - rgb[at]))).toBeLessThan(2e-3);
              }
            }
            expect(farthest(response.nullPart(result), response.nullPart(cube))).toBeLessThan(1e-5);
          },
        ),
      );
    });

    it('leaves a clipped channel that is bright enough', () => {
      const cube = new Float32Array(31).fill(1.5);
      const result = makeConsistent(cube, Float32Array.of(1, 1, 1), response, { clipLevel: 1 });
      expect([...result]).toEqual([...cube]);
    });

    it('finds a non-negative spectrum of the colour, no farther than another such spectrum', () => {
      fc.assert(
        fc.property(spectra, spectra, (cube, truth) => {
          // Sharp spectra, so that the plain correction often goes below zero.
          const sharp = truth.map((value) => (value > 0.7 ? value : 0));
          const rgb = response.project(sharp);
          const result = makeConsistent(cube, rgb, response, { nonNegative: true });
          expect(Math.min(...result)).toBeGreaterThanOrEqual(0);
          expect(farthest(response.project(result), rgb)).toBeLessThan(2e-5);
          for (let pixel = 0; pixel < PIXELS; pixel++) {
            const at = (values: Float32Array) =>
              Array.from({ length: 31 }, (_, band) => values[band * PIXELS + pixel]);
            expect(squaredDistance(at(result), at(cube))).toBeLessThan(
              squaredDistance(at(sharp), at(cube)) + 1e-4,
            );
          }
        }),
      );
    });

    it('leaves pixels without negatives as the plain correction makes them', () => {
      const cube = new Float32Array(31).fill(0.5);
      const rgb = Float32Array.of(0.52, 0.5, 0.49);
      const plain = makeConsistent(cube, rgb, response);
      expect(Math.min(...plain)).toBeGreaterThan(0);
      expect([...makeConsistent(cube, rgb, response, { nonNegative: true })]).toEqual([...plain]);
    });

    it('comes as near as a non-negative spectrum can where none has the colour', () => {
      // Every single wavelength excites two channels here, so pure colours beyond the cone do not exist.
      const cube = new Float32Array(31).fill(0.2);
      for (const wanted of [
        [0, 1, 0],
        [1, 0, 1],
        [-0.1, -0.1, -0.1],
      ]) {
        const rgb = Float32Array.from(wanted);
        const result = makeConsistent(cube, rgb, response, { nonNegative: true });
        expect(Math.min(...result)).toBeGreaterThanOrEqual(0);
        const error = squaredDistance(response.project(result), rgb);
        // No step along a single band that keeps it non-negative may reduce the error.
        for (let band = 0; band < 31; band++) {
          for (const step of [-0.01, 0.01]) {
            const moved = Float32Array.from(result);
            moved[band] = Math.max(0, moved[band] + step);
            expect(squaredDistance(response.project(moved), rgb)).toBeGreaterThan(error - 1e-6);
          }
        }
      }
    });

    it('combines lower bounds with non-negativity', () => {
      fc.assert(
        fc.property(spectra, spectra, (cube, truth) => {
          const sharp = truth.map((value) => (value > 0.7 ? value : 0));
          const rgb = response.project(sharp).map((value) => Math.min(value, 0.3));
          const level = Math.fround(0.3);
          const result = makeConsistent(cube, rgb, response, { nonNegative: true, clipLevel: level });
          expect(Math.min(...result)).toBeGreaterThanOrEqual(0);
          const seen = response.project(result);
          for (let i = 0; i < rgb.length; i++) {
            if (rgb[i] >= level) expect(seen[i]).toBeGreaterThan(rgb[i] - 2e-5);
            else expect(Math.abs(seen[i] - rgb[i])).toBeLessThan(2e-5);
          }
        }),
      );
    });
  },
);

describe('makeConsistent', () => {
  it('refuses sizes that do not fit', () => {
    const [response] = responses;
    expect(() => makeConsistent(new Float32Array(30), new Float32Array(3), response)).toThrow(
      'expected 31 samples',
    );
    expect(() => makeConsistent(new Float32Array(31), new Float32Array(4), response)).toThrow('3 planes');
    expect(() =>
      makeConsistent(new Float32Array(31), new Float32Array(3), response, { clipLevel: Number.NaN }),
    ).toThrow('clipLevel');
  });
});
