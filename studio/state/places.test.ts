import { describe, expect, it } from 'vitest';
import { labelIndex, lookOf, nextLabel } from './places.ts';

describe('labels', () => {
  it('are the first that are free', () => {
    expect(nextLabel(new Set())).toBe('A');
    expect(nextLabel(new Set(['A', 'C']))).toBe('B');
    const alphabet = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
    expect(nextLabel(new Set(alphabet))).toBe('A1');
  });

  it('have a place of their own, and a look that differs from the neighbours in colour and dash', () => {
    expect(labelIndex('A')).toBe(0);
    expect(labelIndex('B1')).toBe(27);
    const looks = Array.from({ length: 12 }, (_, index) => lookOf(index));
    for (let index = 1; index < looks.length; index++) {
      expect(looks[index].colour).not.toBe(looks[index - 1].colour);
      expect(looks[index].dash).not.toBe(looks[index - 1].dash);
    }
    expect(new Set(looks.map(({ colour, dash }) => colour + dash)).size).toBe(12);
  });
});
