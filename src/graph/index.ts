/** The graph room's public face: tensors, operators, differentiation, emission, what a graph costs and sees. */
export { multiplyAccumulates } from './analysis/multiply-accumulates.ts';
export { type ReceptiveField, receptiveField } from './analysis/receptive-field.ts';
export { gradients } from './differentiate.ts';
export { type EmitOptions, emitOnnx } from './emit-onnx.ts';
export { operatorNames } from './operator.ts';
export * from './operators/arithmetic.ts';
export {
  type ConvolutionOptions,
  convolution,
  depthwiseConvolution,
  type Padding,
} from './operators/convolution.ts';
export * from './operators/gradient-control.ts';
export * from './operators/layout.ts';
export * from './operators/matmul.ts';
export * from './operators/pooling.ts';
export * from './operators/reduction.ts';
export * from './operators/reflection.ts';
import './operators/sources.ts';
export * from './operators/transposed-convolution.ts';
export * from './operators/unary.ts';
export {
  applyPasses,
  COMMON_PASSES,
  CPU_PASSES,
  type NamedPass,
  rewriteGraph,
  TRAINING_PASSES,
  WASM_PASSES,
  WEBGPU_PASSES,
} from './passes/index.ts';
export { shareCommonSubexpressions } from './passes/share-common.ts';
export {
  constant,
  type Dimension,
  GraphError,
  input,
  type Shape,
  staticShape,
  type Tensor,
} from './tensor.ts';
