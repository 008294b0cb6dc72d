/** Puts known numbers in the place of named inputs. */
import { attribute, constant, GraphError, staticShape } from '../tensor.ts';
import { type Pass, rewrite } from './rewrite.ts';

/**
 * A pass that makes constants of the inputs that `weights` names; other names are of no concern.
 *
 * @throws GraphError (when it runs) if a weight does not fit its input.
 */
export function bindWeights(weights: ReadonlyMap<string, Float32Array>): Pass {
  return (roots) =>
    rewrite(roots, (tensor) => {
      if (tensor.operator !== 'input') return undefined;
      const name = attribute(tensor, 'name', 'string');
      const values = weights.get(name);
      if (values === undefined) return undefined;
      const shape = staticShape(tensor, `weight '${name}'`);
      const size = shape.reduce((product, length) => product * length, 1);
      if (values.length === size) return constant(values, shape);
      throw new GraphError(
        `weight '${name}': expected ${size} values for [${shape.join(', ')}], found ${values.length}`,
      );
    });
}
