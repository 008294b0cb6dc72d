/** Common-subexpression elimination: tensors made by the same operator from the same inputs become one. */
import { sameShape } from '../broadcasting.ts';
import type { Attribute, Tensor } from '../tensor.ts';
import { type Pass, rewrite } from './rewrite.ts';

const identities = new WeakMap<object, number>();
let nextIdentity = 0;

/** A number for each distinct function or long array, so that keys stay short. */
function identity(value: object): number {
  const known = identities.get(value);
  if (known !== undefined) return known;
  identities.set(value, nextIdentity);
  return nextIdentity++;
}

const LONGEST_COMPARED_CONSTANT = 64;

/** Text of a number that differs where the number does: `${-0}` would be 0. */
const numberKey = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

function attributeKey(value: Attribute): string {
  if (typeof value === 'function') return `function ${identity(value)}`;
  if (value instanceof Float64Array && value.length > LONGEST_COMPARED_CONSTANT)
    return `array ${identity(value)}`;
  if (typeof value === 'object') return `[${Array.from(value, numberKey).join(' ')}]`;
  return typeof value === 'number' ? numberKey(value) : `string ${value}`;
}

/** Rebuilds the graph of `roots` with equal subexpressions made once; the roots keep their order. */
export const shareCommonSubexpressions: Pass = (roots) => {
  const known = new Map<string, Tensor>();
  return rewrite(roots, (tensor) => {
    const attributes = Object.entries(tensor.attributes).map(
      ([name, value]) => `${name}=${attributeKey(value)}`,
    );
    const ids = tensor.inputs.map((child) => child.id);
    const key = `${tensor.operator}(${ids.join(',')}) ${tensor.shape.join('x')} ${attributes.join(' ')}`;
    const twin = known.get(key);
    if (twin !== undefined && sameShape(twin.shape, tensor.shape)) return twin;
    known.set(key, tensor);
    return undefined;
  });
};
