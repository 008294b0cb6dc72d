/** The camera's view of an estimated cube inside a graph: C Y. */
import { convolution, matmul, reshape, staticShape, type Tensor } from '../graph/index.ts';

/**
 * Projects cubes [n, s, h, w] to RGB [n, 3, h, w] with responses [n, 3, s], or one for all [1, 3, s]. Sizes of the cubes
 * that are known only when the graph runs need one response for all.
 *
 * @throws GraphError if they are open and there are several responses.
 */
export function projectCube(cube: Tensor, srf: Tensor): Tensor {
  if (srf.shape[0] === 1 && cube.shape.some((size) => typeof size === 'string')) {
    const [, channels, bands] = staticShape(srf, 'projecting a cube');
    return convolution(cube, reshape(srf, [channels, bands, 1, 1]));
  }
  const [batch, bands, height, width] = staticShape(cube, 'projecting a cube');
  const flat = matmul(srf, reshape(cube, [batch, bands, height * width]));
  return reshape(flat, [batch, 3, height, width]);
}
