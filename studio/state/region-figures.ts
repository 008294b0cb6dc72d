/** Mean and deviation of every marked region, measured apart from drawing: a region may be as large as the picture. */
import { effect, signal } from '@preact/signals';
import type { HeldCube } from '../engine/contract.ts';
import { regionSpectrum } from '../engine/library.ts';
import type { Region } from './places.ts';
import { clipWindow } from './spectra.ts';
import { arrivals, cube, fittingTruth, regions } from './store.ts';

export interface RegionFigures {
  readonly mean: ArrayLike<number>;
  readonly deviation: ArrayLike<number>;
  readonly pixels: number;
  /** Mean of the truth over the same pixels. */
  readonly trueMean?: ArrayLike<number>;
}

/** Milliseconds without new rows before a region is measured. */
const PATIENCE = 40;
const figures = signal<ReadonlyMap<string, RegionFigures>>(new Map());

/** The figures of a region, once they are measured. */
export function figuresOf(region: Region): RegionFigures | undefined {
  return figures.value.get(keyOf(region));
}

effect(() => {
  const held = cube.value;
  const truth = fittingTruth.value;
  const marked = regions.value;
  arrivals.value;
  if (held === undefined || marked.length === 0) return;
  const timer = setTimeout(() => void measure(held, truth, marked), PATIENCE);
  return () => clearTimeout(timer);
});

async function measure(
  held: HeldCube,
  truth: HeldCube | undefined,
  marked: readonly Region[],
): Promise<void> {
  const found = new Map<string, RegionFigures>();
  for (const region of marked) {
    const inside = clipWindow(held, region);
    if (inside === undefined) continue;
    const { mean, standardDeviation: deviation, pixels } = await regionSpectrum(held, inside);
    const figuresHere = { mean, deviation, pixels };
    found.set(
      keyOf(region),
      truth === undefined
        ? figuresHere
        : { ...figuresHere, trueMean: (await regionSpectrum(truth, inside)).mean },
    );
  }
  if (cube.peek() === held) figures.value = found;
}

function keyOf({ label, x, y, width, height }: Region): string {
  return [label, x, y, width, height].join();
}
