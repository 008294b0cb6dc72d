import { describe, expect, it } from 'vitest';
import { colourOf } from './colour-scale.ts';

describe('the colour scale', () => {
  it('grows brighter all the way', () => {
    const lightness = ([r, g, b]: readonly number[]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
    const steps = Array.from({ length: 101 }, (_, step) => lightness(colourOf(step / 100)));
    expect(steps.every((value, step) => step === 0 || value > steps[step - 1])).toBe(true);
    expect(colourOf(2)).toEqual(colourOf(1));
    expect(colourOf(-1)).toEqual(colourOf(0));
    expect(new Set(colourOf(Number.NaN)).size).toBe(1);
  });
});
