/** Horizontal bars with their names and values, as an SVG picture that stands on its own. */
import { escapeXml } from './line-chart.ts';

/** A bar. */
export interface Bar {
  readonly name: string;
  /** 0 or more; a bar that is not finite is not drawn. */
  readonly value: number;
  /** Drawn in grey: something to compare with. */
  readonly muted?: boolean;
}

/** What a chart says beside its bars. */
export interface BarOptions {
  readonly title: string;
  readonly unit: string;
  readonly decimals: number;
}

const [NAMES, BARS, VALUES] = [330, 330, 90];
const [TOP, ROW] = [34, 24];

/** A chart as the text of an SVG file; bars begin at zero. */
export function barChart(bars: readonly Bar[], { title, unit, decimals }: BarOptions): string {
  const width = NAMES + BARS + VALUES;
  const height = TOP + bars.length * ROW + 12;
  const most = bars.reduce(
    (largest, { value }) => (Number.isFinite(value) ? Math.max(largest, value) : largest),
    1e-9,
  );
  const rows = bars.map(({ name, value, muted }, index) => {
    const y = TOP + index * ROW;
    const length = Number.isFinite(value) ? (BARS * Math.max(0, value)) / most : 0;
    const colour = muted === true ? '#b0b0b0' : '#0072b2';
    return `<text x="${NAMES - 8}" y="${y + 15}" text-anchor="end">${escapeXml(name)}</text>
<rect x="${NAMES}" y="${y + 4}" width="${length.toFixed(1)}" height="${ROW - 8}" fill="${colour}"/>
<text x="${(NAMES + length + 6).toFixed(1)}" y="${y + 15}">${escapeXml(Number.isFinite(value) ? `${value.toFixed(decimals)} ${unit}` : 'none')}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<title>${escapeXml(title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${width / 2}" y="20" text-anchor="middle" font-weight="bold" font-size="14">${escapeXml(title)}</text>
${rows.join('\n')}
</svg>
`;
}
