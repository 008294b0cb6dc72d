/**
 * Multiplying every pixel of an image by one matrix, written as a product over its flattened pixels (C Y), becomes
 * a 1 x 1 convolution with the matrix as its kernel, which stays in the image's own layout.
 */
import { convolution } from '../operators/convolution.ts';
import { reshape } from '../operators/layout.ts';
import type { Tensor } from '../tensor.ts';
import { known } from './convolution-form.ts';
import { type Pass, rewrite } from './rewrite.ts';

/** Products of one matrix with flattened pixels become 1 x 1 convolutions. */
export const projectionsAsConvolutions: Pass = (roots) =>
  rewrite(roots, (tensor) => {
    if (tensor.operator !== 'reshape' || tensor.shape.length !== 4) return undefined;
    const [product] = tensor.inputs;
    if (product.operator !== 'matmul') return undefined;
    const [matrix, flat] = product.inputs;
    const image = flattenedImage(flat);
    const [outputs, channels] = matrix.shape.slice(-2).map(known);
    if (image === undefined || outputs === undefined || channels === undefined) return undefined;
    const one = matrix.shape.slice(0, -2).every((size) => size === 1);
    const [batch, , height, width] = image.shape;
    const wanted = [batch, outputs, height, width];
    if (!one || !tensor.shape.every((size, axis) => size === wanted[axis])) return undefined;
    return convolution(image, reshape(matrix, [outputs, channels, 1, 1]));
  });

/** The image [n, c, h, w] of which `flat` is [n, c, h w]. */
function flattenedImage(flat: Tensor): Tensor | undefined {
  if (flat.operator !== 'reshape' || flat.shape.length !== 3) return undefined;
  const [image] = flat.inputs;
  const fits =
    image.shape.length === 4 && image.shape[0] === flat.shape[0] && image.shape[1] === flat.shape[1];
  return fits ? image : undefined;
}
