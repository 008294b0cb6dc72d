/** Element-wise functions of one tensor: elementary functions and activations. */
import { defineOperator, type OnnxAttributes } from '../operator.ts';
import { attribute, makeTensor, type Tensor } from '../tensor.ts';
import { add, divide, greater, multiply, subtract } from './arithmetic.ts';

function defineUnary(
  name: string,
  onnxType: string,
  gradient: (g: Tensor, x: Tensor, y: Tensor) => Tensor | undefined,
  onnxAttributes?: (y: Tensor) => OnnxAttributes,
): void {
  defineOperator({
    name,
    gradient: (y, g) => [gradient(g, y.inputs[0], y)],
    emit: (y, inputs, scope) => scope.node(onnxType, inputs, onnxAttributes?.(y)),
  });
}

const unary = (name: string, x: Tensor): Tensor => makeTensor(name, [x], x.shape);

/** -x. */
export const negate = (x: Tensor): Tensor => unary('negate', x);
/** |x|; gradient 0 at 0. */
export const absolute = (x: Tensor): Tensor => unary('absolute', x);
/** -1, 0 or 1; no gradient. */
export const sign = (x: Tensor): Tensor => unary('sign', x);
/** Square root; its gradient is infinite at 0, so guard what may vanish. */
export const squareRoot = (x: Tensor): Tensor => unary('squareRoot', x);
/** e^x. */
export const exponential = (x: Tensor): Tensor => unary('exponential', x);
/** Natural logarithm. */
export const logarithm = (x: Tensor): Tensor => unary('logarithm', x);
/** max(x, 0); gradient 0 at 0. */
export const relu = (x: Tensor): Tensor => unary('relu', x);
/** 1 / (1 + e^-x). */
export const sigmoid = (x: Tensor): Tensor => unary('sigmoid', x);
/** x where x > 0, else slope x. */
export const leakyRelu = (x: Tensor, slope: number): Tensor =>
  makeTensor('leakyRelu', [x], x.shape, { slope });
/** The error function, 2 / sqrt(pi) times the integral of e^(-t t) from 0 to x. */
export const errorFunction = (x: Tensor): Tensor => unary('errorFunction', x);
/** x sigmoid(x) (Ramachandran et al. 2017). */
export const swish = (x: Tensor): Tensor => multiply(x, sigmoid(x));
/** x times the standard normal's cumulative distribution at x, exact (GELU; Hendrycks and Gimpel 2016). */
export const gelu = (x: Tensor): Tensor =>
  multiply(multiply(x, add(errorFunction(divide(x, Math.SQRT2)), 1)), 0.5); // the order that engines fuse

defineUnary('negate', 'Neg', (g) => negate(g));
defineUnary('absolute', 'Abs', (g, x) => multiply(g, sign(x)));
defineUnary('sign', 'Sign', () => undefined);
defineUnary('squareRoot', 'Sqrt', (g, _x, y) => divide(multiply(g, 0.5), y));
defineUnary('exponential', 'Exp', (g, _x, y) => multiply(g, y));
defineUnary('logarithm', 'Log', (g, x) => divide(g, x));
defineUnary('errorFunction', 'Erf', (g, x) =>
  multiply(g, multiply(exponential(negate(multiply(x, x))), 2 / Math.sqrt(Math.PI))),
);
// y > 0 exactly where x > 0; masking by y lets the engine forget x
defineUnary('relu', 'Relu', (g, _x, y) => multiply(g, greater(y, 0)));
defineUnary('sigmoid', 'Sigmoid', (g, _x, y) => multiply(g, multiply(y, subtract(1, y))));
defineUnary(
  'leakyRelu',
  'LeakyRelu',
  (g, x, y) => {
    const slope = attribute(y, 'slope', 'number');
    return multiply(g, add(multiply(greater(x, 0), 1 - slope), slope));
  },
  (y) => ({ floats: { alpha: attribute(y, 'slope', 'number') } }),
);
