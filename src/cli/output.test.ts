import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  formatBytes,
  formatPairs,
  formatShare,
  formatWavelengths,
  printJson,
  shortestFloat,
  visibleText,
} from './output.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('text from a file cannot steer a terminal', () => {
  expect(visibleText('a\u001b[2Jb\r\u009b\u202ec\td\n')).toBe('a\\u{1b}[2Jb\\u{0d}\\u{9b}\\u{202e}c\td\n');
});

describe('shortestFloat', () => {
  it('gives every float32 back', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Math.fround(Number(shortestFloat(value)))).toBe(value + 0);
      }),
    );
  });

  it('writes no digits that are not needed', () => {
    expect([0.1, 0.25, 1, 1e-7].map((value) => shortestFloat(Math.fround(value)))).toEqual([
      '0.1',
      '0.25',
      '1',
      '1e-7',
    ]);
  });
});

describe('printJson', () => {
  it('keeps lists of numbers on a line, and every value as it is', () => {
    let text = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
      text += String(part);
      return true;
    });
    const value = { a: [1, -2.5, 1e-9], b: [{ c: [] }, '[\n 1,\n 2]'], d: ['x'], e: [[1, 2], [3]] };
    printJson(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text).toContain('"a": [1, -2.5, 1e-9]');
  });
});

describe('words for numbers', () => {
  it('are short', () => {
    expect([1024, 3 * 2 ** 20, 300 * 2 ** 20, 1.5 * 2 ** 30].map(formatBytes)).toEqual([
      '1 KiB',
      '3.0 MiB',
      '300 MiB',
      '1.5 GiB',
    ]);
    expect([0, 0.0001, 0.034, 1].map(formatShare)).toEqual(['0.0 %', 'under 0.1 %', '3.4 %', '100.0 %']);
    expect(formatWavelengths([400, 410, 420])).toBe('400..420 nm by 10');
    expect(formatWavelengths([400, 410, 450])).toBe('400..450 nm, uneven steps');
    expect(formatWavelengths([550])).toBe('550 nm');
    expect(
      formatPairs([
        ['a', 'x'],
        ['long', 'y'],
      ]),
    ).toBe('a     x\nlong  y');
  });
});
