/**
 * HSCNN-D, the densely connected network of "HSCNN+: Advanced CNN-Based Hyperspectral Recovery from RGB Images"
 * (Shi et al., CVPR Workshops 2018): blocks that each add a few channels to all that came before, at full
 * resolution, and one 1 x 1 convolution that turns them into bands. Layers as in the authors' code.
 *
 * The authors train three paths of 58 blocks side by side; the table of Zhu et al. (ICCV 2021) gives 3.61 million
 * parameters, which is one path of 64. Parameter names, and the order of what is concatenated, are those of the
 * toolbox of MST++ (Cai et al., CVPR Workshops 2022), whose "HSCNN+" is this network with growth 32, 30 blocks and no
 * biases.
 *
 * Published start, `released`: kernels normal with variance 2 / fan in (He), biases 0, the last layer normal with a standard
 * deviation of 0.001 (there values beyond two of them are drawn again). `he` is uniform with the same variance, the last
 * layer like the others.
 */
import { concatenate, convolution, relu, type Tensor } from '../graph/index.ts';
import { checkCounts } from './network-options.ts';
import { withBias } from './normalised-pair.ts';
import {
  convolutionParameters,
  NetworkError,
  type ParameterDeclaration,
  type ParameterLookup,
  withNormalKernels,
} from './parameters.ts';
import type { RgbNetwork } from './rgb-network.ts';

export interface HscnnDOptions {
  readonly bands: number;
  /** Networks side by side that the last layer sees together: 3 in the authors' code. */
  readonly paths: number;
  /** Blocks of a path. */
  readonly blocks: number;
  /** Channels that a block adds, an even number; the widths within are 4, 1 and 1/2 times this. Published: 16. */
  readonly growth: number;
  /** Biases on all convolutions, as published, or on none. */
  readonly bias: boolean;
}

/** One path of 64 blocks, as in the table of Zhu et al.: 3,615,103 parameters. */
export const HSCNN_D_DEFAULTS: HscnnDOptions = { bands: 31, paths: 1, blocks: 64, growth: 16, bias: true };

/** What is released: three paths of 58 blocks. */
export const HSCNN_D_RELEASED: HscnnDOptions = { ...HSCNN_D_DEFAULTS, paths: 3, blocks: 58 };

/** The head and every block have two branches of two convolutions each. */
const BRANCHES = ['up', 'down'] as const;
/** Channels of the head's output, and within a block, for each that a block adds. */
const WIDTH = 4;
const LAST = 'conv_out';
/** Standard deviation with which the last layer begins. */
const LAST_DEVIATION = 0.001;

const pathName = ({ paths }: HscnnDOptions, path: number): string => (paths === 1 ? 'ddfn' : `ddfn.${path}`);
const blockName = (path: string, block: number): string => `${path}.dfus_blocks.${block}`;

/** Channels that block `block` sees, or the last layer where it is the number of blocks. */
const channelsBefore = ({ growth }: HscnnDOptions, block: number): number => growth * (WIDTH + block);

/** Parameters; 3,615,103 by default. */
function hscnnDParameters(options: HscnnDOptions): ParameterDeclaration[] {
  const { bands, paths, blocks, growth, bias } = options;
  const layer = (name: string, outputs: number, inputs: number, size: number): ParameterDeclaration[] =>
    convolutionParameters(name, [outputs, inputs, size], bias);
  const path = (name: string): ParameterDeclaration[] => [
    ...BRANCHES.flatMap((branch) => [
      ...layer(`${name}.conv_${branch}1`, growth, 3, 3),
      ...layer(`${name}.conv_${branch}2`, growth, growth, 1),
    ]),
    ...Array.from({ length: blocks }, (_, index) => {
      const block = blockName(name, index);
      return [
        ...layer(`${block}.conv1`, WIDTH * growth, channelsBefore(options, index), 1),
        ...BRANCHES.flatMap((branch) => [
          ...layer(`${block}.conv_${branch}1`, growth, WIDTH * growth, 3),
          ...layer(`${block}.conv_${branch}2`, growth / 2, growth, 1),
        ]),
        ...layer(`${block}.conv_fution`, growth, 3 * growth, 1), // spelt as in the toolbox
      ];
    }).flat(),
  ];
  const seen = Array.from({ length: paths }, (_, index) => path(pathName(options, index))).flat();
  const last = layer(LAST, bands, paths * channelsBefore(options, blocks), 1);
  return [
    ...withNormalKernels(seen, ({ fanIn }) => Math.sqrt(2 / fanIn)),
    ...withNormalKernels(last, LAST_DEVIATION),
  ].map((each) => (each.shape.length === 1 ? { ...each, constant: 0 } : each));
}

/**
 * HSCNN-D. Sees one pixel far for the head and one more for each block.
 *
 * @throws NetworkError if a size is no whole number from 1 on, or the growth is odd.
 */
export function hscnnD(options: HscnnDOptions = HSCNN_D_DEFAULTS): RgbNetwork {
  const { bands, paths, blocks, growth, bias } = options;
  checkCounts('hscnn-d', { bands, paths, blocks, growth });
  if (growth % 2 !== 0) throw new NetworkError(`hscnn-d: expected an even 'growth', found ${growth}`);
  return {
    name: 'hscnn-d',
    description:
      `HSCNN-D (Shi et al., CVPRW 2018), ${paths === 1 ? '1 path' : `${paths} paths`} of ${blocks} blocks for ` +
      `${bands} bands, growth ${growth}, ${bias ? 'with' : 'without'} biases`,
    bands,
    declarations: hscnnDParameters(options),
    smallestSide: 1,
    cube: (rgb, parameter) => {
      const seen = Array.from({ length: paths }, (_, path) => densePath(rgb, path, parameter, options));
      return layerOf(concatenate(seen, 1), LAST, parameter, options);
    },
  };
}

const layerOf = (x: Tensor, name: string, parameter: ParameterLookup, { bias }: HscnnDOptions): Tensor => {
  const mixed = convolution(x, parameter(`${name}.weight`));
  return bias ? withBias(mixed, name, parameter) : mixed;
};

/** One path: [n, 3, h, w] to all that its blocks have gathered. */
function densePath(rgb: Tensor, path: number, parameter: ParameterLookup, options: HscnnDOptions): Tensor {
  const active = (x: Tensor, name: string): Tensor => relu(layerOf(x, name, parameter, options));
  /** What both branches of `name` make of x, each convolution's output. */
  const branches = (x: Tensor, name: string): Tensor[] =>
    BRANCHES.flatMap((branch) => {
      const first = active(x, `${name}.conv_${branch}1`);
      return [first, active(first, `${name}.conv_${branch}2`)];
    });
  const name = pathName(options, path);
  let gathered = concatenate(branches(rgb, name), 1);
  for (let index = 0; index < options.blocks; index++) {
    const block = blockName(name, index);
    const seen = concatenate(branches(active(gathered, `${block}.conv1`), block), 1);
    gathered = concatenate([gathered, active(seen, `${block}.conv_fution`)], 1);
  }
  return gathered;
}
