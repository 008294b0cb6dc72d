import { expect, test } from 'vitest';
import { EvaluationError } from '../evaluation-error.ts';
import { LabelCounts } from './intersection-over-union.ts';

test('intersection over union by hand', () => {
  const counts = new LabelCounts(4);
  counts.add([0, 0, 0, 1, 1, 2, -1, 255], [0, 0, 1, 1, 1, 0, 3, 3]);
  const [first, second, third, fourth] = counts.perClass();
  expect(first).toBeCloseTo(2 / 4, 12);
  expect(second).toBeCloseTo(2 / 3, 12);
  expect(third).toBe(0);
  expect(fourth).toBeNaN();
  expect(counts.mean()).toBeCloseTo((0.5 + 2 / 3) / 3, 12);
  expect(counts.accuracy()).toBeCloseTo(4 / 6, 12);
  expect(() => counts.add([0], [4])).toThrow(EvaluationError);
  expect(() => counts.add([0, 1], [0])).toThrow(/expected 2 labels, found 1/);
});
