/** The colour bar of a view, with its numbers and unit. */
import { rampGradient } from './colour-ramp.ts';
import type { Legend } from './drawing.ts';

/** A number short enough for the end of a colour bar. */
export function shortNumber(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 0.001)
    return value
      .toExponential(0)
      .replace('e-', ' × 10⁻')
      .replace(/⁻(\d+)/, (_, n: string) => `⁻${superscript(n)}`);
  return String(Number(value.toPrecision(2)));
}

function superscript(digits: string): string {
  return [...digits].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
}

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
