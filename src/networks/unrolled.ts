/**
 * Networks that unroll a descent: every stage sees what the estimate so far leaves unexplained of the picture, and
 * adds to the estimate. Between stages nothing passes but the cube and that residual of three channels, which is
 * why such a network can also run stage by stage, on tiles that need no more halo than one stage looks far.
 */
import { add, subtract, type Tensor } from '../graph/index.ts';
import type { ParameterDeclaration, ParameterLookup } from './parameters.ts';

/** One network of this kind. */
export interface UnrolledNetwork {
  readonly name: string;
  /** Name and sizes in words: "generator for 31 bands, growth 62". */
  readonly description: string;
  readonly bands: number;
  /** Number of stages, at least 1. */
  readonly stages: number;
  /** How far one stage looks, in pixels: from its input picture to the residual that it leaves. */
  readonly stageHalo: number;
  readonly declarations: readonly ParameterDeclaration[];
  /**
   * What stage `stage` adds to the cube: [n, 3, h, w] to [n, bands, h, w]. Stage 0 sees the picture, each further
   * one the residual.
   */
  stage(stage: number, seen: Tensor, parameter: ParameterLookup): Tensor;
  /** The picture that a cube [n, bands, h, w] stands for, [n, 3, h, w]; `srf` as in {@link unrolled}. */
  project(cube: Tensor, srf: Tensor, parameter: ParameterLookup): Tensor;
  /** The last step after all stages. */
  finish(cube: Tensor): Tensor;
}

/** What a network gives. */
export interface UnrolledOutput {
  /** Estimated spectra [n, s, h, w]. */
  readonly cube: Tensor;
  /** What the last stage leaves unexplained, X - C Y, before the last step: [n, 3, h, w]. */
  readonly residual: Tensor;
}

/**
 * Builds the whole network.
 *
 * @param rgb linear RGB [n, 3, h, w].
 * @param srf camera responses [n, 3, s], or [1, 3, s] for one that serves all.
 */
export function unrolled(
  network: UnrolledNetwork,
  rgb: Tensor,
  srf: Tensor,
  parameter: ParameterLookup,
): UnrolledOutput {
  let state = nextStage(network, 0, { rgb }, srf, parameter);
  for (let stage = 1; stage < network.stages; stage++) {
    state = nextStage(network, stage, { rgb, ...state }, srf, parameter);
  }
  return { cube: network.finish(state.cube), residual: state.residual };
}

/** What a stage starts from: the picture, and from stage 1 on what the one before has left. */
export interface StageInput {
  readonly rgb: Tensor;
  readonly cube?: Tensor;
  readonly residual?: Tensor;
}

/** Builds one stage: the estimate so far and its residual to the next of both. */
export function nextStage(
  network: UnrolledNetwork,
  stage: number,
  { rgb, cube, residual }: StageInput,
  srf: Tensor,
  parameter: ParameterLookup,
): UnrolledOutput {
  const added = network.stage(stage, residual ?? rgb, parameter);
  const next = cube === undefined ? added : add(cube, added);
  return { cube: next, residual: subtract(rgb, network.project(next, srf, parameter)) };
}
