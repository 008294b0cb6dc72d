import { describe, expect, it } from 'vitest';
import { decodeSrgb } from '../engine/library.ts';
import { NO_VALUE, RAMP_NAMES, rampBytes, rampColour, rampGradient } from './colour-ramp.ts';

/** Lightness L* of sRGB bytes. */
function lightness(bytes: readonly number[]): number {
  const [r, g, b] = bytes.map((byte) => decodeSrgb(byte / 255));
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return y > 216 / 24389 ? 116 * Math.cbrt(y) - 16 : (24389 / 27) * y;
}

const places = Array.from({ length: 11 }, (_, index) => index / 10);

describe('the even ramp', () => {
  it('grows in lightness, in steps that are alike', () => {
    const steps = places.slice(1).map((place, index) => {
      return lightness(rampColour('even', place)) - lightness(rampColour('even', places[index]));
    });
    expect(Math.min(...steps)).toBeGreaterThan(5);
    expect(Math.max(...steps)).toBeLessThan(11);
  });
});

describe('the diverging ramp', () => {
  it('is lightest in the middle and falls to both sides', () => {
    const values = places.map((place) => lightness(rampColour('diverging', place)));
    for (let index = 0; index < 5; index++) expect(values[index + 1]).toBeGreaterThan(values[index]);
    for (let index = 5; index < 10; index++) expect(values[index + 1]).toBeLessThan(values[index]);
  });
});

describe('ramps', () => {
  it('take the nearest end outside, and a colour of its own for what is no number', () => {
    for (const name of RAMP_NAMES) {
      expect(rampColour(name, -3)).toEqual(rampColour(name, 0));
      expect(rampColour(name, 7)).toEqual(rampColour(name, 1));
      expect(rampColour(name, Number.NaN)).toEqual(NO_VALUE);
      expect([...rampBytes(name).subarray(0, 3)]).toEqual(rampColour(name, 0));
      expect(rampGradient(name)).toContain(`rgb(${rampColour(name, 1).join(' ')})`);
    }
  });
});
