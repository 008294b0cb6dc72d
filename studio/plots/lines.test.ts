import { afterEach, describe, expect, it } from 'vitest';
import { VISIBLE_31 } from '../engine/library.ts';
import { resetRows } from '../state/rows.ts';
import { DEFAULT_SETTINGS } from '../state/settings.ts';
import { applySettings, cube, truth } from '../state/store.ts';
import { angleBetween, bestFactor, placeLines, referenceLines, TRUTH_DASH } from './lines.ts';

function cubeOf(value: (band: number, pixel: number) => number) {
  const data = new Float32Array(31 * 4);
  for (let band = 0; band < 31; band++) {
    for (let pixel = 0; pixel < 4; pixel++) data[4 * band + pixel] = value(band, pixel);
  }
  const metadata = { quantity: 'reflectance' as const, model: 'generator' };
  return { bands: 31, height: 2, width: 2, wavelengths: VISIBLE_31, metadata, data };
}

afterEach(() => {
  applySettings(DEFAULT_SETTINGS);
  cube.value = undefined;
  truth.value = undefined;
  resetRows(0, false);
});

describe('lines of pins', () => {
  it('are estimates, each followed by its truth in dots, with the angle between them', () => {
    cube.value = cubeOf((band, pixel) => (pixel === 3 ? (band < 16 ? 1 : 0) : 0.5));
    truth.value = cubeOf(() => 0.25);
    resetRows(2, true);
    applySettings({ ...DEFAULT_SETTINGS, pins: [{ label: 'A', x: 1, y: 1 }] });
    const [estimate, trueLine] = placeLines.value;
    expect(estimate).toMatchObject({ name: 'Pin A (1, 1)', kind: 'estimated', mark: 'A' });
    expect(estimate.angle).toBeCloseTo((180 / Math.PI) * Math.acos(Math.sqrt(16 / 31)), 3);
    expect(trueLine).toMatchObject({ kind: 'measured', dash: TRUTH_DASH, colour: estimate.colour });
    expect(trueLine.values[0]).toBe(0.25);
  });

  it('wait for their rows and stay inside the picture', () => {
    cube.value = cubeOf(() => 0.5);
    resetRows(2, false);
    const pins = [
      { label: 'A', x: 0, y: 0 },
      { label: 'B', x: 7, y: 0 },
    ];
    applySettings({ ...DEFAULT_SETTINGS, pins });
    expect(placeLines.value).toEqual([]);
    resetRows(2, true);
    expect(placeLines.value.map(({ id }) => id)).toEqual(['A']);
  });
});

describe('lines of references', () => {
  it('are scaled to the first pin if asked for; lights always', () => {
    cube.value = cubeOf(() => 0.36);
    resetRows(2, true);
    const pins = [{ label: 'A', x: 0, y: 0 }];
    applySettings({ ...DEFAULT_SETTINGS, pins, references: ['grey-18', 'light-F11'] });
    const [grey, light] = referenceLines.value;
    expect(grey.values[5]).toBeCloseTo(0.18);
    expect(Math.max(...Array.from(light.values))).toBeLessThan(10);
    applySettings({ ...DEFAULT_SETTINGS, pins, references: ['grey-18'], scaled: true });
    expect(referenceLines.value[0].values[5]).toBeCloseTo(0.36);
    expect(referenceLines.value[0].name).toContain('scaled');
  });
});

describe('comparing spectra', () => {
  it('finds the factor that brings one nearest to another', () => {
    expect(bestFactor([1, 2, 3], [2, 4, 6])).toBeCloseTo(2);
    expect(bestFactor([0, 0], [1, 1])).toBe(1);
  });

  it('tells the angle, which brightness does not change', () => {
    expect(angleBetween([1, 0, 0], [0, 2, 0])).toBeCloseTo(90, 6);
    expect(angleBetween([1, 2, 3], [2, 4, 6])).toBeCloseTo(0, 3);
  });
});
