import { describe, expect, it } from 'vitest';
import { developedSrgbResponse } from '../../camera/effective-response.ts';
import { spectrumAt } from '../../cube/spectral-cube.ts';
import { linearRgbImage, toLinearRgbImage } from '../../spectra/srgb.ts';
import { generateSample } from './generate-sample.ts';

const WIDTH = 96;
const HEIGHT = 64;
const sample = generateSample({ seed: 1, width: WIDTH, height: HEIGHT });

describe('generateSample', () => {
  it('makes 31 bands of reflectance in 0..1 and a photo of the same size', () => {
    const { cube, photo } = sample;
    expect([cube.bands, cube.width, cube.height, cube.metadata.quantity]).toEqual([
      31,
      WIDTH,
      HEIGHT,
      'reflectance',
    ]);
    expect([photo.kind, photo.width, photo.height]).toEqual(['srgb', WIDTH, HEIGHT]);
    expect(cube.data.every((value) => value > 0 && value <= 1)).toBe(true);
  });

  it('develops the photo from the cube, with a little noise', () => {
    const { cube, photo } = sample;
    const truth = linearRgbImage(WIDTH, HEIGHT, developedSrgbResponse(cube.wavelengths).project(cube.data));
    const seen = toLinearRgbImage(photo).data;
    let squares = 0;
    let clipped = 0;
    for (const [index, value] of truth.data.entries()) {
      if (value < 0 || value > 1) clipped++;
      else squares += (seen[index] - value) ** 2;
    }
    const error = Math.sqrt(squares / seen.length);
    expect(error).toBeGreaterThan(0.001);
    expect(error).toBeLessThan(0.01);
    expect(clipped / seen.length).toBeLessThan(0.01);
  });

  it('shows the chart and the leaf where the composition puts them', () => {
    const white = spectrumAt(sample.cube, 16, 33);
    expect(Math.max(...white) / Math.min(...white)).toBeLessThan(1.01);
    expect(white[0]).toBeGreaterThan(0.5);
    const leaf = spectrumAt(sample.cube, 18, 48);
    const at = (wavelength: number) => leaf[(wavelength - 400) / 10];
    expect(at(550)).toBeGreaterThan(1.3 * at(670));
    expect(at(700)).toBeGreaterThan(1.5 * at(680));
  });

  it('repeats with the same seed and changes with another', () => {
    const size = { width: 24, height: 16 };
    const first = generateSample({ seed: 5, ...size });
    const again = generateSample({ seed: 5, ...size });
    expect(again.cube.data).toEqual(first.cube.data);
    expect(again.photo.data).toEqual(first.photo.data);
    expect(generateSample({ seed: 6, ...size }).cube.data).not.toEqual(first.cube.data);
  });

  it('refuses sizes that are none', () => {
    expect(() => generateSample({ seed: 1, width: 0, height: 4 })).toThrow('found 0 x 4');
    expect(() => generateSample({ seed: 1, width: 9000 })).toThrow('1..8192');
  });
});
