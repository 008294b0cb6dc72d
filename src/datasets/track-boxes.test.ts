/** Boxes as the benchmarks write them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DatasetError } from './dataset.ts';
import { boxPlace, parseTrackBoxes } from './track-boxes.ts';

describe('boxes', () => {
  test.each([
    ['commas', '205,151,17,50\n202,150,19,49\n'],
    ['tabs', '205\t151\t17\t50\r\n202\t150\t19\t49\r\n'],
    ['tabs at the end', '205\t151\t17\t50\t\n202\t150\t19\t49\t\n\n'],
    ['spaces', ' 205 151  17 50\n202 150 19 49'],
    ['both', '\n205, 151, 17, 50\n202, 150, 19, 49\n\n\n'],
  ])('with %s between the numbers, counted from 1', (_, text) => {
    expect(parseTrackBoxes(text, 'groundtruth_rect.txt')).toEqual([
      { x: 204, y: 150, width: 17, height: 50 },
      { x: 201, y: 149, width: 19, height: 49 },
    ]);
  });

  test('come back from any numbers', () => {
    const coordinate = fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((value) => value + 0); // no -0
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate, coordinate, coordinate), { maxLength: 20 }),
        fc.constantFrom(',', '\t', ' ', ', '),
        (lines, between) => {
          const boxes = parseTrackBoxes(lines.map((line) => line.join(between)).join('\n'), 'boxes.txt');
          expect(boxes).toEqual(
            lines.map(([x, y, width, height]) => ({ x: x - 1, y: y - 1, width, height })),
          );
        },
      ),
    );
  });

  test('keep lines without an object', () => {
    const boxes = parseTrackBoxes('NaN,NaN,NaN,NaN\n0,0,0,0\n', 'boxes.txt');
    expect(boxes.map((box) => boxPlace(box, { width: 10, height: 10 }))).toEqual(['none', 'none']);
    expect(parseTrackBoxes('', 'boxes.txt')).toEqual([]);
  });

  test.each(['1,2,3', '1,2,3,4,5', '1,2,three,4', '1,2,3,4\n\n5,6,7,8'])('%j is refused', (text) => {
    expect(() => parseTrackBoxes(text, 'boxes.txt')).toThrow(DatasetError);
  });
});

test('where a box lies', () => {
  const frame = { width: 100, height: 50 };
  const at = (x: number, y: number, width = 10, height = 10) => boxPlace({ x, y, width, height }, frame);
  expect([at(0, 0), at(90, 40), at(91, 0), at(0, -1)]).toEqual(['inside', 'inside', 'across', 'across']);
  expect([at(100, 0), at(0, 50), at(-10, 0), at(0, 0, 0)]).toEqual(['outside', 'outside', 'outside', 'none']);
});
