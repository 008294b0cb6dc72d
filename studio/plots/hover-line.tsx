/** The line under the pointer. Its path is bound to a signal, so a move of the pointer changes one attribute and renders nothing. */
import { computed } from '@preact/signals';
import { hoveredSpectrum } from '../picture/pointer.ts';
import { cube } from '../state/store.ts';
import { TRUTH_DASH } from './lines.ts';
import { linePath } from './plot-scale.ts';
import { scale } from './plot-state.ts';

const path = computed(() => {
  const hovered = hoveredSpectrum.value;
  const held = cube.value;
  return hovered === undefined || held === undefined
    ? ''
    : linePath(scale.value, held.wavelengths, hovered.values);
});

const truePath = computed(() => {
  const trueValues = hoveredSpectrum.value?.truth;
  const held = cube.value;
  return trueValues === undefined || held === undefined
    ? ''
    : linePath(scale.value, held.wavelengths, trueValues);
});

export function HoverLine() {
  return (
    <g class="line hover">
      <path d={path} data-testid="hover-line" />
      <path d={truePath} class="truth" stroke-dasharray={TRUTH_DASH} />
    </g>
  );
}
