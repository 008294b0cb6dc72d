/** Every pass keeps what a graph computes, to float64 rounding, and does what its name says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, type Feed } from '../../../test/reference-evaluator.ts';
import { agdNet, agdNetParameters } from '../../networks/agd-net.ts';
import { generator, generatorParameters } from '../../networks/generator.ts';
import { lookupDeclared, type ParameterDeclaration } from '../../networks/parameters.ts';
import * as graph from '../index.ts';
import { attribute, constantValue, GraphError, input, type Tensor } from '../tensor.ts';
import { topologicalOrder } from '../traversal.ts';
import { bindWeights } from './bind-weights.ts';
import { foldCentring } from './fold-centring.ts';
import { foldConstants } from './fold-constants.ts';
import { CPU_PASSES, rewriteGraph, TRAINING_PASSES, WEBGPU_PASSES } from './index.ts';
import { meansAsConvolutions } from './means-as-convolutions.ts';
import { padChannels } from './pad-channels.ts';
import { projectionsAsConvolutions } from './projections-as-convolutions.ts';
import type { Pass } from './rewrite.ts';
import { sharesForConcatenation } from './shares-for-concatenation.ts';
import { splitCentredDepthwise } from './split-centred-depthwise.ts';

const [HEIGHT, WIDTH] = [5, 4];

const numbers = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, index) => Math.sin(seed + 1.7 * index + 0.3 * index * index));

const feed = (shape: readonly number[], seed: number): Feed => ({
  shape,
  data: numbers(
    shape.reduce((product, size) => product * size, 1),
    seed,
  ),
});

const centred = (x: Tensor): Tensor => graph.subtract(x, graph.reduceMean(x, [1]));

/** Small graphs that each pass has something to do in, or must leave alone. */
function smallGraphs(): Record<string, Tensor> {
  const x = input('x', [2, 6, HEIGHT, WIDTH]);
  const y = input('y', [2, 3, HEIGHT, WIDTH]);
  const mix = input('mix', [7, 6, 1, 1]);
  const wide = input('wide', [7, 9, 1, 1]);
  const spread = input('spread', [7, 1, 3, 3]);
  const dense = input('dense', [5, 7, 3, 3]);
  const matrix = input('matrix', [1, 3, 6]);
  const mixed = graph.relu(graph.convolution(centred(x), mix));
  const joined = graph.convolution(graph.concatenate([x, y], 1), wide);
  const flat = graph.reshape(x, [2, 6, HEIGHT * WIDTH]);
  return {
    'centring before a mix': graph.convolution(centred(x), mix),
    'centring before a depth-wise': graph.depthwiseConvolution(centred(mixed), spread),
    'centring before a strided depth-wise': graph.depthwiseConvolution(centred(mixed), spread, 2),
    'a mean that is used twice': graph.multiply(graph.reduceMean(x, [1]), centred(x)),
    'a mean over other axes': graph.reduceMean(x, [2, 3]),
    'concatenation before a mix': graph.leakyRelu(joined, 0.1),
    'concatenation before a 3 x 3': graph.convolution(graph.concatenate([mixed, joined], 1), tiled(dense)),
    'concatenation along rows': graph.convolution(graph.concatenate([x, x], 2), mix),
    projection: graph.reshape(graph.matmul(matrix, flat), [2, 3, HEIGHT, WIDTH]),
    'a projection for each image': graph.reshape(graph.matmul(input('each', [2, 3, 6]), flat), [
      2,
      3,
      HEIGHT,
      WIDTH,
    ]),
    'padded images that meet': graph.add(mixed, graph.subtract(graph.absolute(joined), mixed)),
    'a padded image and a plain one': graph.add(joined, input('plain', [2, 7, HEIGHT, WIDTH])),
    'biases on a padded image': graph.add(joined, input('bias', [7, 1, 1])),
    'a padded image that is reduced': graph.reduceMaximum(graph.exponential(joined), [1]),
    'a 3 x 3 after a padded image': graph.convolution(graph.relu(graph.negate(joined)), dense),
  };
}

/** Kernels for twice the channels. */
const tiled = (kernel: Tensor): Tensor => graph.concatenate([kernel, kernel], 1);

function feedsOf(roots: readonly Tensor[]): Record<string, Feed> {
  const inputs = topologicalOrder(roots).filter(({ operator }) => operator === 'input');
  return Object.fromEntries(
    inputs.map((tensor, index) => [
      attribute(tensor, 'name', 'string'),
      feed(tensor.shape.map(Number), index),
    ]),
  );
}

function largestDifference(found: readonly Float64Array[], wanted: readonly Float64Array[]): number {
  return Math.max(
    ...wanted.map((values, k) => {
      expect(found[k].length).toBe(values.length);
      const scale = Math.max(1e-3, ...values.map(Math.abs));
      return Math.max(...values.map((value, index) => Math.abs(value - found[k][index]))) / scale;
    }),
  );
}

const WEIGHTS = new Set(['mix', 'wide', 'spread', 'dense', 'matrix', 'bias']);

/** The weights among the feeds, as constants. */
function bound(roots: readonly Tensor[]): Tensor[] {
  const values = Object.entries(feedsOf(roots)).filter(([name]) => WEIGHTS.has(name));
  return bindWeights(new Map(values.map(([name, { data }]) => [name, Float32Array.from(data)])))(roots);
}

