/** Curves as an SVG picture that stands on its own: axes, grid, legend. */

/** A curve; a value that is not finite leaves a gap. */
export interface Curve {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Half the height of a pale band around the curve, such as a standard deviation; one value a point. */
  readonly deviation?: ArrayLike<number>;
  /** Drawn with dashes. */
  readonly dashed?: boolean;
  /** How it is drawn, in place of the colour of its turn. */
  readonly stroke?: Stroke;
}

/** How a curve is drawn. */
export interface Stroke {
  readonly colour: string;
  /** Pixels. */
  readonly width: number;
  /** Lengths of dashes and gaps, as SVG has them; none for a line without gaps. */
  readonly dash?: string;
}

/** What a chart says beside its curves. */
export interface ChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Pixels; 480 x 300 unless given. */
  readonly width?: number;
  readonly height?: number;
  /** Ends of the y axis; those of the curves unless given. */
  readonly yRange?: readonly [number, number];
  /** Whether the chart names its curves. Default true. */
  readonly legend?: boolean;
}

/** Colours that people with any colour vision tell apart (Okabe and Ito 2008). */
export const CURVE_COLOURS: readonly string[] = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#000000',
];

/** Dashes that go with the colours, so that curves are told apart without colour too; '' is a line without gaps. */
export const CURVE_DASHES: readonly string[] = ['', '7 3', '2 3', '9 3 2 3', '5 2 1 2 1 2', '12 4', '4 4'];

const MARGIN = { left: 56, right: 12, top: 42, bottom: 40 };
/** Where the legend stands, between title and curves. */
const LEGEND_TOP = 30;
/** Size of an entry of a legend that charts share. */
const [LEGEND_COLUMN, LEGEND_ROW] = [290, 18];
/** Share of the y range that is left free above and below the curves. */
const HEADROOM = 0.05;

