import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluate } from '../../test/reference-evaluator.ts';
import { gradients, input, multiply, sumOfAll } from '../graph/index.ts';
import { clipGradient } from './gradient-clipping.ts';

const SHAPE = [3, 2, 2, 3];
const SAMPLE = 12;

/** The gradient that reaches images when `arriving` comes back to the clip. */
function clipped(arriving: readonly number[], scale?: number): Float64Array {
  const images = input('images', SHAPE);
  const through = clipGradient(images, scale === undefined ? {} : { scale });
  const loss = sumOfAll(multiply(through, input('arriving', SHAPE)));
  const feeds = {
    images: { data: new Float64Array(36).fill(1), shape: SHAPE },
    arriving: { data: Float64Array.from(arriving), shape: SHAPE },
  };
  return Float64Array.from(evaluate(gradients(loss, [images]), feeds)[0]);
}

const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

it('scales each image down to norm 1 / sqrt(c h w) at most, keeps its direction, and never scales up', () => {
  const value = fc.double({ min: -10, max: 10, noNaN: true });
  const size = fc.constantFrom(1e-4, 1e-2, 1, 100);
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 36, maxLength: 36 }),
      fc.array(size, { minLength: 3, maxLength: 3 }),
      fc.constantFrom(1, 2),
      (values, sizes, scale) => {
        const arriving = values.map((one, index) => one * sizes[Math.floor(index / SAMPLE)]);
        const found = clipped(arriving, scale);
        for (let sample = 0; sample < 3; sample++) {
          const before = arriving.slice(sample * SAMPLE, (sample + 1) * SAMPLE);
          const after = found.slice(sample * SAMPLE, (sample + 1) * SAMPLE);
          const limit = 1 / Math.sqrt(SAMPLE);
          expect(norm(after)).toBeCloseTo(scale * Math.min(norm(before), limit), 9);
          const l1 = after.reduce((sum, one) => sum + Math.abs(one), 0);
          expect(l1).toBeLessThanOrEqual(scale + 1e-9);
          const along = after.reduce((sum, one, index) => sum + one * before[index], 0);
          expect(along).toBeCloseTo(norm(after) * norm(before), 6);
        }
      },
    ),
  );
});

it('leaves a gradient of zero zero', () => {
  expect([...clipped(new Array(36).fill(0))]).toEqual(new Array(36).fill(0));
});
