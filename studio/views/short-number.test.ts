import { describe, expect, it } from 'vitest';
import { shortNumber } from './short-number.ts';

describe('shortNumber', () => {
  it('keeps two digits that count', () => {
    expect([0, 1, 0.05, 0.0123, 30, -1].map(shortNumber)).toEqual(['0', '1', '0.05', '0.012', '30', '−1']);
  });

  it('writes powers of ten for very small numbers', () => {
    expect(shortNumber(6e-9)).toBe('6 × 10⁻⁹');
    expect(shortNumber(2.34e-12)).toBe('2.3 × 10⁻¹²');
  });
});
