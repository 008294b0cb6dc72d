/** The two drawings of the moment, kept in step with all that they depend on. */
import { computed, signal } from '@preact/signals';
import { referenceSpectra } from '../engine/library.ts';
import { figuresOf } from '../state/region-figures.ts';
import {
  arrivals,
  camera,
  cube,
  fittingTruth,
  photo,
  pins,
  linearPhoto,
  ratio,
  regions,
  search,
  stops,
  views,
} from '../state/store.ts';
import { valuesAt } from '../state/spectra.ts';
import type { DrawingContext } from './drawing-parts.ts';
import { drawingOf } from './drawing-of.ts';
import type { Drawing, Undrawable } from './drawing.ts';
import { DEFAULT_VIEW, type ViewChoice } from './view.ts';

/** Largest re-projection error of the rows that were drawn. */
export const largestError = signal(0);

/** The reference spectra on the grid of the cube. */
export const referenceList = computed(() => {
  const held = cube.value;
  return held === undefined ? [] : referenceSpectra(held.wavelengths);
});

/** The spectrum that is searched for. */
export const searchTarget = computed((): { name: string; values: ArrayLike<number> } | undefined => {
  const held = cube.value;
  const { target } = search.value;
  if (held === undefined || target === '') return undefined;
  const [kind, id] = [target.slice(0, target.indexOf(':')), target.slice(target.indexOf(':') + 1)];
  if (kind === 'reference') {
    const found = referenceList.value.find((reference) => reference.id === id);
    return found === undefined ? undefined : { name: found.name, values: found.values };
  }
  arrivals.value; // a pin may lie on rows that were missing
  const pin = pins.value.find(({ label }) => label === id);
  if (pin !== undefined) return { name: `pin ${id}`, values: valuesAt(held, pin.x, pin.y) };
  const region = regions.value.find(({ label }) => label === id);
  const figures = region === undefined ? undefined : figuresOf(region);
  return figures === undefined ? undefined : { name: `region ${id}`, values: figures.mean };
});

const context = computed((): DrawingContext | undefined => {
  const held = cube.value;
  if (held === undefined) return undefined;
  return {
    wavelengths: held.wavelengths,
    quantity: held.metadata.quantity,
    response: camera.value,
    hasPhoto: photo.value !== undefined && linearPhoto.value !== undefined,
    hasTruth: fittingTruth.value !== undefined,
    exposure: 2 ** stops.value,
    target: searchTarget.value,
    threshold: search.value.threshold,
    ranges: ratio.value.ranges,
    ratioKind: ratio.value.kind,
    bandRange: (band) => bandRange(held.data, band, held.width * held.height),
    largestError: largestError.value,
  };
});

/** Drawings of the left and the right side; undefined while there is no cube. */
export const drawings = computed((): readonly [Drawing | Undrawable, Drawing | Undrawable] | undefined => {
  const now = context.value;
  const [left, right] = views.value;
  return now === undefined ? undefined : [attempt(left, now), attempt(right, now)];
});

/** What is shown of a cube without a photo where a view cannot be. */
export const plainColours = computed((): Drawing | undefined => {
  const now = context.value;
  if (now === undefined || now.hasPhoto) return undefined;
  const drawing = attempt({ ...DEFAULT_VIEW, kind: 'true-colour' }, now);
  return 'reason' in drawing ? undefined : drawing;
});

/** A drawing, or the library's words why a cube cannot be shown like that. */
function attempt(view: ViewChoice, now: DrawingContext): Drawing | Undrawable {
  try {
    return drawingOf(view, now);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Least and largest finite sample of a band. */
function bandRange(data: Float32Array, band: number, plane: number): readonly [number, number] {
  arrivals.value; // rows that come later widen the range
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = band * plane; index < (band + 1) * plane; index++) {
    const value = data[index];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : [0, 1];
}