const PASSES: readonly (readonly [string, Pass])[] = [
  ['fold centring', foldCentring],
  ['split centred depth-wise', splitCentredDepthwise],
  ['means as convolutions', meansAsConvolutions],
  ['shares for concatenation', sharesForConcatenation],
  ['projections as convolutions', projectionsAsConvolutions],
  ['pad channels to 4', padChannels(4)],
  ['pad channels to 8', padChannels(8)],
  ['fold constants', (roots) => foldConstants(bound(roots))],
  ['fold constants after padding', (roots) => foldConstants(padChannels(8)(bound(roots)))],
  ['all for the CPU', (roots) => CPU_PASSES.reduce((rewritten, { apply }) => apply(rewritten), bound(roots))],
];

describe.each(PASSES)('%s', (_, pass) => {
  it.each(Object.entries(smallGraphs()))('keeps %s', (_name, root) => {
    const feeds = feedsOf([root]);
    expect(largestDifference(evaluate(pass([root]), feeds), evaluate([root], feeds))).toBeLessThan(1e-12);
  });

  it('keeps several roots in their order', () => {
    const roots = Object.values(smallGraphs()).slice(0, 5);
    const feeds = feedsOf(roots);
    expect(largestDifference(evaluate(pass(roots), feeds), evaluate(roots, feeds))).toBeLessThan(1e-12);
  });
});

describe('whole networks', () => {
  const weightsOf = (declarations: readonly ParameterDeclaration[]) =>
    new Map(declarations.map(({ name, shape }, index) => [name, Float32Array.from(feed(shape, index).data)]));

  it.each([
    ['the CPU', CPU_PASSES],
    ['WebGPU', WEBGPU_PASSES],
    ['training', TRAINING_PASSES],
  ])(
    'compute the same with the passes for %s',
    (_, passes) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 3, max: 18 }),
          fc.integer({ min: 3, max: 18 }),
          fc.boolean(),
          (bands, growth, unrolledDescent) => {
            const rgb = input('rgb', [1, 3, HEIGHT, WIDTH]);
            const srf = input('srf', [1, 3, bands]);
            const options = { bands, growth, stages: 2, projection: 'learned' as const };
            const declarations = unrolledDescent ? agdNetParameters(options) : generatorParameters(options);
            const parameter = lookupDeclared(declarations);
            const { cube, residual } = unrolledDescent
              ? agdNet(rgb, srf, parameter, options)
              : generator(rgb, srf, parameter, options);
            const weights = weightsOf(declarations);
            const plain = { cube, residual };
            const rewritten = rewriteGraph(plain, weights, passes);
            const feeds = feedsOf(Object.values(plain));
            for (const [name, data] of weights) feeds[name] = { shape: feeds[name].shape, data };
            expect(
              largestDifference(
                evaluate(Object.values(rewritten), feeds),
                evaluate(Object.values(plain), feeds),
              ),
            ).toBeLessThan(1e-9); // four stages of ever larger numbers, which partly cancel
          },
        ),
        { numRuns: 6 },
      );
    },
    60_000,
  );
});

describe('what passes leave behind', () => {
  const operators = (roots: readonly Tensor[]): string[] =>
    topologicalOrder(roots).map(({ operator }) => operator);
  const graphs = smallGraphs();

  it('no reduction and no concatenation in a generator for the CPU, and only blocks of channels', () => {
    const options = { bands: 31, growth: 62 };
    const declarations = generatorParameters(options);
    const { cube } = generator(
      input('rgb', [1, 3, 16, 16]),
      graph.constant(new Float64Array(93).fill(0.01), [1, 3, 31]),
      lookupDeclared(declarations),
      options,
    );
    const weights = new Map(
      declarations.map(({ name, shape }) => [name, new Float32Array(feed(shape, 1).data.length)]),
    );
    const { cube: rewritten } = rewriteGraph({ cube }, weights, CPU_PASSES);
    const found = operators([rewritten]);
    for (const gone of ['reduceMean', 'concatenate', 'matmul', 'reshape', 'pad']) {
      expect(found).not.toContain(gone);
    }
    const sizes = topologicalOrder([rewritten])
      .filter(({ operator }) => operator === 'relu')
      .map(({ shape }) => shape[1]);
    expect(new Set(sizes)).toEqual(new Set([64]));
  });

  it('no subtraction where centring was folded', () => {
    expect(operators(foldCentring([graphs['centring before a mix']]))).toEqual(
      expect.arrayContaining(['convolution']),
    );
    const [folded] = foldConstants(foldCentring(bound([graphs['centring before a mix']])));
    expect(operators([folded]).sort()).toEqual(['constant', 'convolution', 'input']);
    const rows = constantValue(folded.inputs[1]);
    for (let row = 0; row < 7; row++) {
      expect(rows.slice(6 * row, 6 * row + 6).reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    }
  });

  it('a projection for each image as it is', () => {
    const root = graphs['a projection for each image'];
    expect(projectionsAsConvolutions([root])[0]).toBe(root);
  });

  it('images as they are where padding would add too much', () => {
    const narrow = graph.convolution(input('x', [1, 3, 2, 2]), input('w', [3, 3, 1, 1]));
    expect(padChannels(16)([narrow])[0].shape[1]).toBe(3);
    expect(operators(padChannels(16)([narrow]))).not.toContain('pad');
  });

  it('an error that names a weight which does not fit', () => {
    expect(() => bindWeights(new Map([['mix', new Float32Array(3)]]))([input('mix', [7, 6, 1, 1])])).toThrow(
      GraphError,
    );
    expect(() => bindWeights(new Map([['mix', new Float32Array(3)]]))([input('mix', [7, 6, 1, 1])])).toThrow(
      "weight 'mix': expected 42 values for [7, 6, 1, 1], found 3",
    );
  });
});
