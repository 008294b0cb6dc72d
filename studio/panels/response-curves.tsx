/** A camera response as three small curves, told apart by colour, dash and letter. */
import type { ResponseFacts } from '../engine/contract.ts';

const WIDTH = 360;
const HEIGHT = 96;
const EDGE = 14;

export function ResponseCurves({ facts }: { readonly facts: ResponseFacts }) {
  const { wavelengths, matrix, name } = facts;
  const bands = wavelengths.length;
  let low = 0;
  let high = 1e-9;
  for (const value of matrix) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const x = (wavelength: number): number =>
    EDGE + ((WIDTH - 2 * EDGE) * (wavelength - wavelengths[0])) / (wavelengths[bands - 1] - wavelengths[0]);
  const y = (value: number): number => 4 + ((HEIGHT - 20) * (high - value)) / (high - low);
  const curves = (['red', 'green', 'blue'] as const).map((channel, row) => {
    const values = [...matrix.slice(row * bands, (row + 1) * bands)];
    const peak = values.indexOf(Math.max(...values));
    return {
      channel,
      path: `M${values.map((value, band) => `${x(wavelengths[band]).toFixed(1)} ${y(value).toFixed(1)}`).join('L')}`,
      dash: ['8 3', '', '3 3'][row],
      at: { x: x(wavelengths[peak]), y: Math.max(12, y(values[peak]) + 14) },
    };
  });
  return (
    <svg
      class="curves"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Curves of ${name}: red, green, blue`}
    >
      <path d={`M${EDGE} ${y(0)}H${WIDTH - EDGE}`} class="zero" />
      {curves.map(({ channel, path, dash, at }) => (
        <g key={channel} style={{ '--curve': `var(--camera-${channel})` }}>
          <path d={path} stroke-dasharray={dash} />
          <text x={at.x} y={at.y}>
            {channel[0].toUpperCase()}
          </text>
        </g>
      ))}
      <text x={EDGE} y={HEIGHT - 3} class="end-label">
        {Math.round(wavelengths[0])} nm
      </text>
      <text x={WIDTH - EDGE} y={HEIGHT - 3} class="end-label last">
        {Math.round(wavelengths[bands - 1])} nm
      </text>
    </svg>
  );
}
