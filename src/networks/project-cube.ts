/** The camera's view of an estimated cube inside a graph: C Y. */
import { matmul, reshape, staticShape, type Tensor } from '../graph/index.ts';

/** Projects cubes [n, s, h, w] to RGB [n, 3, h, w] with responses [n, 3, s], or one for all [1, 3, s]. */
export function projectCube(cube: Tensor, srf: Tensor): Tensor {
  const [batch, bands, height, width] = staticShape(cube, 'projecting a cube');
  const flat = matmul(srf, reshape(cube, [batch, bands, height * width]));
  return reshape(flat, [batch, 3, height, width]);
}
