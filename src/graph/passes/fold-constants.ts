/** Whatever depends on known numbers alone is worked out now, in float64, and written as a constant. */
import { constantResult } from '../constant-arithmetic.ts';
import { constant, staticShape } from '../tensor.ts';
import { type Pass, rewrite } from './rewrite.ts';

/** Operations on constants become constants. */
export const foldConstants: Pass = (roots) =>
  rewrite(roots, (tensor) => {
    const foldable =
      tensor.inputs.length > 0 && tensor.inputs.every(({ operator }) => operator === 'constant');
    const value = foldable ? constantResult(tensor) : undefined;
    return value === undefined ? undefined : constant(value, staticShape(tensor, 'a constant'));
  });
