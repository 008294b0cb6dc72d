/**
 * Weight decay as the framework of the released codes adds it for Adam: decay times the weight is part of the gradient, and
 * goes through the moments like the rest. It is not part of the loss that is told.
 */
import { add, customGradient, multiply, type Tensor } from '../graph/index.ts';
import type { ParameterLookup } from '../networks/parameters.ts';

/**
 * A lookup of the same values whose gradients have the decay added, once a parameter.
 *
 * @param decay where a batch goes in parts: of one part, so that they add up to the whole.
 */
export function withWeightDecay(parameter: ParameterLookup, decay: number): ParameterLookup {
  if (decay === 0) return parameter;
  const decayed = new Map<string, Tensor>();
  return (name) => {
    const known = decayed.get(name);
    if (known !== undefined) return known;
    const weight = parameter(name);
    const tensor = customGradient(weight, (gradient) => add(gradient, multiply(weight, decay)));
    decayed.set(name, tensor);
    return tensor;
  };
}
