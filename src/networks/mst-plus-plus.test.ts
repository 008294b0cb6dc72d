/** MST++: its published size, agreement with an independent run, gradients, and what follows from its layers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviation, directionalDifference } from '../../test/finite-differences.ts';
import { evaluate, type Feed } from '../../test/reference-evaluator.ts';
import { rgbNetworkLaws } from '../../test/rgb-network-laws.ts';
import { gradients, input, meanOfAll, square } from '../graph/index.ts';
import { Random } from '../random.ts';
import { layerNormalisation } from './layer-normalisation.ts';
import { MST_PLUS_PLUS_DEFAULTS, type MstPlusPlusOptions, mstPlusPlus } from './mst-plus-plus.ts';
import { countParameters, lookupDeclared, lookupIn, NetworkError } from './parameters.ts';
import { spectralAttention } from './spectral-attention.ts';

const TINY: MstPlusPlusOptions = { bands: 4, stages: 2, width: 2 };

/** Numbers that another program makes just so: by place, from the letters of a name. */
function numbersOf(name: string, count: number): Float32Array {
  const seed = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0);
  return Float32Array.from({ length: count }, (_, index) => 0.6 * Math.sin(seed + 1.7 * index));
}

function built(options: MstPlusPlusOptions, height: number, width: number) {
  const network = mstPlusPlus(options);
  const parameter = lookupDeclared(network.declarations);
  const shape = [1, 3, height, width];
  const data = Float32Array.from({ length: 3 * height * width }, (_, k) => 0.5 + 0.5 * Math.sin(0.9 * k));
  const feeds: Record<string, Feed> = { rgb: { shape, data } };
  for (const { name, shape: sizes } of network.declarations) {
    const count = sizes.reduce((product, size) => product * size, 1);
    feeds[name] = { shape: sizes, data: numbersOf(name, count) };
  }
  const cube = network.cube(input('rgb', shape), parameter);
  return { network, parameter, feeds, cube };
}

describe('MST++', () => {
  it('has the published number of parameters, under names that are not used twice', () => {
    const { declarations } = mstPlusPlus();
    expect(countParameters(declarations)).toBe(1_619_625);
    const names = declarations.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const shapes = new Map(declarations.map(({ name, shape }) => [name, shape]));
    const block = 'body.2.encoder_layers.1.0.blocks.0';
    expect(shapes.get(`${block}.0.to_q.weight`)).toEqual([62, 62]);
    expect(shapes.get(`${block}.0.rescale`)).toEqual([2, 1, 1]);
    expect(shapes.get(`${block}.0.pos_emb.2.weight`)).toEqual([62, 1, 3, 3]);
    expect(shapes.get(`${block}.1.fn.net.4.weight`)).toEqual([62, 248, 1, 1]);
    expect(shapes.get(`${block}.1.norm.bias`)).toEqual([62]);
    expect(shapes.get('body.0.bottleneck.blocks.0.0.proj.bias')).toEqual([124]);
    expect(shapes.get('body.0.decoder_layers.0.0.weight')).toEqual([124, 62, 2, 2]);
    expect(shapes.get('body.0.decoder_layers.1.0.bias')).toEqual([31]);
  });

  it('gives what a run in float64 with other layouts gives', () => {
    // golden numbers: the layers written once more in NumPy, pixel-major as in the released code
    const { feeds, cube } = built(TINY, 5, 11);
    const [values] = evaluate([cube], feeds);
    const at = (band: number, row: number, column: number): number => values[(band * 5 + row) * 11 + column];
    expect(at(0, 0, 0)).toBeCloseTo(-15.864896353443658, 9);
    expect(at(1, 2, 3)).toBeCloseTo(79.17668630934826, 9);
    expect(at(2, 4, 10)).toBeCloseTo(-98.48232429083119, 9);
    expect(at(3, 0, 10)).toBeCloseTo(4.3891373495376635, 9);
  });

  it('takes any picture of at least 5 x 5 pixels', () => {
    const network = mstPlusPlus();
    const parameter = lookupDeclared(network.declarations);
    const side = fc.integer({ min: network.smallestSide, max: 70 });
    fc.assert(
      fc.property(side, side, (height, width) => {
        const { shape } = network.cube(input('rgb', [2, 3, height, width]), parameter);
        expect(shape).toEqual([2, 31, height, width]);
      }),
      { numRuns: 10, examples: [[5, 5]] },
    );
    expect(() => network.cube(input('rgb', [1, 3, 4, 9]), parameter)).toThrow(NetworkError);
    expect(() => network.cube(input('rgb', [1, 3, 4, 9]), parameter)).toThrow(/at least 5 x 5.*found 9 x 4/);
  });

  it('refuses options that are no counts', () => {
    for (const wrong of [{ stages: 0 }, { width: 1.5 }, { bands: Number.NaN }]) {
      expect(() => mstPlusPlus({ ...MST_PLUS_PLUS_DEFAULTS, ...wrong })).toThrow(NetworkError);
    }
  });

  it('has gradients that agree with differences, part by part and along all parameters at once', () => {
    const { network, parameter, feeds, cube } = built({ bands: 3, stages: 1, width: 2 }, 5, 6);
    const loss = meanOfAll(square(cube));
    const names = network.declarations.map(({ name }) => name);
    const found = evaluate(gradients(loss, names.map(parameter)), feeds);
    const random = new Random(11);
    const parts = [/rescale/, /pos_emb|fn\.net/, /decoder_layers\.\d\.0\./, /./];
    for (const part of parts) {
      const direction: Record<string, Float64Array> = {};
      let along = 0;
      for (const [index, name] of names.entries()) {
        if (!part.test(name)) continue;
        direction[name] = Float64Array.from(found[index], () => random.uniform(-1, 1));
        along += found[index].reduce((sum, value, element) => sum + value * direction[name][element], 0);
      }
      const expected = directionalDifference(loss, feeds, direction, 1e-5);
      expect(Math.abs(expected), String(part)).toBeGreaterThan(1e-6);
      expect(Math.abs(along - expected) / Math.abs(expected), String(part)).toBeLessThan(1e-5);
    }
  });

  it('has finite gradients on a black picture, where every image of a query is zero', () => {
    const { network, parameter, feeds, cube } = built({ bands: 3, stages: 1, width: 2 }, 5, 5);
    const black = { ...feeds, rgb: { shape: [1, 3, 5, 5], data: new Float32Array(75) } };
    const all = gradients(
      meanOfAll(square(cube)),
      network.declarations.map(({ name }) => parameter(name)),
    );
    for (const values of evaluate(all, black)) expect(values.every(Number.isFinite)).toBe(true);
  });
});

