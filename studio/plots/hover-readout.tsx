/** Where the pointer is and what lies there, in one line of text. */
import { computed } from '@preact/signals';
import { crossHair, hovered, hoveredSpectrum } from '../picture/pointer.ts';
import { cube, ratio, search, views } from '../state/store.ts';
import { bandIndex, rangeWeights } from '../engine/library.ts';
import { searchTarget } from '../views/current-drawings.ts';
import { angleBetween } from './lines.ts';
import { sum } from './weighted-sum.ts';

/** What to do to see a spectrum, by mouse or by finger. */
const HOW = matchMedia('(hover: none)').matches
  ? 'Tap the picture to pin a spectrum.'
  : 'Point at the picture, or move the cross-hair with the arrow keys.';

const text = computed(() => {
  const place = hovered.value ?? crossHair.value;
  if (place === undefined) return HOW;
  const spectrum = hoveredSpectrum.value;
  if (spectrum === undefined) return `(${place.x}, ${place.y})`;
  const parts = [`(${place.x}, ${place.y})`];
  if (spectrum.truth !== undefined) {
    const angle = angleBetween(spectrum.truth, spectrum.values);
    if (angle !== undefined) parts.push(`${angle.toFixed(1)}° from the truth`);
  }
  const kinds = views.value.map(({ kind }) => kind);
  if (kinds.includes('search') && searchTarget.value !== undefined) {
    const angle = angleBetween(searchTarget.value.values, spectrum.values);
    if (angle !== undefined) {
      parts.push(
        `${angle.toFixed(1)}° from ${searchTarget.value.name}${angle <= search.value.threshold ? ', found' : ''}`,
      );
    }
  }
  if (kinds.includes('ratio')) parts.push(`index ${indexOf(spectrum.values)}`);
  return parts.join(' · ');
});

function indexOf(values: ArrayLike<number>): string {
  const { ranges, kind } = ratio.value;
  const [a, b] = ranges.map((range) => sum(rangeWeights(cube.value?.wavelengths ?? [], range), values));
  const index = bandIndex(kind, a, b);
  return Number.isFinite(index) ? index.toFixed(3) : '–';
}

export function HoverReadout() {
  return <p class="readout">{text}</p>;
}
