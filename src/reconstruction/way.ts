/**
 * How a network is taken through a picture: all of it on each tile, whose halo then covers everything that the
 * network sees, or stage by stage, each with a halo of its own. Both give what the whole picture would.
 */
import type { UnrolledNetwork } from '../networks/unrolled.ts';
import type { Device } from '../runtime/runtime.ts';

export interface Way {
  /** `whole`: one graph a tile. `stages`: one graph a stage and tile; between them the residual is kept. */
  readonly steps: 'whole' | 'stages';
  /** Largest side of a tile in pixels, halo included. */
  readonly tile: number;
}

/** What is taken where nothing was measured. */
export function defaultWay(device: Device): Way {
  return device === 'webgpu' ? { steps: 'whole', tile: 512 } : { steps: 'stages', tile: 128 };
}

/** Halo of a tile in pixels. */
export function haloOf(network: UnrolledNetwork, { steps }: Way): number {
  return steps === 'stages' ? network.stageHalo : network.stages * network.stageHalo;
}

/** Number of graphs that a tile passes through. */
export function stepsOf(network: UnrolledNetwork, { steps }: Way): number {
  return steps === 'stages' ? network.stages : 1;
}

/** In words, for reports: "stage by stage on tiles of 128 pixels". */
export function describeWay({ steps, tile }: Way): string {
  return `${steps === 'stages' ? 'stage by stage' : 'the whole network'} on tiles of ${tile} pixels`;
}
