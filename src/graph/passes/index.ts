/**
 * The named rewrites of inference graphs, in the order in which they are applied. Each keeps what the graph
 * computes (up to rounding); docs/performance.md says what each is worth.
 */
import type { Tensor } from '../tensor.ts';
import { bindWeights } from './bind-weights.ts';
import { foldCentring } from './fold-centring.ts';
import { foldConstants } from './fold-constants.ts';
import { meansAsConvolutions } from './means-as-convolutions.ts';
import { padChannels } from './pad-channels.ts';
import { projectionsAsConvolutions } from './projections-as-convolutions.ts';
import type { Pass } from './rewrite.ts';
import { sharesForConcatenation } from './shares-for-concatenation.ts';
import { splitCentredDepthwise } from './split-centred-depthwise.ts';

export interface NamedPass {
  readonly name: string;
  readonly apply: Pass;
}

/** Channels of a block of the engine's image layout with AVX-512; a multiple of the 8 that others use. */
const CHANNEL_BLOCK = 16;

/** What pays before a training graph is differentiated. */
export const TRAINING_PASSES: readonly NamedPass[] = [{ name: 'fold centring', apply: foldCentring }];

/** What pays on every device: fewer operations, nothing larger than before. */
export const COMMON_PASSES: readonly NamedPass[] = [
  { name: 'projections as convolutions', apply: projectionsAsConvolutions },
  { name: 'fold centring', apply: foldCentring },
  { name: 'split centred depth-wise', apply: splitCentredDepthwise },
  { name: 'means as convolutions', apply: meansAsConvolutions },
];

/** What pays on the CPU, whose engine keeps images in blocks of channels and adds convolutions as it goes. */
export const CPU_PASSES: readonly NamedPass[] = [
  ...COMMON_PASSES,
  { name: 'shares for concatenation', apply: sharesForConcatenation },
  { name: 'pad channels', apply: padChannels(CHANNEL_BLOCK) },
  { name: 'fold constants', apply: foldConstants },
];

/** What pays on WebAssembly: there a dense convolution of the mean costs more than a subtraction (`bench/studio-engine.mjs`). */
export const WASM_PASSES: readonly NamedPass[] = CPU_PASSES.filter(
  ({ name }) => name !== 'split centred depth-wise',
);

/** What pays on a GPU through WebGPU. */
export const WEBGPU_PASSES: readonly NamedPass[] = [
  ...COMMON_PASSES,
  { name: 'fold constants', apply: foldConstants },
];

/** Applies passes in their order; the roots keep their order. */
export function applyPasses(roots: readonly Tensor[], passes: readonly NamedPass[]): Tensor[] {
  return passes.reduce((graph, { apply }) => apply(graph), [...roots]);
}

/**
 * Rewrites a graph with its weights known.
 *
 * @param weights values of inputs by name; inputs that are not named stay inputs.
 * @returns the same outputs under their names.
 */
export function rewriteGraph(
  outputs: Readonly<Record<string, Tensor>>,
  weights: ReadonlyMap<string, Float32Array>,
  passes: readonly NamedPass[],
): Record<string, Tensor> {
  const names = Object.keys(outputs);
  const roots = applyPasses(bindWeights(weights)(Object.values(outputs)), passes);
  return Object.fromEntries(roots.map((root, index) => [names[index], root]));
}
