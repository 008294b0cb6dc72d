import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spectralAngleMap } from '../evaluation/metrics/error-maps.ts';
import { similarityMap } from './similarity.ts';

it('is the angle that the metrics give against the same spectrum everywhere', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 5, maxLength: 25 }),
      (bands, values) => {
        const pixels = Math.floor(values.length / bands);
        const samples = Float32Array.from(values.slice(0, bands * pixels));
        const spectrum = values.slice(0, bands).reverse();
        const truth = Float64Array.from(samples, (_, index) => spectrum[Math.floor(index / pixels)]);
        const wanted = spectralAngleMap({ truth, estimate: samples, bands });
        const found = similarityMap(samples, spectrum);
        expect(found.length).toBe(pixels);
        for (const [pixel, angle] of wanted.entries()) expect(found[pixel]).toBeCloseTo(angle, 4);
      },
    ),
  );
});

it('does not see brightness, goes over block borders, and marks what is dark', () => {
  const pixels = 5000;
  const samples = new Float32Array(2 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const angle = ((pixel % 90) * Math.PI) / 180;
    samples[pixel] = (0.1 + pixel) * Math.cos(angle);
    samples[pixels + pixel] = (0.1 + pixel) * Math.sin(angle);
  }
  samples[4321] = 0.019;
  samples[pixels + 4321] = 0.019;
  const map = similarityMap(samples, [3, 0]);
  for (const pixel of [1, 89, 2047, 2048, 4999]) expect(map[pixel]).toBeCloseTo(pixel % 90, 3);
  expect(map[4321]).toBeNaN();
  expect(similarityMap(samples, [3, 0], { darkBelow: 0.018 })[4321]).toBeCloseTo(45, 4);
});

it('refuses a spectrum without a shape', () => {
  expect(() => similarityMap(new Float32Array(6), [0, 0])).toThrow('not zero');
  expect(() => similarityMap(new Float32Array(6), [1, Number.NaN])).toThrow('finite');
  expect(() => similarityMap(new Float32Array(7), [1, 1])).toThrow('expected samples of 2 bands, found 7');
});
