/** The axes of the moment: how large the plot is, and which value stands at its top. */
import { computed, signal } from '@preact/signals';
import { hoveredSpectrum } from '../picture/pointer.ts';
import { cube } from '../state/store.ts';
import { quantityName } from '../views/drawing-parts.ts';
import { allLines } from './lines.ts';
import { type PlotScale, plotScale, roundTop } from './plot-scale.ts';

/** CSS pixels of the plot. */
export const plotSize = signal({ width: 440, height: 300 });

/** Largest value of the lines that stay. */
const staticTop = computed(() => {
  let most = 0;
  for (const { values, deviation } of allLines.value) {
    for (let band = 0; band < values.length; band++) {
      most = Math.max(most, values[band] + (deviation?.[band] ?? 0));
    }
  }
  return most;
});

/** Reflectances below this are not magnified: the noise of dark places would look like a spectrum. */
const LEAST_TOP = 0.09;

/** The value at the top: grows with what is under the pointer, and shrinks only when much less is needed. */
let lastTop = 1;
const top = computed(() => {
  let most = staticTop.value;
  const hovered = hoveredSpectrum.value;
  if (hovered !== undefined) {
    for (const value of hovered.values) most = Math.max(most, value);
    if (hovered.truth !== undefined) for (const value of hovered.truth) most = Math.max(most, value);
  }
  const least = cube.value?.metadata.quantity === 'radiance' ? 0 : LEAST_TOP;
  const wanted = most === 0 ? 1 : roundTop(Math.max(most, least));
  if (wanted > lastTop || wanted < 0.45 * lastTop || hovered === undefined) lastTop = wanted;
  return lastTop;
});

export const scale = computed((): PlotScale => {
  const { width, height } = plotSize.value;
  return plotScale(width, height, cube.value?.wavelengths ?? [400, 700], top.value);
});

/** What the numbers of the plot are. */
export function axisTitle(): string {
  return quantityName(cube.value?.metadata.quantity ?? 'unknown');
}
