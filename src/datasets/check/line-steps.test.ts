/** Lines that hold no picture are found, and pictures are left alone. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../random.ts';
import { corruptLines, LineSteps, tellLines } from './line-steps.ts';

const COLUMNS = 40;
const ROWS = 60;

/** Corrupt columns of a picture. */
function columnsOf(at: (column: number, row: number) => number): number[] {
  const steps = new LineSteps(COLUMNS);
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column + 1 < COLUMNS; column++) {
      steps.takeNext(column, at(column, row), at(column + 1, row));
      if (column + 2 < COLUMNS) steps.takeAfterNext(column, at(column, row), at(column + 2, row));
    }
  }
  return corruptLines(steps.ratios);
}

const smooth = (column: number, row: number): number => 0.4 + 0.3 * Math.sin((column + row) / 6);

describe('corrupt columns', () => {
  test('of noise at another level at a border are found, at either border', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 8 }), (seed, count) => {
        const random = new Random(seed);
        const noise = Float64Array.from({ length: ROWS * count }, () => 0.02 * random.uniform() ** 4);
        const at = (column: number, row: number): number =>
          column < count ? noise[row * count + column] : smooth(column, row);
        const expected = Array.from({ length: count }, (_, column) => column);
        expect(columnsOf(at)).toEqual(expected);
        expect(columnsOf((column, row) => at(COLUMNS - 1 - column, row))).toEqual(
          expected.map((column) => COLUMNS - 1 - column).reverse(),
        );
      }),
      { numRuns: 40 },
    );
  });

  test.each([[[17, 30]], [[5]], [[1]], [[0]], [[39]], [[2, 4]], [[37]]])(
    'that are dead, hot or broken are found, and only those: %j',
    (wanted) => {
      const at = (column: number, row: number): number => {
        if (!wanted.includes(column)) return smooth(column, row);
        return column % 3 === 0 ? 9 * smooth(column, row) : column % 3 === 1 ? 0 : 5 * Number(row % 3 === 0);
      };
      expect(columnsOf(at)).toEqual(wanted);
    },
  );

  test('are not found where an object begins, in noise, or in an even picture', () => {
    for (const border of [9, 20, 31])
      expect(columnsOf((column) => (column < border ? 0.01 : 0.8))).toEqual([]);
    expect(columnsOf(() => 0.5)).toEqual([]);
    expect(columnsOf(() => 0)).toEqual([]);
    const random = new Random(3);
    const noise = Float64Array.from({ length: ROWS * COLUMNS }, () => random.uniform() ** 8);
    expect(columnsOf((column, row) => noise[row * COLUMNS + column])).toEqual([]);
  });

  test('are not looked for among too few', () => {
    expect(corruptLines({ next: [2, 2, 0, 0, 0, 0], afterNext: [0, 2, 0, 0, 0] })).toEqual([]);
  });
});

test('lines are told in runs', () => {
  expect(tellLines([0, 1, 2, 3, 17, 20, 21])).toBe('0..3, 17, 20..21');
});
