import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueCamera } from '../camera/catalogue.ts';
import { developedSrgbResponse } from '../camera/effective-response.ts';
import { Random } from '../random.ts';
import { ReprojectionMeter } from '../reconstruction/reprojection.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { reprojectionMap, seenBasis, unseenShare } from './seen-and-unseen.ts';

const responses = [developedSrgbResponse(VISIBLE_31), catalogueCamera('Nikon D700', VISIBLE_31)];
const spectra = (pixels: number, seed = 1) => {
  const random = new Random(seed);
  return Float32Array.from({ length: 31 * pixels }, () => random.uniform());
};
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, index) => sum + value * b[index], 0);

describe.each(responses)('$name', (response) => {
  it('has an orthonormal basis of what it sees', () => {
    const basis = seenBasis(response);
    const rows = [0, 1, 2].map((row) => basis.subarray(31 * row, 31 * (row + 1)));
    for (const [i, a] of rows.entries()) {
      for (const [j, b] of rows.entries()) expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 12);
    }
    // What is orthogonal to it is black to the camera.
    const unseen = Float64Array.from(spectra(1));
    for (const row of rows) {
      const share = dot(row, unseen);
      for (let band = 0; band < 31; band++) unseen[band] -= share * row[band];
    }
    for (const row of [0, 1, 2]) {
      expect(Math.abs(dot(unseen, response.matrix.subarray(31 * row, 31 * (row + 1))))).toBeLessThan(1e-12);
    }
  });

  it('leaves unseen what its null part is', () => {
    const samples = spectra(50);
    const null50 = response.nullPart(samples);
    const shares = unseenShare(samples, response);
    for (let pixel = 0; pixel < 50; pixel++) {
      const of = (cube: Float32Array) => VISIBLE_31.map((_, band) => cube[50 * band + pixel]);
      const wanted = Math.sqrt(dot(of(null50), of(null50)) / dot(of(samples), of(samples)));
      expect(shares[pixel]).toBeCloseTo(wanted, 4);
    }
    const seen = Float32Array.from(response.matrix.subarray(0, 31));
    expect(unseenShare(seen, response)[0]).toBeLessThan(1e-3);
    expect(unseenShare(response.nullPart(spectra(1)), response)[0]).toBeCloseTo(1, 6);
    expect(unseenShare(new Float32Array(31), response)[0]).toBeNaN();
  });

  it('maps the error that the report sums up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 3000 }), (seed, pixels) => {
        const samples = spectra(pixels, seed);
        const rgb = response.project(samples).map((value, index) => value + 0.01 * Math.sin(index));
        const meter = new ReprojectionMeter(response, Number.POSITIVE_INFINITY);
        meter.add(samples, rgb);
        const map = reprojectionMap(samples, rgb, response);
        const rms = Math.sqrt(map.reduce((sum, value) => sum + value * value, 0) / pixels);
        expect(rms).toBeCloseTo(meter.summary().rms, 6);
      }),
      { numRuns: 8 },
    );
  });
});

it('sees more of a flat spectrum than of a narrow peak', () => {
  const [response] = responses;
  expect(unseenShare(new Float32Array(31).fill(0.5), response)[0]).toBeCloseTo(0.55, 2);
  const peak = Float32Array.from(VISIBLE_31, (nm) => (nm === 410 ? 1 : 0));
  expect(unseenShare(peak, response)[0]).toBeGreaterThan(0.9);
});

it('refuses sizes that do not fit', () => {
  expect(() => unseenShare(new Float32Array(32), responses[0])).toThrow('31 bands, found 32');
  expect(() => reprojectionMap(new Float32Array(62), new Float32Array(3), responses[0])).toThrow('3 x 2');
});
