/** Laws that hold for every network that estimates spectra from RGB alone; registers a test for each. */
import { describe, expect, it } from 'vitest';
import {
  CPU_PASSES,
  emitOnnx,
  gradients,
  input,
  meanOfAll,
  rewriteGraph,
  square,
  type Tensor,
} from '../src/graph/index.ts';
import { multiplyAccumulates } from '../src/graph/analysis/multiply-accumulates.ts';
import { attribute } from '../src/graph/tensor.ts';
import { topologicalOrder } from '../src/graph/traversal.ts';
import {
  initialWeights,
  lookupDeclared,
  lookupIn,
  type ParameterDeclaration,
} from '../src/networks/parameters.ts';
import type { RgbNetwork } from '../src/networks/rgb-network.ts';
import { Random } from '../src/random.ts';
import { deviation, directionalDifference } from './finite-differences.ts';
import { evaluate, type Feed } from './reference-evaluator.ts';
import { runOnnx } from './run-onnx.ts';

const RGB = 'rgb';

/** Numbers for each parameter, all of them drawn, so that none hides what depends on it. */
export function drawnWeights(
  declarations: readonly ParameterDeclaration[],
  seed: number,
): Map<string, Float32Array> {
  const random = new Random(seed);
  const drawn = declarations.map(({ name, shape, fanIn }) => ({ name, shape, fanIn }));
  const weights = initialWeights(drawn, () => random.uniform(), 'he');
  for (const { name, shape } of drawn) {
    // `he` begins biases at 0, where a kink of ReLU would meet the zeros of a border
    if (shape.length === 1)
      weights.get(name)?.forEach((_, k, bias) => {
        bias[k] = random.uniform(-0.3, 0.3);
      });
  }
  return weights;
}

/** A network with what it is fed. */
export function builtNetwork(network: RgbNetwork, height: number, width: number, seed = 1, samples = 2) {
  const { declarations } = network;
  const parameters = new Map<string, Tensor>(
    declarations.map(({ name, shape }) => [name, input(name, shape)]),
  );
  const weights = drawnWeights(declarations, seed);
  const random = new Random(seed, 1);
  const shape = [samples, 3, height, width];
  const feeds: Record<string, Feed> = {
    [RGB]: {
      shape,
      data: Float32Array.from({ length: samples * 3 * height * width }, () => random.uniform()),
    },
  };
  for (const { name, shape } of declarations) feeds[name] = { shape, data: weights.get(name) ?? [] };
  const cube = network.cube(input(RGB, shape), lookupIn(parameters));
  return { parameters, weights, feeds, cube };
}

const DIRECTIONS = 4;

/**
 * Deviation of the gradients of the mean square of `output` from differences of values along random directions of all
 * variables at once, scaled so that each counts alike whatever the size of its gradient.
 */
export function gradientDeviation(
  output: Tensor,
  variables: ReadonlyMap<string, Tensor>,
  feeds: Readonly<Record<string, Feed>>,
): number {
  const loss = meanOfAll(square(output));
  const names = [...variables.keys()];
  const found = evaluate(gradients(loss, [...variables.values()]), feeds);
  const sizes = found.map((slopes) => Math.hypot(...slopes));
  names.forEach((name, index) => {
    expect(sizes[index], `gradient by ${name}`).toBeGreaterThan(0);
  });
  const random = new Random(7);
  const pairs = Array.from({ length: DIRECTIONS }, () => {
    let along = 0;
    const direction = names.map((name, index) => {
      const scale = Math.min(...sizes) / sizes[index];
      const steps = Float64Array.from(found[index], () => scale * random.uniform(-1, 1));
      along += steps.reduce((sum, step, k) => sum + step * found[index][k], 0);
      return [name, steps] as const;
    });
    return [along, directionalDifference(loss, feeds, Object.fromEntries(direction), 1e-6)];
  });
  return deviation(
    pairs.map(([along]) => along),
    pairs.map(([, expected]) => expected),
    Math.min(...sizes),
  );
}

/** Multiply-accumulates of a network for each pixel of a picture of 64 x 64. */
export function operationsPerPixel(network: RgbNetwork): number {
  const side = 64;
  const cube = network.cube(input(RGB, [1, 3, side, side]), lookupDeclared(network.declarations));
  return multiplyAccumulates([cube]) / side ** 2;
}

/**
 * Registers the laws.
 *
 * @param network a tiny form of it. @param frozen parameters that no gradient reaches.
 * @param seed of the weights: with some, a unit of a form so small is dead.
 */
export function rgbNetworkLaws(network: RgbNetwork, frozen: readonly string[] = [], seed = 1): void {
  describe(`${network.name}, like every network of its kind,`, () => {
    it('uses each of its parameters, and names each once', () => {
      const { cube } = builtNetwork(network, 6, 7, seed);
      const inputs = topologicalOrder([cube]).filter(({ operator }) => operator === 'input');
      const used = inputs.map((tensor) => attribute(tensor, 'name', 'string'));
      const declared = network.declarations.map(({ name }) => name);
      expect(new Set(declared).size).toBe(declared.length);
      expect(used.sort()).toEqual([RGB, ...declared].sort());
    });

    it.each([
      [network.smallestSide, network.smallestSide],
      [network.smallestSide, network.smallestSide + 2],
      [7, 5],
      [9, 6],
    ])('gives bands for %i x %i pixels, in ONNX Runtime what it is in float64', async (height, width) => {
      const { cube, weights, feeds } = builtNetwork(network, height, width, seed);
      expect(cube.shape).toEqual([2, network.bands, height, width]);
      const [expected] = evaluate([cube], feeds);
      for (const passes of [[], CPU_PASSES]) {
        const model = emitOnnx(rewriteGraph({ cube }, weights, passes));
        const { cube: found } = await runOnnx(model, feeds);
        expect(found.shape).toEqual([2, network.bands, height, width]);
        expect(deviation(found.data, expected)).toBeLessThan(1e-5);
      }
    });

    it('has gradients that agree with differences', () => {
      const { cube, parameters, feeds } = builtNetwork(network, 5, 5, seed, 1);
      const learned = new Map([...parameters].filter(([name]) => !frozen.includes(name)));
      expect(gradientDeviation(cube, learned, feeds)).toBeLessThan(1e-4);
    });
  });
}
