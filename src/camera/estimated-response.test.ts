import { describe, expect, it } from 'vitest';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { catalogueCamera } from './catalogue.ts';
import { responseFromMatrix } from './estimated-response.ts';

describe('responseFromMatrix', () => {
  it('wraps the numbers and says that they are an estimate', () => {
    const { matrix } = catalogueCamera('Nikon D90');
    const response = responseFromMatrix(Float32Array.from(matrix), VISIBLE_31);
    expect(response.matrix[40]).toBe(Math.fround(matrix[40]));
    expect(response.name).toBe('estimated');
    expect(response.assumption).toContain('estimated');
  });

  it('refuses a matrix of the wrong size', () => {
    expect(() => responseFromMatrix([1, 2, 3], VISIBLE_31)).toThrow('expected 3 x 31 values');
  });
});
