import { describe, expect, it } from 'vitest';
import { createCube } from '../cube/spectral-cube.ts';
import { EvaluationError } from './evaluation-error.ts';
import { maskSettings, sceneMask } from './scene-mask.ts';

// Two bands, 3 x 2 pixels.
const cube = createCube(
  { bands: 2, width: 3, height: 2, wavelengths: [400, 550], metadata: { quantity: 'unknown' } },
  Float32Array.from([0.3, 0.5, 0.1, 0.01, 0.3, 0.2, 0.3, 0.3, 0.95, 0.01, 0.3, 0.2]),
);
const of = (options: Parameters<typeof sceneMask>[1]) => Array.from(sceneMask(cube, options) ?? []);

describe('the mask of a scene', () => {
  it('is none if all pixels count', () => {
    expect(sceneMask(cube, {})).toBeUndefined();
    expect(maskSettings({})).toEqual([{ name: 'mask', value: 'none' }]);
  });

  it('leaves out saturation by one level, one a band, or the plateaus of CAVE', () => {
    expect(of({ saturation: 0.95 })).toEqual([1, 1, 0, 1, 1, 1]);
    expect(of({ saturation: [0.3, 1] })).toEqual([0, 0, 1, 1, 0, 1]);
    expect(of({ saturation: 'cave' })).toEqual([1, 0, 0, 1, 1, 1]); // 0.5 at 400 nm is a plateau
    expect(() => of({ saturation: [1] })).toThrow(EvaluationError);
  });

  it('counts lit pixels, those inside and those outside of rectangles', () => {
    expect(of({ litAbove: 0.02 })).toEqual([1, 1, 1, 0, 1, 1]);
    const column = [{ x: 1, y: 0, width: 1, height: 2 }];
    expect(of({ inside: column })).toEqual([0, 1, 0, 0, 1, 0]);
    expect(of({ outside: column })).toEqual([1, 0, 1, 1, 0, 1]);
    expect(() => of({ inside: [{ x: 1, y: 0, width: 3, height: 1 }] })).toThrow(/within 3 x 2/);
  });

  it('combines, and says how in words', () => {
    const options = {
      saturation: 0.9,
      litAbove: 0.02,
      inside: [{ x: 0, y: 0, width: 3, height: 1 }],
      outside: [{ x: 0, y: 0, width: 1, height: 1 }],
    };
    expect(of(options)).toEqual([0, 1, 0, 0, 0, 0]);
    expect(maskSettings(options)).toEqual([
      { name: 'mask: saturation', value: 'no band of the truth at 0.9 or above' },
      { name: 'mask: lit pixels', value: 'mean over bands of the truth above 0.02' },
      { name: 'mask: inside', value: '3 x 1 at 0,0' },
      { name: 'mask: outside', value: '1 x 1 at 0,0' },
    ]);
    expect(maskSettings({ saturation: [1, 0.5] })[0].value).toContain('1, 0.5');
    expect(maskSettings({ saturation: 'cave' })[0].value).toContain('CAVE');
  });
});
