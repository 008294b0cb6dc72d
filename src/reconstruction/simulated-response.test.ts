import { describe, expect, it } from 'vitest';
import { catalogueCamera } from '../camera/catalogue.ts';
import { developedSrgbResponse } from '../camera/effective-response.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { parseCameraChoice } from './choose-response.ts';
import { simulatedResponse } from './simulated-response.ts';

const wavelengths = VISIBLE_31;
const nikon = parseCameraChoice('Nikon D700');
const flat = new Float32Array(31).fill(1);

describe('simulatedResponse', () => {
  it('turns white into (1, 1, 1) under any light', () => {
    for (const light of ['A', 'D65', 'F11']) {
      for (const choice of [nikon, parseCameraChoice('srgb')]) {
        const { response } = simulatedResponse({ choice, light, quantity: 'reflectance', wavelengths });
        for (const value of response.project(flat)) expect(value).toBeCloseTo(1, 5);
      }
    }
  });

  it('lights reflectance with D65 unless told otherwise, and says so', () => {
    const question = { choice: nikon, quantity: 'reflectance', wavelengths } as const;
    const view = simulatedResponse(question);
    expect(view.assumption).toContain('D65');
    expect(view.response.matrix).toEqual(simulatedResponse({ ...question, light: 'D65' }).response.matrix);
    expect(view.response.matrix).not.toEqual(simulatedResponse({ ...question, light: 'A' }).response.matrix);
  });

  it('projects radiance as it is', () => {
    const { response, encoding } = simulatedResponse({ choice: nikon, quantity: 'radiance', wavelengths });
    expect(encoding).toBe('linear');
    expect(response.matrix).toEqual(catalogueCamera('Nikon D700').withUnitRowSums().matrix);
  });

  it('develops srgb with the response that photos are read with', () => {
    const { response, encoding } = simulatedResponse({
      choice: parseCameraChoice('srgb'),
      quantity: 'reflectance',
      wavelengths,
    });
    expect(encoding).toBe('srgb');
    expect(response.matrix).toEqual(developedSrgbResponse(wavelengths).matrix);
  });

  it('takes a response from a file onto the bands of the cube', () => {
    const fileText = ['nm,r,g,b', '390,1,0,0', '405,1,0,1', '420,0,1,1'].join('\n');
    const grid = [400, 410, 420];
    const { response } = simulatedResponse({
      choice: parseCameraChoice('mine.csv'),
      fileText,
      quantity: 'unknown',
      wavelengths: grid,
    });
    expect(response.wavelengths).toEqual(grid);
  });

  it('refuses a light for radiance, and a camera that only a photo can tell', () => {
    expect(() => simulatedResponse({ choice: nikon, light: 'A', quantity: 'radiance', wavelengths })).toThrow(
      /expected reflectance to light with A, found radiance/,
    );
    expect(() =>
      simulatedResponse({ choice: parseCameraChoice('auto'), quantity: 'radiance', wavelengths }),
    ).toThrow(/found 'auto'/);
    expect(() =>
      simulatedResponse({ choice: nikon, light: 'D6x', quantity: 'unknown', wavelengths }),
    ).toThrow(/found 'D6x'/);
  });
});
