import { describe, expect, it } from 'vitest';
import { checkFrameChoice, countChosen, parseFrameRange } from './frame-choice.ts';

describe('parseFrameRange', () => {
  it('reads both ends, one end, or one frame', () => {
    expect(parseFrameRange('100-200')).toEqual({ from: 100, to: 200 });
    expect(parseFrameRange('100-')).toEqual({ from: 100 });
    expect(parseFrameRange('-200')).toEqual({ from: 1, to: 200 });
    expect(parseFrameRange(' 7 ')).toEqual({ from: 7, to: 7 });
  });

  it.each([[''], ['-'], ['0-3'], ['3-2'], ['a-b'], ['1-2-3'], ['1.5-2'], ['0']])('refuses %j', (text) => {
    expect(() => parseFrameRange(text)).toThrow(/expected frames such as 100-200/);
  });
});

describe('countChosen', () => {
  it('counts what a choice takes', () => {
    expect(countChosen({}, 10)).toBe(10);
    expect(countChosen({ from: 3, to: 9, every: 3 }, 10)).toBe(3); // 3, 6, 9
    expect(countChosen({ from: 3, to: 99, every: 4 }, 10)).toBe(2); // 3, 7
    expect(countChosen({ from: 11 }, 10)).toBe(0);
    expect(countChosen({ to: 5 }, undefined)).toBe(5);
    expect(countChosen({}, undefined)).toBeUndefined();
  });
});

it('refuses a choice that cannot be meant', () => {
  for (const choice of [{ from: 0 }, { from: 1.5 }, { from: 3, to: 2 }, { every: 0 }]) {
    expect(() => checkFrameChoice(choice)).toThrow(/expected frames counted from 1/);
  }
  for (const choice of [{}, { from: 3 }, { from: 3, to: 3, every: 9 }, { to: 1 }]) {
    expect(() => checkFrameChoice(choice)).not.toThrow();
  }
});
