import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { illuminant, illuminantNames } from '../spectra/illuminants.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { cameraNames, catalogueCamera } from './catalogue.ts';
import { developedSrgbResponse, radianceResponse, whiteBalancedResponse } from './effective-response.ts';

describe('whiteBalancedResponse', () => {
  it('has rows that sum to 1 and maps white to 1 for every camera and light', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...cameraNames()),
        fc.constantFrom(...illuminantNames()),
        (camera, light) => {
          const power = illuminant(light, VISIBLE_31);
          const response = whiteBalancedResponse(catalogueCamera(camera), power, light);
          for (const sum of response.rowSums()) expect(sum).toBeCloseTo(1, 12);
          for (const value of response.project(new Float32Array(31).fill(1))) expect(value).toBeCloseTo(1, 6);
          expect(response.quantity).toBe('reflectance');
          expect(response.name).toContain(light);
          expect(response.assumption).toContain(light);
        },
      ),
    );
  });

  it('is what white balance makes of a raw picture', () => {
    const camera = catalogueCamera('Canon 40D');
    const light = illuminant('A', VISIBLE_31);
    const reflectance = Float32Array.from(VISIBLE_31, (wavelength) => 0.5 + 0.4 * Math.sin(wavelength / 40));
    const raw = camera.project(reflectance.map((value, band) => value * light[band]));
    const white = camera.project(Float32Array.from(light));
    const balanced = whiteBalancedResponse(camera, light, 'A').project(reflectance);
    for (let channel = 0; channel < 3; channel++) {
      expect(balanced[channel]).toBeCloseTo(raw[channel] / white[channel], 5);
    }
  });

  it('refuses a light that does not fit', () => {
    const camera = catalogueCamera('Canon 40D');
    expect(() => whiteBalancedResponse(camera, [1, 2, 3], 'odd')).toThrow(
      'expected 31 values of the light odd',
    );
    const dark = new Float64Array(31).fill(1);
    dark[3] = -1;
    expect(() => whiteBalancedResponse(camera, dark, 'odd')).toThrow('found -1 at 430 nm');
    expect(() => whiteBalancedResponse(camera, new Float64Array(31), 'none')).toThrow();
  });
});

describe('radianceResponse', () => {
  it('differs from the camera by a gain a channel only', () => {
    const camera = catalogueCamera('Pentax Q');
    const response = radianceResponse(camera);
    const sums = camera.rowSums();
    for (let i = 0; i < 93; i++) {
      expect(response.matrix[i] * sums[Math.floor(i / 31)]).toBeCloseTo(camera.matrix[i], 12);
    }
    expect(response.quantity).toBe('radiance');
  });
});

describe('developedSrgbResponse', () => {
  const response = developedSrgbResponse(VISIBLE_31);

  it('maps white to 1, 1, 1', () => {
    for (const value of response.project(new Float32Array(31).fill(1))) expect(value).toBeCloseTo(1, 6);
    expect([response.name, response.quantity]).toEqual(['srgb', 'reflectance']);
  });

  it('has the negative lobes of the sRGB primaries', () => {
    const [red, green, blue] = [0, 1, 2].map((channel) =>
      response.matrix.subarray(31 * channel, 31 * channel + 31),
    );
    // Red is negative in the cyan, green in the violet and far red, blue in the yellow-green.
    expect(red[VISIBLE_31.indexOf(510)]).toBeLessThan(-0.05);
    expect(green[VISIBLE_31.indexOf(650)]).toBeLessThan(0);
    expect(blue[VISIBLE_31.indexOf(550)]).toBeLessThan(0);
    expect(VISIBLE_31[red.indexOf(Math.max(...red))]).toBe(600);
    expect(VISIBLE_31[blue.indexOf(Math.max(...blue))]).toBe(450);
  });

  it('keeps the luminance of the primaries (IEC 61966-2-1: 0.2126, 0.7152, 0.0722)', () => {
    // Y = 0.2126 R + 0.7152 G + 0.0722 B must give y-bar times D65, which sums to 1 over a white.
    const { matrix } = response;
    const light = illuminant('D65', VISIBLE_31);
    for (const [band, wanted] of [
      [16, 0.995],
      [20, 0.631],
      [11, 0.503],
    ] as const) {
      const luminance = 0.2126 * matrix[band] + 0.7152 * matrix[31 + band] + 0.0722 * matrix[62 + band];
      const at550 = 0.2126 * matrix[15] + 0.7152 * matrix[46] + 0.0722 * matrix[77];
      expect(luminance / at550).toBeCloseTo((wanted * light[band]) / (0.99495 * light[15]), 2);
    }
  });
});
