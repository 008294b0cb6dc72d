/** Which pixels of a scene count, said in options that hold for any scene, and again in words. */
import { litPixels } from '../cube/lit-pixels.ts';
import type { SpectralCube } from '../cube/spectral-cube.ts';
import { caveUnsaturated } from '../datasets/cave.ts';
import {
  intersectMasks,
  invertMask,
  pixelsInside,
  type Rectangle,
  unsaturatedPixels,
} from './metrics/pixel-masks.ts';
import type { Setting } from './setting.ts';

/** All that are given hold at once; levels are looked up in the true cube. */
export interface MaskOptions {
  /**
   * Pixels count if no band reaches this level: one for all bands, one a band, or `cave`, the plateaus of the CAVE set
   * (0.42 at 400 nm, 0.7 at 410 nm, 0.94 elsewhere).
   */
  readonly saturation?: number | readonly number[] | 'cave';
  /** Pixels count if their mean over bands is above this level. */
  readonly litAbove?: number;
  /** Pixels count if they lie in one of these, such as the patches of a chart. */
  readonly inside?: readonly Rectangle[];
  /** Pixels count if they lie in none of these, such as a chart that stands in the scene. */
  readonly outside?: readonly Rectangle[];
}

/**
 * The mask that the options make of a scene: 1 where a pixel counts; nothing if all do.
 *
 * @returns one value a pixel, row by row.
 * @throws EvaluationError if there are levels for another number of bands, or a rectangle leaves the picture.
 */
export function sceneMask(truth: SpectralCube, options: MaskOptions): Uint8Array | undefined {
  const { saturation, litAbove, inside, outside } = options;
  const masks: Uint8Array[] = [];
  if (saturation === 'cave') masks.push(caveUnsaturated(truth));
  else if (saturation !== undefined) masks.push(unsaturatedPixels(truth.data, truth.bands, saturation));
  if (litAbove !== undefined) masks.push(litPixels(truth.data, truth.bands, litAbove));
  if (inside !== undefined) masks.push(pixelsInside(inside, truth));
  if (outside !== undefined) masks.push(invertMask(pixelsInside(outside, truth)));
  const [first, ...others] = masks;
  return first === undefined ? undefined : intersectMasks(first, ...others);
}

/** The options in words, one setting each; a single one that says so if all pixels count. */
export function maskSettings(options: MaskOptions): Setting[] {
  const { saturation, litAbove, inside, outside } = options;
  const settings: Setting[] = [];
  const add = (name: string, value: string): void => {
    settings.push({ name: `mask: ${name}`, value });
  };
  if (saturation === 'cave') {
    add(
      'saturation',
      'no band of the truth at a plateau of the CAVE set (0.42 at 400 nm, 0.7 at 410 nm, 0.94)',
    );
  } else if (typeof saturation === 'number') {
    add('saturation', `no band of the truth at ${saturation} or above`);
  } else if (saturation !== undefined) {
    add('saturation', `no band of the truth at its level or above: ${saturation.join(', ')}`);
  }
  if (litAbove !== undefined) add('lit pixels', `mean over bands of the truth above ${litAbove}`);
  if (inside !== undefined) add('inside', rectanglesText(inside));
  if (outside !== undefined) add('outside', rectanglesText(outside));
  return settings.length > 0 ? settings : [{ name: 'mask', value: 'none' }];
}

function rectanglesText(rectangles: readonly Rectangle[]): string {
  return rectangles.map(({ x, y, width, height }) => `${width} x ${height} at ${x},${y}`).join('; ');
}
