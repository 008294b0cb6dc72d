/** The place that is looked at: under the pointer, or under the cross-hair that the keyboard moves. */
import { computed, signal } from '@preact/signals';
import { hasRow } from '../state/rows.ts';
import { arrivals, cube, fittingTruth } from '../state/store.ts';
import { valuesAt } from '../state/spectra.ts';
import type { Point } from './viewport.ts';

/** Whole pixels of the picture. */
export const hovered = signal<Point | undefined>(undefined);
/** The cross-hair of the keyboard; undefined while it is not used. */
export const crossHair = signal<Point | undefined>(undefined);

/** What a drag does. */
export const tool = signal<'pin' | 'region'>('pin');

/** The spectrum under the pointer or the cross-hair, and the true one if there is one. */
export const hoveredSpectrum = computed(() => {
  const held = cube.value;
  const place = hovered.value ?? crossHair.value;
  arrivals.value;
  if (held === undefined || place === undefined || !hasRow(place.y)) return undefined;
  const other = fittingTruth.value;
  return {
    ...place,
    values: valuesAt(held, place.x, place.y),
    truth: other === undefined ? undefined : valuesAt(other, place.x, place.y),
  };
});
