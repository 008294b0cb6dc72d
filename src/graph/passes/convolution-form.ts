/** What passes ask of a convolution: its geometry, and whether it only mixes channels. */
import type { ConvolutionOptions, Padding } from '../operators/convolution.ts';
import { attribute, type Dimension, listAttribute, type Tensor } from '../tensor.ts';

/** Stride, padding and groups of a convolution, as its builder takes them. */
export function convolutionOptions(tensor: Tensor): ConvolutionOptions & { readonly groups: number } {
  const [top, left, bottom, right] = listAttribute(tensor, 'padding');
  const padding: Padding = [top, left, bottom, right];
  return {
    stride: attribute(tensor, 'stride', 'number'),
    groups: attribute(tensor, 'groups', 'number'),
    padding,
  };
}

/** Whether a tensor is a convolution that looks at one pixel: 1 x 1, dense, neither strided nor padded. */
export function isChannelMix(tensor: Tensor): boolean {
  if (tensor.operator !== 'convolution') return false;
  const { stride, groups, padding } = convolutionOptions(tensor);
  const [, , height, width] = tensor.inputs[1].shape;
  const still = stride === 1 && padding?.every((zeros) => zeros === 0) === true;
  return still && groups === 1 && height === 1 && width === 1;
}

/** Whether a tensor is a depth-wise convolution (one kernel a channel). */
export function isDepthwise(tensor: Tensor): boolean {
  return tensor.operator === 'convolution' && attribute(tensor, 'groups', 'number') > 1;
}

/** If `tensor` is x minus its mean over channels, that x and that mean. */
export function centredOf(tensor: Tensor): { readonly x: Tensor; readonly mean: Tensor } | undefined {
  if (tensor.operator !== 'subtract') return undefined;
  const [x, mean] = tensor.inputs;
  return isChannelMean(mean) && mean.inputs[0] === x ? { x, mean } : undefined;
}

/** Whether a tensor is a mean of images [n, c, h, w] over their channels alone. */
export function isChannelMean(tensor: Tensor): boolean {
  if (tensor.operator !== 'reduceMean' || tensor.shape.length !== 4) return false;
  const axes = listAttribute(tensor, 'axes');
  return axes.length === 1 && axes[0] === 1 && typeof tensor.inputs[0].shape[1] === 'number';
}

/** A size that must be a number for a rule to apply. */
export function known(size: Dimension | undefined): number | undefined {
  return typeof size === 'number' ? size : undefined;
}
