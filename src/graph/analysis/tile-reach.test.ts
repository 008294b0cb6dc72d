import { describe, expect, it } from 'vitest';
import { convolution, input, maxPool, meanOfAll, multiply, resample, type Tensor } from '../index.ts';
import { constant } from '../tensor.ts';
import { tileReach } from './tile-reach.ts';

const kernel = (size: number): Tensor => input(`kernel${size}`, [3, 3, size, size]);

describe('what tiles need', () => {
  it('is the sum of what convolutions look to either side', () => {
    const build = (x: Tensor): Tensor => convolution(convolution(x, kernel(3)), kernel(7));
    expect(tileReach(build)).toEqual({ halo: 4, multiple: 1 });
    expect(tileReach((x) => multiply(x, 2))).toEqual({ halo: 0, multiple: 1 });
  });

  it('says where tiles may begin if the picture is halved and doubled', () => {
    const doubled = (x: Tensor): Tensor => {
      const side = Number(x.shape[2]);
      const nearest = Float64Array.from({ length: 2 * side * side }, (_, index) =>
        Math.floor(Math.floor(index / side) / 2) === index % side ? 1 : 0,
      );
      const matrix = constant(nearest, [2 * side, side]);
      return resample(x, matrix, matrix);
    };
    const once = (x: Tensor): Tensor => doubled(maxPool(x, [2, 2], 2));
    expect(tileReach(once)).toEqual({ halo: 1, multiple: 2 });
    // Blocks of 4 pixels, each seeing its neighbours: 4 pixels beyond its own, 7 from the far end of a block.
    expect(
      tileReach((x) => doubled(doubled(convolution(maxPool(maxPool(x, [2, 2], 2), [2, 2], 2), kernel(3))))),
    ).toEqual({ halo: 7, multiple: 4 });
  });

  it('is the whole picture where all pixels meet', () => {
    expect(tileReach((x) => multiply(x, meanOfAll(x)))).toBe('whole picture');
  });

  it('is not known for what looks too far', () => {
    const far = (x: Tensor): Tensor => {
      let y = x;
      for (let layer = 0; layer < 100; layer++) y = convolution(y, kernel(11));
      return y;
    };
    expect(() => tileReach(far)).toThrow(/looks further/);
  });
});
