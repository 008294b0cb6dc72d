/** Element-wise arithmetic with broadcasting: sums, products, quotients, extremes, and comparison as 0 or 1. */
import { broadcastShapes } from '../broadcasting.ts';
import { defineOperator } from '../operator.ts';
import { constant, makeTensor, type Tensor } from '../tensor.ts';
import { sumTo } from './reduction.ts';
import { negate } from './unary.ts';

type Operand = Tensor | number;

function operand(value: Operand): Tensor {
  return typeof value === 'number' ? constant(value) : value;
}

function binary(name: string, left: Operand, right: Operand): Tensor {
  const [a, b] = [operand(left), operand(right)];
  return makeTensor(name, [a, b], broadcastShapes(a.shape, b.shape));
}

function defineBinary(
  name: string,
  onnxType: string,
  gradient: (g: Tensor, a: Tensor, b: Tensor, y: Tensor) => readonly [Tensor, Tensor],
): void {
  defineOperator({
    name,
    gradient: (y, g) => {
      const [a, b] = y.inputs;
      const [ga, gb] = gradient(g, a, b, y);
      return [sumTo(ga, a.shape), sumTo(gb, b.shape)];
    },
    emit: (_tensor, inputs, scope) => scope.node(onnxType, inputs),
  });
}

/** a + b, element by element, broadcasting. */
export const add = (left: Operand, right: Operand): Tensor => binary('add', left, right);
/** a - b. */
export const subtract = (left: Operand, right: Operand): Tensor => binary('subtract', left, right);
/** a b. */
export const multiply = (left: Operand, right: Operand): Tensor => binary('multiply', left, right);
/** a / b. */
export const divide = (left: Operand, right: Operand): Tensor => binary('divide', left, right);
/** The larger of a and b; where they are equal the gradient goes to a. */
export const maximum = (left: Operand, right: Operand): Tensor => binary('maximum', left, right);
/** The smaller of a and b; where they are equal the gradient goes to a. */
export const minimum = (left: Operand, right: Operand): Tensor => binary('minimum', left, right);
/** 1 where a > b, else 0; no gradient. */
export const greater = (left: Operand, right: Operand): Tensor => binary('greater', left, right);
/** a a. */
export const square = (value: Tensor): Tensor => multiply(value, value);

defineBinary('add', 'Add', (g) => [g, g]);
defineBinary('subtract', 'Sub', (g) => [g, negate(g)]);
defineBinary('multiply', 'Mul', (g, a, b) => [multiply(g, b), multiply(g, a)]);
defineBinary('divide', 'Div', (g, _a, b, y) => {
  const ga = divide(g, b);
  return [ga, negate(multiply(ga, y))];
});
defineBinary('maximum', 'Max', (g, a, b) => {
  const second = multiply(g, greater(b, a));
  return [subtract(g, second), second];
});
defineBinary('minimum', 'Min', (g, a, b) => {
  const second = multiply(g, greater(a, b));
  return [subtract(g, second), second];
});

defineOperator({
  name: 'greater',
  gradient: () => [undefined, undefined],
  emit: (_tensor, inputs, scope) =>
    scope.node('Cast', [scope.node('Greater', inputs)], { ints: { to: 1 /* FLOAT */ } }),
});
