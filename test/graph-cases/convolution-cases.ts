/** Cases of convolution, dense and depth-wise, and of max pooling. */
import {
  type ConvolutionOptions,
  convolution,
  depthwiseConvolution,
  gradients,
  maxPool,
  maxPoolToHalf,
  square,
  sumOfAll,
  transposedConvolution,
} from '../../src/graph/index.ts';
import type { GraphCase } from './graph-case.ts';

type Geometry = readonly [
  title: string,
  image: readonly number[],
  kernel: readonly number[],
  options?: ConvolutionOptions,
];

const dense: readonly Geometry[] = [
  ['3 x 3, same size', [2, 2, 4, 3], [3, 2, 3, 3]],
  ['1 x 1', [2, 3, 2, 3], [4, 3, 1, 1]],
  ['5 x 5, same size', [1, 2, 5, 4], [2, 2, 5, 5]],
  ['1 x 3, same size', [1, 2, 3, 4], [2, 2, 1, 3]],
  ['one channel', [1, 1, 4, 4], [1, 1, 3, 3]],
  ['3 x 3 without padding', [1, 2, 5, 4], [2, 2, 3, 3], { padding: [0, 0, 0, 0] }],
  ['down to one pixel', [2, 2, 3, 3], [2, 2, 3, 3], { padding: [0, 0, 0, 0] }],
  ['asymmetric padding', [1, 2, 4, 4], [2, 2, 3, 3], { padding: [0, 1, 2, 0] }],
  ['2 x 2 with padding at the end', [1, 2, 3, 4], [2, 2, 2, 2], { padding: [0, 0, 1, 1] }],
  ['padding that reaches beyond the kernel', [1, 1, 3, 3], [2, 1, 2, 2], { padding: [3, 0, 1, 2] }],
  ['1 x 1 with padding', [1, 2, 3, 2], [2, 2, 1, 1], { padding: [1, 1, 1, 1] }],
  ['stride 2, nothing left over', [1, 2, 5, 5], [2, 2, 3, 3], { stride: 2 }],
  ['stride 2, a row and a column left over', [2, 2, 6, 4], [2, 2, 3, 3], { stride: 2 }],
  [
    'stride 2 without padding, a row left over',
    [1, 2, 6, 5],
    [2, 2, 3, 3],
    { stride: 2, padding: [0, 0, 0, 0] },
  ],
  ['stride 2, asymmetric padding', [1, 2, 6, 5], [2, 2, 3, 3], { stride: 2, padding: [0, 1, 1, 0] }],
  ['stride 3, two rows left over', [1, 1, 8, 7], [2, 1, 3, 3], { stride: 3, padding: [0, 0, 0, 0] }],
  ['stride 2, 1 x 1', [1, 2, 4, 5], [3, 2, 1, 1], { stride: 2 }],
  ['stride 2, 5 x 5', [1, 1, 6, 7], [2, 1, 5, 5], { stride: 2 }],
  ['stride 4, 4 x 4', [1, 2, 8, 4], [2, 2, 4, 4], { stride: 4, padding: [0, 0, 0, 0] }],
];

const depthwise: readonly Geometry[] = [
  ['3 x 3, same size', [2, 3, 4, 3], [3, 1, 3, 3]],
  ['5 x 5, same size', [1, 2, 4, 5], [2, 1, 5, 5]],
  ['1 x 1', [2, 3, 2, 2], [3, 1, 1, 1]],
  ['stride 2, nothing left over', [1, 2, 5, 3], [2, 1, 3, 3], { stride: 2 }],
  ['stride 2, a row and a column left over', [2, 2, 6, 4], [2, 1, 3, 3], { stride: 2 }],
  ['stride 3', [1, 2, 7, 6], [2, 1, 3, 3], { stride: 3 }],
  ['without padding', [1, 2, 4, 5], [2, 1, 3, 3], { padding: [0, 0, 0, 0] }],
  ['asymmetric padding', [1, 2, 4, 3], [2, 1, 3, 3], { padding: [2, 0, 0, 1] }],
  ['padding that reaches beyond the kernel', [1, 2, 3, 3], [2, 1, 2, 2], { padding: [2, 2, 0, 3] }],
];

const poolings: readonly (readonly [string, readonly number[], readonly [number, number], number])[] = [
  ['2 x 2 by 2', [2, 2, 4, 6], [2, 2], 2],
  ['2 x 2 by 2, leftovers dropped', [1, 2, 5, 3], [2, 2], 2],
  ['3 x 3 by 2, overlapping', [1, 2, 7, 5], [3, 3], 2],
  ['3 x 3 by 1', [1, 1, 4, 5], [3, 3], 1],
  ['2 x 3 by 2', [1, 2, 4, 5], [2, 3], 2],
  ['one window', [2, 2, 2, 3], [2, 3], 1],
];

/** Values with many equal neighbours. */
const coarse = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => ((index * 7) % 5) >> 1);

export const convolutionCases: readonly GraphCase[] = [
  ...dense.map(
    ([title, image, kernel, options]): GraphCase => ({
      operator: 'convolution',
      title: `dense: ${title}`,
      shapes: [image, kernel],
      build: (x, k) => convolution(x, k, options),
    }),
  ),
  ...depthwise.map(
    ([title, image, kernel, options]): GraphCase => ({
      operator: 'convolution',
      title: `depth-wise: ${title}`,
      shapes: [image, kernel],
      build: (x, k) => convolution(x, k, { ...options, groups: kernel[0] }),
    }),
  ),
  {
    operator: 'convolution',
    title: 'depth-wise by name, stride 2',
    shapes: [
      [1, 3, 4, 5],
      [3, 1, 3, 3],
    ],
    build: (x, k) => depthwiseConvolution(x, k, 2),
  },
  ...[2, 3].map(
    (factor): GraphCase => ({
      operator: 'convolution',
      title: `transposed, ${factor} x ${factor}`,
      shapes: [
        [2, 3, 2, 3],
        [3, 2, factor, factor],
      ],
      build: (x, k) => transposedConvolution(x, k),
    }),
  ),
  ...[1, 2].map(
    (stride): GraphCase => ({
      operator: 'depthwiseKernelGradient',
      title: `of a 3 x 3 kernel by stride ${stride}`,
      shapes: [
        [2, 2, 4, 3],
        [2, 1, 3, 3],
      ],
      build: (x, k) => gradients(sumOfAll(square(depthwiseConvolution(x, k, stride))), [k])[0],
    }),
  ),
  ...poolings.map(
    ([title, image, kernel, stride]): GraphCase => ({
      operator: 'maxPool',
      title,
      shapes: [image],
      build: (x) => maxPool(x, kernel, stride),
    }),
  ),
  ...[
    [1, 2, 4, 6],
    [1, 2, 5, 4],
    [1, 1, 7, 9],
  ].map(
    (image): GraphCase => ({
      operator: 'maxPool',
      title: `${image[2]} x ${image[3]} to half`,
      shapes: [image],
      build: (x) => maxPoolToHalf(x),
    }),
  ),
  ...([2, 3] as const).map(
    (window): GraphCase => ({
      operator: 'maxPool',
      title: `${window} x ${window} by 2 with equal maxima`,
      shapes: [[1, 2, 5, 5]],
      data: [coarse(50)],
      kink: true,
      build: (x) => maxPool(x, [window, window], 2),
    }),
  ),
];
