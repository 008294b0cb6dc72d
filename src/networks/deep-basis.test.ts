import { describe, expect, it } from 'vitest';
import { builtNetwork, operationsPerPixel, rgbNetworkLaws } from '../../test/rgb-network-laws.ts';
import { evaluate } from '../../test/reference-evaluator.ts';
import { gradients, meanOfAll, square } from '../graph/index.ts';
import { DEEP_BASIS_DEFAULTS, DEEP_BASIS_PARAMETER, deepBasis } from './deep-basis.ts';
import { countParameters, initialWeights, NetworkError } from './parameters.ts';
import { learnBasis, SpectraGram } from './spectral-basis.ts';

const TINY = { ...DEEP_BASIS_DEFAULTS, bands: 6, functions: 3, widths: [3, 2, 2], convolutions: 1 };
const TRAINED = { ...TINY, basis: 'trained' as const };

describe('DBF', () => {
  it('has the capacity of the table of Zhu et al.: 1.13 M parameters, 1.02 T operations for 1390 x 1040', () => {
    const network = deepBasis();
    expect(countParameters(network.declarations)).toBe(1_129_432);
    const operations = operationsPerPixel(network) * 1390 * 1040;
    expect((operations / 1e12).toFixed(2)).toBe('1.02');
    expect(network.description).toMatch(/reconstruction/);
  });

  it.each([TINY, TRAINED])('gives spectra that lie in the span of its $basis basis', (options) => {
    const { cube, feeds } = builtNetwork(deepBasis(options), 5, 4);
    const gram = new SpectraGram(options.bands);
    const { data } = feeds[DEEP_BASIS_PARAMETER];
    // the functions as pixels, planar
    gram.add(Float32Array.from({ length: data.length }, (_, k) => data[(k % 3) * 6 + Math.floor(k / 3)]));
    const { functions } = learnBasis(gram, options.functions);
    const [values] = evaluate([cube], feeds);
    const pixels = 20;
    for (let sample = 0; sample < 2; sample++) {
      for (let pixel = 0; pixel < pixels; pixel++) {
        const spectrum = Array.from({ length: 6 }, (_, band) => values[(6 * sample + band) * pixels + pixel]);
        const left = [...spectrum];
        for (let index = 0; index < options.functions; index++) {
          const row = functions.subarray(index * 6, (index + 1) * 6);
          const along = row.reduce((sum, value, band) => sum + value * spectrum[band], 0);
          row.forEach((value, band) => {
            left[band] -= along * value;
          });
        }
        expect(Math.hypot(...left)).toBeLessThan(1e-6 * Math.max(1, Math.hypot(...spectrum)));
        expect(Math.hypot(...spectrum)).toBeGreaterThan(0);
      }
    }
  });

  it('keeps a fixed basis from learning, and lets a trained one', () => {
    const moves = [TINY, TRAINED].map((options) => {
      const { cube, parameters, feeds } = builtNetwork(deepBasis(options), 3, 3);
      const basis = parameters.get(DEEP_BASIS_PARAMETER);
      if (basis === undefined) throw new Error('no basis');
      const [slopes] = evaluate(gradients(meanOfAll(square(cube)), [basis]), feeds);
      return Math.max(...slopes.map(Math.abs));
    });
    expect(moves[0]).toBe(0);
    expect(moves[1]).toBeGreaterThan(0);
  });

  it('begins with zeros where the basis is fixed, so that none is forgotten unseen', () => {
    const start = (options: typeof TINY | typeof TRAINED): Float32Array | undefined =>
      initialWeights(deepBasis(options).declarations, () => 0.9).get(DEEP_BASIS_PARAMETER);
    expect(start(TINY)?.every((value) => value === 0)).toBe(true);
    expect(start(TRAINED)?.some((value) => value !== 0)).toBe(true);
  });

  it('refuses sizes that are none', () => {
    expect(() => deepBasis({ ...TINY, functions: 0 })).toThrow(NetworkError);
  });
});

rgbNetworkLaws(deepBasis(TINY), [DEEP_BASIS_PARAMETER]);
rgbNetworkLaws(deepBasis(TRAINED));
