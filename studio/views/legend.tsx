/** The colour bar of a view, with its numbers and unit. */
import { rampGradient } from './colour-ramp.ts';
import type { Legend } from './drawing.ts';
import { shortNumber } from './short-number.ts';

export function LegendBar({ legend }: { readonly legend: Legend }) {
  const { low, high, unit, title, ramp } = legend;
  const number = (value: number): string =>
    shortNumber(value) + (unit === '' ? '' : unit === '°' ? '°' : ` ${unit}`);
  return (
    <div class="legend">
      <span class="legend-title">{title}</span>
      <span class="legend-scale">
        <span>{number(low)}</span>
        <span class="legend-bar" style={{ background: rampGradient(ramp) }} aria-hidden="true" />
        <span>{number(high)}</span>
      </span>
    </div>
  );
}
