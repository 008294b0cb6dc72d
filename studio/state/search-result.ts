/** How much of the picture is near the spectrum that is searched for: counted once a spectrum, read at every threshold. */
import { computed, effect, signal } from '@preact/signals';
import { similarityMap } from '../engine/library.ts';
import { searchTarget } from '../views/current-drawings.ts';
import { activity, cube, search, views } from './store.ts';

/** Bins of a tenth of a degree; counts[i] is the number of pixels below (i + 1) / 10 degrees. */
const BINS = 1800;
const counts = signal<{ readonly below: Uint32Array; readonly pixels: number } | undefined>(undefined);

effect(() => {
  const held = cube.value;
  const target = searchTarget.value;
  const shown = views.value.some(({ kind }) => kind === 'search');
  counts.value = undefined;
  if (held === undefined || target === undefined || !shown || activity.value.kind !== 'idle') return;
  const timer = setTimeout(() => {
    const angles = similarityMap(held.data, target.values);
    const below = new Uint32Array(BINS);
    for (const angle of angles) if (angle >= 0) below[Math.min(BINS - 1, Math.floor(10 * angle))]++;
    for (let bin = 1; bin < BINS; bin++) below[bin] += below[bin - 1];
    counts.value = { below, pixels: angles.length };
  }, 200);
  return () => clearTimeout(timer);
});

/** Share of the pixels within the threshold, 0..1; undefined until it is counted. */
export const foundShare = computed(() => {
  const counted = counts.value;
  if (counted === undefined) return undefined;
  const bin = Math.min(BINS, Math.round(10 * search.value.threshold)) - 1;
  return (bin < 0 ? 0 : counted.below[bin]) / counted.pixels;
});