describe('spectral attention', () => {
  const [query, key] = [input('query', [2, 6, 3, 4]), input('key', [2, 6, 3, 4])];
  const attention = spectralAttention(query, key, input('rescale', [2, 1, 1]));
  // whole numbers: an image is zero, or far longer than what is guarded against
  const image = fc
    .array(fc.integer({ min: -8, max: 8 }), { minLength: 144, maxLength: 144 })
    .map((values) => Float32Array.from(values));
  const feedsOf = (q: ArrayLike<number>, k: ArrayLike<number>): Record<string, Feed> => ({
    query: { shape: [2, 6, 3, 4], data: q },
    key: { shape: [2, 6, 3, 4], data: k },
    rescale: { shape: [2, 1, 1], data: [3, -2] },
  });
  const attentionOf = (q: ArrayLike<number>, k: ArrayLike<number>): Float64Array =>
    evaluate([attention], feedsOf(q, k))[0];

  it('gives each channel weights that sum to 1, also where images are zero', () => {
    expect(attention.shape).toEqual([2, 2, 3, 3]);
    fc.assert(
      fc.property(image, image, fc.nat(11), (q, k, dark) => {
        q.fill(0, 12 * dark, 12 * (dark + 1));
        const values = attentionOf(q, k);
        for (let row = 0; row < values.length; row += 3) {
          const weights = values.subarray(row, row + 3);
          expect(Math.min(...weights)).toBeGreaterThan(0);
          expect(weights[0] + weights[1] + weights[2]).toBeCloseTo(1, 12);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('does not see how bright images are, nor where their pixels lie', () => {
    fc.assert(
      fc.property(image, image, fc.constantFrom(0.25, 2, 8), (q, k, light) => {
        const turned = (x: Float32Array): Float32Array =>
          Float32Array.from(x, (_, index) => light * x[index - (index % 12) + 11 - (index % 12)]);
        expect(deviation(attentionOf(turned(q), turned(k)), attentionOf(q, k))).toBeLessThan(1e-9);
      }),
      { numRuns: 30 },
    );
  });
});

describe('layer normalisation', () => {
  it('brings each pixel to mean 0 and variance 1, then scales and shifts channels', () => {
    const x = input('x', [1, 3, 1, 2]);
    const parameters = new Map(['n.weight', 'n.bias'].map((name) => [name, input(name, [3])]));
    const feeds = {
      x: { shape: [1, 3, 1, 2], data: [1, 10, 2, 10, 3, 40] },
      'n.weight': { shape: [3], data: [1, 2, 1] },
      'n.bias': { shape: [3], data: [0, 0.5, 0] },
    };
    const [found] = evaluate([layerNormalisation(x, 'n', lookupIn(parameters))], feeds);
    const low = Math.sqrt(2 / 3 + 1e-5); // deviations of 1, 2, 3 and of 10, 10, 40
    const high = Math.sqrt(200 + 1e-5);
    const expected = [-1 / low, -10 / high, 0.5, -20 / high + 0.5, 1 / low, 20 / high];
    for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 12);
  });
});
// one parameter of each kind by itself takes seconds; all of them at once are above
const small = mstPlusPlus({ bands: 3, stages: 1, width: 2 });
const others = small.declarations.filter(({ name }) => !/conv_in|bottleneck.*(to_[qv]|norm)/.test(name));
rgbNetworkLaws(
  small,
  others.map(({ name }) => name),
);
