/** Axes of the plot of spectra: numbers, a quiet grid, and the colours of the wavelengths along the bottom. */
import { computed } from '@preact/signals';
import { ticks, xOf, yOf } from './plot-scale.ts';
import { axisTitle, scale } from './plot-state.ts';
import { wavelengthColour } from './wavelength-colour.ts';

const STRIPES = 60;

/** Colours under the axis from its left to its right end. */
const stripes = computed(() => {
  const { left, right, width, from, to } = scale.value;
  const step = (width - left - right) / STRIPES;
  return Array.from({ length: STRIPES }, (_, index) => ({
    x: left + index * step,
    width: step + 0.5,
    fill: wavelengthColour(from + ((index + 0.5) / STRIPES) * (to - from)),
  }));
});

export function Axes() {
  const now = scale.value;
  const bottom = now.height - now.bottom;
  const end = now.width - now.right;
  const span = now.to - now.from;
  const step = [10, 20, 50, 100, 200, 500].find((nanometres) => span / nanometres <= 7) ?? 1000;
  const first = Math.ceil(now.from / step) * step;
  const columns = Array.from(
    { length: Math.floor((now.to - first) / step) + 1 },
    (_, index) => first + index * step,
  );
  return (
    <g class="axes">
      {ticks(now.high).map((value) => (
        <g key={value}>
          <path d={`M${now.left} ${yOf(now, value)}H${end}`} />
          <text x={now.left - 6} y={yOf(now, value) + 4} class="end">
            {value}
          </text>
        </g>
      ))}
      {columns.map((wavelength) => (
        <g key={wavelength}>
          <path d={`M${xOf(now, wavelength)} ${now.top}V${bottom}`} />
          <text x={xOf(now, wavelength)} y={bottom + 20} class="middle">
            {wavelength}
          </text>
        </g>
      ))}
      {stripes.value.map((stripe) => (
        <rect key={stripe.x} y={bottom} height="5" {...stripe} stroke="none" />
      ))}
      <text x={(now.left + end) / 2} y={now.height - 5} class="middle">
        wavelength, nm
      </text>
      <text transform={`translate(11 ${(now.top + bottom) / 2}) rotate(-90)`} class="middle">
        {axisTitle()}
      </text>
    </g>
  );
}