/** A chart as the text of an SVG file. */
export function lineChart(curves: readonly Curve[], options: ChartOptions): string {
  const { width = 480, height = 300 } = options;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">
<title>${escapeXml(options.title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${chartBody(curves, options)}
</svg>
`;
}

/** Several charts side by side, `columns` in a row; `legend` names curves that all charts share, above them. */
export function chartGrid(
  charts: readonly { readonly curves: readonly Curve[]; readonly options: ChartOptions }[],
  columns: number,
  legend: readonly Curve[] = [],
): string {
  const [width, height] = [charts[0]?.options.width ?? 480, charts[0]?.options.height ?? 300];
  const rows = Math.ceil(charts.length / columns);
  const allWidth = Math.min(columns, Math.max(1, charts.length)) * width;
  const named = sharedLegend(legend, allWidth);
  const cells = charts.map(
    ({ curves, options }, index) =>
      `<g transform="translate(${(index % columns) * width} ${named.height + Math.floor(index / columns) * height})">\n${chartBody(curves, options)}\n</g>`,
  );
  const allHeight = named.height + rows * height;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${allWidth}" height="${allHeight}" viewBox="0 0 ${allWidth} ${allHeight}" font-family="sans-serif" font-size="11">
<title>${escapeXml(charts.map(({ options }) => options.title).join('; '))}</title>
<rect width="${allWidth}" height="${allHeight}" fill="#fff"/>
${[...named.parts, ...cells].join('\n')}
</svg>
`;
}

function chartBody(curves: readonly Curve[], options: ChartOptions): string {
  const { width = 480, height = 300, title, xLabel, yLabel } = options;
  const [left, right] = [MARGIN.left, width - MARGIN.right];
  const [top, bottom] = [MARGIN.top, height - MARGIN.bottom];
  const xs = scale(rangeOf(curves.map(({ x }) => x)), left, right);
  const ys = scale(options.yRange ?? widened(rangeOf(curves.flatMap(edgesOf))), bottom, top);
  const parts = [
    `<text x="${width / 2}" y="16" text-anchor="middle" font-weight="bold">${escapeXml(title)}</text>`,
  ];
  for (const tick of ticks(xs.range, 6)) {
    const at = round(xs.place(tick));
    parts.push(
      `<path d="M${at} ${top}V${bottom}" stroke="#e4e4e4"/>`,
      `<text x="${at}" y="${bottom + 14}" text-anchor="middle">${numberText(tick)}</text>`,
    );
  }
  for (const tick of ticks(ys.range, 5)) {
    const at = round(ys.place(tick));
    parts.push(
      `<path d="M${left} ${at}H${right}" stroke="#e4e4e4"/>`,
      `<text x="${left - 5}" y="${at + 4}" text-anchor="end">${numberText(tick)}</text>`,
    );
  }
  parts.push(
    `<path d="M${left} ${top}V${bottom}H${right}" fill="none" stroke="#444"/>`,
    `<text x="${(left + right) / 2}" y="${height - 8}" text-anchor="middle">${escapeXml(xLabel)}</text>`,
    `<text transform="translate(13 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(yLabel)}</text>`,
  );
  for (const [index, curve] of curves.entries()) parts.push(...areaOf(curve, index, xs.place, ys.place));
  for (const [index, curve] of curves.entries()) {
    const path = pathOf(curve, xs.place, ys.place);
    parts.push(`<path d="${path}" fill="none"${strokeOf(curve, index)} stroke-linecap="round"/>`);
    if (options.legend === false) continue;
    const at = left + (index * (right - left)) / curves.length;
    parts.push(...legendEntry(curve, index, at, LEGEND_TOP, 16));
  }
  return parts.join('\n');
}

/** The attributes of a curve's line. */
function strokeOf({ dashed, stroke }: Curve, index: number): string {
  const { colour, width, dash } = stroke ?? {
    colour: CURVE_COLOURS[index % CURVE_COLOURS.length],
    width: 1.6,
    ...(dashed === true ? { dash: '5 3' } : {}),
  };
  return ` stroke="${colour}" stroke-width="${width}"${dash === undefined ? '' : ` stroke-dasharray="${dash}"`}`;
}

/** A piece of a curve's line and its name. */
function legendEntry(curve: Curve, index: number, x: number, y: number, length: number): string[] {
  return [
    `<path d="M${round(x)} ${y}h${length}"${strokeOf(curve, index)}/>`,
    `<text x="${round(x + length + 4)}" y="${y + 4}">${escapeXml(curve.name)}</text>`,
  ];
}

/** Names of curves in columns, and the height that they take. */
function sharedLegend(
  curves: readonly Curve[],
  width: number,
): { readonly parts: string[]; readonly height: number } {
  if (curves.length === 0) return { parts: [], height: 0 };
  const columns = Math.max(1, Math.floor((width - 2 * MARGIN.right) / LEGEND_COLUMN));
  const parts = curves.flatMap((curve, index) => {
    const x = MARGIN.right + (index % columns) * LEGEND_COLUMN;
    return legendEntry(curve, index, x, LEGEND_ROW * (Math.floor(index / columns) + 1), 30);
  });
  return { parts, height: LEGEND_ROW * (Math.ceil(curves.length / columns) + 1) };
}

function pathOf(
  { x, y }: Curve,
  xPlace: (value: number) => number,
  yPlace: (value: number) => number,
): string {
  const isDrawn = (index: number): boolean => Number.isFinite(x[index]) && Number.isFinite(y[index]);
  let path = '';
  for (let index = 0; index < Math.min(x.length, y.length); index++) {
    if (!isDrawn(index)) continue;
    const begins = !isDrawn(index - 1);
    path += `${begins ? 'M' : 'L'}${round(xPlace(x[index]))} ${round(yPlace(y[index]))}`;
    // A length of zero with round ends is a dot: a value that stands alone is seen too.
    if (begins && !isDrawn(index + 1)) path += 'h0';
  }
  return path;
}

/** The pale band of a curve, a piece between gaps each. */
function areaOf(
  curve: Curve,
  index: number,
  xPlace: (value: number) => number,
  yPlace: (value: number) => number,
): string[] {
  const { x, deviation, stroke } = curve;
  if (deviation === undefined) return [];
  const [upper, lower] = edgesOf(curve);
  const colour = stroke?.colour ?? CURVE_COLOURS[index % CURVE_COLOURS.length];
  const point = (at: number, y: number): string => `${round(xPlace(x[at]))} ${round(yPlace(y))}`;
  const pieces: string[] = [];
  for (let from = 0; from < x.length; from++) {
    let to = from;
    while (to < x.length && Number.isFinite(x[to]) && Number.isFinite(upper[to])) to++;
    const piece = Array.from({ length: to - from }, (_, step) => from + step);
    from = to;
    if (piece.length < 2) continue;
    const outline = [
      ...piece.map((at) => point(at, upper[at])),
      ...piece.reverse().map((at) => point(at, lower[at])),
    ];
    pieces.push(`<path d="M${outline.join('L')}Z" fill="${colour}" fill-opacity="0.16"/>`);
  }
  return pieces;
}

/** What a curve reaches: its values, or the upper and lower edge of its band. */
function edgesOf({ y, deviation }: Curve): [ArrayLike<number>, ...ArrayLike<number>[]] {
  if (deviation === undefined) return [y];
  return [
    Float64Array.from(y, (value, at) => value + deviation[at]),
    Float64Array.from(y, (value, at) => value - deviation[at]),
  ];
}

interface Scale {
  readonly range: readonly [number, number];
  readonly place: (value: number) => number;
}

function scale(range: readonly [number, number], from: number, to: number): Scale {
  const [low, high] = range;
  return { range, place: (value) => from + ((value - low) / (high - low)) * (to - from) };
}

/** Least and largest finite value, a little apart if they are the same. */
function rangeOf(lists: readonly ArrayLike<number>[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const list of lists) {
    for (let index = 0; index < list.length; index++) {
      if (!Number.isFinite(list[index])) continue;
      low = Math.min(low, list[index]);
      high = Math.max(high, list[index]);
    }
  }
  if (low > high) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** A range with headroom; one that begins a little above zero begins at zero. */
function widened([low, high]: readonly [number, number]): [number, number] {
  const room = HEADROOM * (high - low);
  return [low >= 0 && low < high / 2 ? 0 : low - room, high + room];
}

/** About `count` round numbers within a range. */
function ticks([low, high]: readonly [number, number], count: number): number[] {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}

const round = (value: number): number => Math.round(value * 100) / 100;

const numberText = (value: number): string => String(Number(value.toPrecision(4)));

/** Text for the inside of an XML element. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
