import { describe, expect, it } from 'vitest';
import { developedSrgbResponse } from '../camera/effective-response.ts';
import { createCube } from '../cube/spectral-cube.ts';
import { Random } from '../random.ts';
import { linearRgbImage, toSrgbImage } from '../spectra/srgb.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { addSensorNoise, quantise, SimulationError, simulatePhoto } from './simulate.ts';

const response = developedSrgbResponse(VISIBLE_31);
const cube = createCube(
  { bands: 31, height: 1, width: 2, wavelengths: VISIBLE_31, metadata: { quantity: 'reflectance' } },
  Float32Array.from({ length: 62 }, (_, index) => (index % 2 === 0 ? 1 : 0.25)),
);

function moments(values: Float32Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

describe('simulatePhoto', () => {
  it('projects and scales by the exposure', () => {
    const photo = simulatePhoto(cube, response, 0.5);
    for (let channel = 0; channel < 3; channel++) {
      expect(photo.data[2 * channel]).toBeCloseTo(0.5, 6);
      expect(photo.data[2 * channel + 1]).toBeCloseTo(0.125, 6);
    }
  });

  it('refuses another grid and an exposure that is not positive', () => {
    const shifted = { ...cube, wavelengths: VISIBLE_31.map((nm) => nm + 5) };
    expect(() => simulatePhoto(shifted, response)).toThrow('400..700 nm in srgb');
    expect(() => simulatePhoto(cube, response, 0)).toThrow(SimulationError);
    expect(() => simulatePhoto(cube, response, Number.NaN)).toThrow('found NaN');
  });
});

describe('addSensorNoise', () => {
  it.each([0.002, 0.02, 0.5])('has the mean and variance of Poisson and Gauss at %f', (level) => {
    const noise = { fullWell: 1000, readNoise: 3 };
    const flat = linearRgbImage(200, 100, new Float32Array(60_000).fill(level));
    const { mean, variance } = moments(addSensorNoise(flat, noise, new Random(4)).data);
    const expected = level / noise.fullWell + (noise.readNoise / noise.fullWell) ** 2;
    expect(Math.abs(mean - level)).toBeLessThan(5 * Math.sqrt(expected / 60_000));
    expect(variance / expected).toBeGreaterThan(0.96);
    expect(variance / expected).toBeLessThan(1.04);
  });

  it('repeats with the same seed and leaves its input alone', () => {
    const flat = linearRgbImage(4, 4, new Float32Array(48).fill(0.3));
    const noise = { fullWell: 5000, readNoise: 10 };
    const first = addSensorNoise(flat, noise, new Random(1));
    expect(first.data).toEqual(addSensorNoise(flat, noise, new Random(1)).data);
    expect(first.data).not.toEqual(addSensorNoise(flat, noise, new Random(2)).data);
    expect(new Set(flat.data).size).toBe(1);
    expect(() => addSensorNoise(flat, { fullWell: 0, readNoise: 1 }, new Random(1))).toThrow(SimulationError);
  });
});

describe('quantise', () => {
  const image = linearRgbImage(2, 1, Float32Array.of(-0.1, 1.2, 0.5, 0.25, 0.001, 1));

  it('rounds, clips and interleaves', () => {
    expect([...quantise(image, 8, 'linear')]).toEqual([0, 128, 0, 255, 64, 255]);
    expect([...quantise(image, 16, 'linear')]).toEqual([0, 32768, 66, 65535, 16384, 65535]);
  });

  it('agrees with the sRGB picture', () => {
    expect([...quantise(image, 8, 'srgb')]).toEqual([...toSrgbImage(image).data]);
  });
});
