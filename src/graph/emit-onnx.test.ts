import { describe, expect, it } from 'vitest';
import { deviation } from '../../test/finite-differences.ts';
import { gradientPenaltyNetwork } from '../../test/gradient-penalty-network.ts';
import { graphCases, prepare, spacedValues } from '../../test/graph-cases/index.ts';
import { product } from '../../test/reference-arrays.ts';
import { evaluate, type Feed } from '../../test/reference-evaluator.ts';
import { runOnnx } from '../../test/run-onnx.ts';
import { Random } from '../random.ts';
import * as graph from './index.ts';
import { input, type Tensor } from './tensor.ts';

const TOLERANCE = 1e-5;

/** Largest deviation of any output that ONNX Runtime gives from what the reference evaluator gives. */
async function onnxDeviation(
  outputs: Readonly<Record<string, Tensor>>,
  feeds: Readonly<Record<string, Feed>>,
): Promise<number> {
  const found = await runOnnx(graph.emitOnnx(outputs), feeds);
  const expected = evaluate(Object.values(outputs), feeds);
  expect(Object.keys(found).sort()).toEqual(Object.keys(outputs).sort());
  return Math.max(
    ...Object.entries(outputs).map(([name, tensor], index) => {
      const { data, shape } = found[name];
      expect(shape.length, name).toBe(tensor.shape.length);
      tensor.shape.forEach((size, axis) => {
        if (typeof size === 'number') expect(shape[axis], name).toBe(size);
      });
      return deviation(data, expected[index], 0.1);
    }),
  );
}

const numbered = (prefix: string, tensors: readonly Tensor[]): Record<string, Tensor> =>
  Object.fromEntries(tensors.map((tensor, index) => [`${prefix}${index}`, tensor]));

describe('ONNX Runtime agrees with the reference evaluator', () => {
  const cases = graphCases.map((one) => [`${one.operator}: ${one.title}`, one] as const);

  it.each(cases)('on %s, its gradients and theirs', async (_, graphCase) => {
    const { feeds, output, gradients, secondGradients } = prepare(graphCase);
    const outputs = { output, ...numbered('first', gradients), ...numbered('second', secondGradients) };
    expect(await onnxDeviation(outputs, feeds)).toBeLessThanOrEqual(TOLERANCE);
  });

  it('on every operator', () => {
    expect([...new Set(graphCases.map(({ operator }) => operator))].sort()).toEqual(graph.operatorNames());
  });

  it.each(['relu', 'swish'] as const)('on the gradient of a gradient norm (%s)', async (activation) => {
    const { feeds, score, norm, normGradients } = gradientPenaltyNetwork(activation);
    const outputs = { score, norm, ...numbered('byWeight', normGradients) };
    expect(await onnxDeviation(outputs, feeds)).toBeLessThanOrEqual(TOLERANCE);
  });
});

describe('symbolic height and width', () => {
  const random = new Random(11);
  const feed = (...shape: number[]): Feed => ({ shape, data: spacedValues(product(shape), random) });
  const weights = {
    head: feed(4, 3, 3, 3),
    spread: feed(4, 1, 5, 5),
    mix: feed(2, 8, 1, 1),
    bias: feed(4, 1, 1),
  };
  const parameter = (name: keyof typeof weights): Tensor => input(name, weights[name].shape);

  function network(image: Tensor): Tensor {
    const head = graph.relu(graph.add(graph.convolution(image, parameter('head')), parameter('bias')));
    const centred = graph.subtract(head, graph.reduceMean(head, [1]));
    const spread = graph.leakyRelu(graph.depthwiseConvolution(centred, parameter('spread')), 0.1);
    const mixed = graph.convolution(graph.concatenate([head, spread], 1), parameter('mix'));
    const gates = graph.sigmoid(graph.reduceMaximum(mixed, [2, 3]));
    const padded = graph.pad(graph.slice(graph.multiply(mixed, gates), 1, 1, 2), [0, 1, 0, 0], [0, 1, 0, 0]);
    return graph.softmax(graph.transpose(graph.flip(graph.maximum(padded, 0.1), [1]), [0, 2, 3, 1]));
  }

  const symbolic = network(input('image', [1, 3, 'H', 'W']));
  const model = graph.emitOnnx({ symbolic });

  it('stay in the shape of the result', () => {
    expect(symbolic.shape).toEqual([1, 'H', 'W', 3]);
  });

  it.each([
    [5, 7],
    [6, 3],
  ])('run at %i x %i', async (height, width) => {
    const feeds = { ...weights, image: feed(1, 3, height, width) };
    const { symbolic: found } = await runOnnx(model, feeds);
    const [expected] = evaluate([network(input('image', [1, 3, height, width]))], feeds);
    expect(found.shape).toEqual([1, height, width, 3]);
    expect(deviation(found.data, expected)).toBeLessThanOrEqual(TOLERANCE);
    expect(deviation(evaluate([symbolic], feeds)[0], expected)).toBe(0);
  });
});
