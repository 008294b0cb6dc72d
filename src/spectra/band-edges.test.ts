import { expect, it } from 'vitest';
import { bandEdges, overlapWith } from './band-edges.ts';

it('bands meet half way, the outer ones are symmetric', () => {
  expect([...bandEdges([400, 410, 430])]).toEqual([395, 405, 420, 440]);
  expect([...bandEdges([550])]).toEqual([549.5, 550.5]);
  expect(() => bandEdges([500, 400])).toThrow('ascend');
});

it('a band lies in a range with a part of its width', () => {
  const grid = [400, 410, 430];
  expect([...overlapWith(grid, 400, 412.5)]).toEqual([5, 7.5, 0]);
  expect([...overlapWith(grid, 420, Number.POSITIVE_INFINITY)]).toEqual([0, 0, 20]);
  expect([...overlapWith(grid, 411, 414)]).toEqual([0, 3, 0]);
  expect([...overlapWith(grid, 500, 600)]).toEqual([0, 0, 0]);
  expect([...overlapWith(grid, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)]).toEqual([10, 15, 20]);
});
