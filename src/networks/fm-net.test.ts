import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtNetwork, rgbNetworkLaws } from '../../test/rgb-network-laws.ts';
import { evaluate } from '../../test/reference-evaluator.ts';
import { input } from '../graph/index.ts';
import { FM_NET_DEFAULTS, fmNet, functionWeights, interpolateToBands } from './fm-net.ts';
import { countParameters, lookupIn, NetworkError } from './parameters.ts';

const TINY = { bands: 4, channels: 2, blocks: 2, functions: 2 };

describe('FM-Net', () => {
  it('has the 11,792,925 parameters of its authors, 11.79 million in the table of Zhu et al.', () => {
    expect(countParameters(fmNet(FM_NET_DEFAULTS).declarations)).toBe(11_792_925);
  });

  it('has the names of the released code', () => {
    const names = fmNet().declarations.map(({ name }) => name);
    for (const name of [
      'input.weight',
      'convs.3.0.conv.weight',
      'dics.0.base.2.output.bias',
      'reps.3.conv2.2.conv.weight',
      'crep.output.weight',
      'odic.base.1.input.weight',
    ]) {
      expect(names).toContain(name);
    }
  });

  it('weighs its functions with positive weights of sum 1 at every pixel', () => {
    const { parameters, feeds } = builtNetwork(fmNet(TINY), 3, 3, 5);
    const pixels = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 18, maxLength: 18 });
    const weights = functionWeights(input('features', [1, 2, 3, 3]), 'reps.1', lookupIn(parameters));
    fc.assert(
      fc.property(pixels, (data) => {
        const [values] = evaluate([weights], { ...feeds, features: { shape: [1, 2, 3, 3], data } });
        expect(values.length).toBe(18);
        for (let pixel = 0; pixel < 9; pixel++) {
          expect(values[pixel]).toBeGreaterThan(0);
          expect(values[9 + pixel]).toBeGreaterThan(0);
          expect(Math.abs(values[pixel] + values[9 + pixel] - 1)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('starts from the RGB as a spectrum: blue at the short end, red at the long one', () => {
    const rgb = { shape: [1, 3, 1, 1], data: [8, 4, 2] };
    const bands = (count: number): number[] => [
      ...evaluate([interpolateToBands(input('rgb', [1, 3, 1, 1]), count)], { rgb })[0],
    ];
    expect(bands(5)).toEqual([2, 3, 4, 6, 8]);
    expect(bands(2)).toEqual([2, 8]);
    expect(bands(31)[15]).toBe(4);
  });

  it('is that spectrum where its last functions give nothing', () => {
    const { cube, feeds } = builtNetwork(fmNet(TINY), 4, 3);
    const zero = Object.entries(feeds).map(([name, { shape, data }]) => [
      name,
      { shape, data: /^odic.*output/.test(name) ? Float64Array.from(data, () => 0) : data },
    ]);
    const [found] = evaluate([cube], Object.fromEntries(zero));
    const [rough] = evaluate([interpolateToBands(input('rgb', [2, 3, 4, 3]), 4)], feeds);
    expect([...found]).toEqual([...rough]);
  });

  it('refuses sizes that are none', () => {
    expect(() => fmNet({ ...TINY, bands: 1 })).toThrow(NetworkError);
    expect(() => fmNet({ ...TINY, functions: 1.5 })).toThrow(/'functions'.*found 1\.5/);
  });
});

rgbNetworkLaws(fmNet(TINY));
