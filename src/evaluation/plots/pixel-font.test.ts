import { expect, it } from 'vitest';
import { LETTER, textDots, textWidth } from './pixel-font.ts';

const KNOWN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.,:/()=+%_|';
const formOf = (text: string): string =>
  textDots(text)
    .map(({ x, y }) => `${x},${y}`)
    .join(' ');

it('has a form of its own for every letter', () => {
  const forms = [...KNOWN].map(formOf);
  expect(new Set([...forms, formOf(' '), formOf('\u2603')]).size).toBe(KNOWN.length + 2);
  for (const { x, y } of [...KNOWN, '\u2603'].flatMap((letter) => textDots(letter))) {
    expect(x >= 0 && x < LETTER.width && y >= 0 && y < LETTER.height).toBe(true);
  }
  expect(formOf('spectra')).toBe(formOf('SPECTRA'));
});

it('draws what a person would read', () => {
  const rows = Array.from({ length: LETTER.height }, (_, y) =>
    Array.from({ length: textWidth('R7') }, (_, x) =>
      textDots('R7').some((dot) => dot.x === x && dot.y === y) ? '#' : '.',
    ).join(''),
  );
  expect(rows).toEqual([
    '####..#####',
    '#...#.....#',
    '#...#....#.',
    '####....#..',
    '#.#....#...',
    '#..#...#...',
    '#...#..#...',
  ]);
  expect(textWidth('')).toBe(0);
});
