import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/reference-evaluator.ts';
import { input } from '../graph/index.ts';
import { NetworkError } from './parameters.ts';
import { resizeBilinear, resizeNearest } from './resize.ts';

const line = input('x', [1, 1, 1, 4]);
const feeds = { x: { shape: [1, 1, 1, 4], data: Float64Array.of(0, 4, 8, 16) } };
const values = (tensor: ReturnType<typeof input>): number[] => [...evaluate([tensor], feeds)[0]];

describe('resizing', () => {
  it('takes the pixel that a new one lies in', () => {
    expect(values(resizeNearest(line, 1, 2))).toEqual([0, 8]);
    expect(values(resizeNearest(line, 2, 3))).toEqual([0, 4, 8, 0, 4, 8]);
    expect(values(resizeNearest(line, 1, 8))).toEqual([0, 0, 4, 4, 8, 8, 16, 16]);
  });

  it('goes linearly between centres', () => {
    expect(values(resizeBilinear(line, 1, 8))).toEqual([0, 1, 3, 5, 7, 10, 14, 16]);
    expect(values(resizeBilinear(line, 1, 2))).toEqual([2, 12]);
    expect(values(resizeBilinear(input('x', [1, 1, 1, 4]), 3, 4))).toEqual([
      0, 4, 8, 16, 0, 4, 8, 16, 0, 4, 8, 16,
    ]);
  });

  it('leaves an image of the right size alone, and refuses sizes that are none', () => {
    expect(resizeNearest(line, 1, 4)).toBe(line);
    expect(() => resizeBilinear(line, 0, 4)).toThrow(NetworkError);
    expect(() => resizeNearest(input('y', [1, 1, 'h', 4]), 2, 2)).toThrow(NetworkError);
  });
});
