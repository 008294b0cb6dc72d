import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { developedSrgbResponse } from '../camera/effective-response.ts';
import { createCube } from '../cube/spectral-cube.ts';
import { illuminant } from '../spectra/illuminants.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { falseColour, RenderError, renderCube, trueColour } from './render.ts';

const uneven = [400, 412, 430, 455, 480, 500, 540, 560, 590, 610, 640, 660, 700];
const lights = ['A', 'D50', 'D65', 'F2', 'F11', 'E', 'blackbody:2700', 'daylight:9000'];

describe('trueColour', () => {
  it('shows a flat spectrum of 1 as white under every light and on every grid', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...lights),
        fc.constantFrom(VISIBLE_31, uneven),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (light, grid, level) => {
          const white = trueColour(grid, 'reflectance', light).apply(
            new Float32Array(grid.length).fill(level),
          );
          for (const value of white) expect(Math.abs(value - level)).toBeLessThan(1e-5);
        },
      ),
      { numRuns: 60 },
    );
    for (const value of trueColour(VISIBLE_31, 'radiance').apply(new Float32Array(31).fill(1))) {
      expect(value).toBeCloseTo(1, 5);
    }
  });

  it('is the developed-sRGB response under D65, which other lights and uneven grids come close to', () => {
    const matrix = trueColour(VISIBLE_31, 'reflectance').matrix;
    expect([...matrix]).toEqual([...developedSrgbResponse(VISIBLE_31).matrix]);
    // The same light named by its temperature goes through the adaptation instead.
    const spectrum = Float32Array.from(VISIBLE_31, (nm) => 0.5 + 0.4 * Math.tanh((nm - 560) / 50));
    const direct = trueColour(VISIBLE_31, 'reflectance').apply(spectrum);
    const adapted = trueColour(VISIBLE_31, 'reflectance', 'daylight:6504').apply(spectrum);
    for (let channel = 0; channel < 3; channel++) {
      expect(Math.abs(direct[channel] - adapted[channel])).toBeLessThan(0.01);
    }
  });

  it('makes a red surface brighter under light A', () => {
    const red = Float32Array.from(VISIBLE_31, (nm) => (nm > 600 ? 0.9 : 0.05));
    const inDaylight = trueColour(VISIBLE_31, 'reflectance', 'D65').apply(red);
    const inLampLight = trueColour(VISIBLE_31, 'reflectance', 'A').apply(red);
    expect(inLampLight[0]).toBeGreaterThan(1.05 * inDaylight[0]);
  });

  it('takes a light by its spectrum, whatever its scale, as it does by its name', () => {
    const wide = [300, ...VISIBLE_31, 800];
    const power = [0, ...illuminant('blackbody:2700', VISIBLE_31), 0].map((value) => 7 * value);
    const named = trueColour(wide, 'reflectance', 'blackbody:2700');
    const given = trueColour(wide, 'reflectance', { name: 'a candle', power });
    for (const [index, value] of named.matrix.entries()) expect(given.matrix[index]).toBeCloseTo(value, 12);
    expect(given.description).toBe('true colour under a candle');
    // D65 by its spectrum goes through the adaptation; by its name, in any case, it is the developed response.
    expect([...trueColour(VISIBLE_31, 'reflectance', ' d65').matrix]).toEqual([
      ...developedSrgbResponse(VISIBLE_31).matrix,
    ]);
    const show = (values: number[]) => () =>
      trueColour(VISIBLE_31, 'reflectance', { name: 'lamp', power: values });
    expect(show([1, 2])).toThrow('expected 31 values of the light lamp, one a wavelength, found 2');
    expect(show(new Array(31).fill(0))).toThrow('to shine where eyes see');
    expect(show(VISIBLE_31.map((nm) => (nm === 500 ? -1 : 1)))).toThrow('found -1 at 500 nm');
    expect(() => trueColour(VISIBLE_31, 'radiance', { name: 'lamp', power })).toThrow('under lamp');
  });

  it('ignores bands that nobody sees and keeps pixels apart', () => {
    const wide = [300, ...VISIBLE_31, 800, 1000];
    const spectra = Float32Array.from({ length: 2 * wide.length }, (_, index) => {
      const band = Math.floor(index / 2);
      return wide[band] < 380 || wide[band] > 780 ? 99 : index % 2;
    });
    const rgb = trueColour(wide, 'reflectance').apply(spectra);
    for (let channel = 0; channel < 3; channel++) {
      expect(rgb[2 * channel]).toBeCloseTo(0, 6);
      expect(rgb[2 * channel + 1]).toBeCloseTo(1, 5);
    }
  });

  it('refuses what cannot be shown', () => {
    expect(() => trueColour([900, 950, 1000], 'radiance')).toThrow(
      'expected at least 3 bands in 380..780 nm',
    );
    expect(() => trueColour(VISIBLE_31, 'radiance', 'A')).toThrow(RenderError);
    expect(() => trueColour(VISIBLE_31, 'unknown', 'A')).not.toThrow();
    expect(() => trueColour(VISIBLE_31, 'reflectance', 'D6S')).toThrow("found 'D6S'");
    expect(() => trueColour(VISIBLE_31, 'reflectance').apply(new Float32Array(32))).toThrow('multiple of 31');
  });
});

describe('falseColour', () => {
  it('takes the nearest bands as they are', () => {
    const cube = createCube(
      { bands: 3, height: 1, width: 2, wavelengths: [500, 600, 700], metadata: { quantity: 'unknown' } },
      Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 1.5),
    );
    const how = falseColour(cube.wavelengths, [690, 500, 560]);
    expect(how.description).toBe('false colour of 700, 500, 600 nm');
    expect([...renderCube(cube, how).data]).toEqual([...Float32Array.of(0.5, 1.5, 0.1, 0.2, 0.3, 0.4)]);
    expect(renderCube(cube, how, 2).data[1]).toBe(3);
    expect(() => falseColour(cube.wavelengths, [701, 500, 600])).toThrow('500..700 nm, found 701');
  });
});
