import { describe, expect, it } from 'vitest';
import { deviation } from '../../test/finite-differences.ts';
import { evaluate } from '../../test/reference-evaluator.ts';
import { drawnWeights } from '../../test/rgb-network-laws.ts';
import { constant, input, slice } from '../graph/index.ts';
import { Random } from '../random.ts';
import { countParameters, lookupIn } from './parameters.ts';
import { type UNetOptions, uNet, uNetParameters } from './u-net.ts';

const TINY: UNetOptions = { inputs: 1, widths: [2, 3, 2], convolutions: 1, negativeSlope: 0 };

function constants(options: UNetOptions) {
  const declarations = uNetParameters(options);
  const weights = drawnWeights(declarations, 4);
  return lookupIn(
    new Map(declarations.map(({ name, shape }) => [name, constant(weights.get(name) ?? [], shape)])),
  );
}

describe('the U-Net', () => {
  it('has the convolutions that its sizes say', () => {
    // 3 x 3: 3 -> 4 -> 4, 4 -> 6 -> 6, and back 10 -> 4 -> 4, with biases
    const count = 9 * (3 * 4 + 4 * 4 + 4 * 6 + 6 * 6 + 10 * 4 + 4 * 4) + 4 + 4 + 6 + 6 + 4 + 4;
    expect(
      countParameters(uNetParameters({ inputs: 3, widths: [4, 6], convolutions: 2, negativeSlope: 0 })),
    ).toBe(count);
  });

  it('treats a part that begins at a multiple of 4 as it is treated within the whole', () => {
    const [height, width] = [44, 8];
    const parameter = constants(TINY);
    const random = new Random(2);
    const whole = {
      shape: [1, 1, height, width],
      data: Float32Array.from({ length: height * width }, () => random.uniform()),
    };
    const picture = input('picture', whole.shape);
    const rows = (from: number, to: number) => slice(picture, 2, from, to);
    // 20..24 of the whole; the part has 16 rows more on either side, and an odd number of rows
    const part = slice(uNet(rows(4, 41), parameter, TINY), 2, 16, 20);
    const [found, expected] = evaluate([part, slice(uNet(picture, parameter, TINY), 2, 20, 24)], {
      picture: whole,
    });
    expect(deviation(found, expected)).toBeLessThan(1e-12);
    expect(Math.max(...expected)).toBeGreaterThan(0);
  });

  it('has the slope that is asked for below 0', () => {
    const negative = { ...TINY, widths: [1], negativeSlope: 0.2 };
    const parameter = lookupIn(
      new Map([
        ['down.0.0.weight', constant([0, 0, 0, 0, -1, 0, 0, 0, 0], [1, 1, 3, 3])],
        ['down.0.0.bias', constant([0], [1])],
      ]),
    );
    const picture = input('picture', [1, 1, 1, 2]);
    const feeds = { picture: { shape: [1, 1, 1, 2], data: [1, -3] } };
    expect([...evaluate([uNet(picture, parameter, negative)], feeds)[0]]).toEqual([-0.2, 3]);
  });
});
