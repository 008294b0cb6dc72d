/** Curves over wavelength, drawn with plain characters for a terminal or as an SVG file. */

/** Curves on one grid of wavelengths. */
export interface Curves {
  readonly title: string;
  /** Nanometres, ascending, at even steps. */
  readonly wavelengths: readonly number[];
  readonly curves: readonly {
    readonly name: string;
    /** One character that stands for the curve. */
    readonly mark: string;
    /** Colour in the SVG. */
    readonly colour: string;
    readonly values: ArrayLike<number>;
  }[];
}

const ROWS = 16;
/** Stands where curves meet. */
const MEETING = '*';
const TICK_NM = 50;

/** Draws the curves from 0 to their largest value, a column a wavelength. */
export function drawInTerminal({ title, wavelengths, curves }: Curves): string {
  const top = largest(curves);
  const canvas = Array.from({ length: ROWS }, () => new Array<string>(wavelengths.length).fill(' '));
  for (const { mark, values } of curves) {
    const height = (column: number): number =>
      ROWS - 1 - Math.round(((ROWS - 1) * Math.max(0, values[column])) / top);
    for (let column = 0; column < wavelengths.length; column++) {
      const row = height(column);
      const before = column === 0 ? row : height(column - 1);
      // where the curve is steep, the column fills the rows up to that of the one before
      const [from, to] = [
        Math.min(row, before + Math.sign(row - before)),
        Math.max(row, before + Math.sign(row - before)),
      ];
      for (let cell = from; cell <= to; cell++) {
        const there = canvas[cell][column];
        canvas[cell][column] = there === ' ' || there === mark ? mark : MEETING;
      }
    }
  }
  const lines = canvas.map((cells, row) => {
    const value = (top * (ROWS - 1 - row)) / (ROWS - 1);
    const label = row % 5 === 0 ? value.toFixed(2) : '';
    return `${label.padStart(5)} |${cells.join('').trimEnd()}`;
  });
  const axis = `      +${wavelengths.map((value) => (value % TICK_NM === 0 ? '+' : '-')).join('')}`;
  let labels = '';
  for (const [column, value] of wavelengths.entries()) {
    if (value % TICK_NM === 0) labels = `${labels.padEnd(column + 6)}${value}`;
  }
  const legend = curves.map(({ mark, name }) => `${mark} ${name}`).join('   ');
  return [title, '', ...lines, axis, `${labels} nm`, `       ${legend}   ${MEETING} where they meet`].join(
    '\n',
  );
}

const WIDTH = 640;
const HEIGHT = 360;
const MARGIN = { left: 48, right: 16, top: 36, bottom: 40 };

/** Draws the curves as a self-contained SVG picture. */
export function drawAsSvg({ title, wavelengths, curves }: Curves): string {
  const top = largest(curves);
  const [first, last] = [wavelengths[0], wavelengths[wavelengths.length - 1]];
  const right = WIDTH - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  const x = (value: number): string =>
    (MARGIN.left + ((right - MARGIN.left) * (value - first)) / (last - first)).toFixed(1);
  const y = (value: number): string => (bottom - ((bottom - MARGIN.top) * value) / top).toFixed(1);
  const ticks = wavelengths
    .filter((value) => value % TICK_NM === 0)
    .map((value) => `<text x="${x(value)}" y="${bottom + 18}" text-anchor="middle">${value}</text>`);
  const levels = [0, 0.5, 1].map(
    (level) =>
      `<path d="M${MARGIN.left} ${y(level * top)}H${right}" stroke="#ddd"/><text x="${MARGIN.left - 6}" y="${y(level * top)}" text-anchor="end" dominant-baseline="middle">${(level * top).toFixed(2)}</text>`,
  );
  const lines = curves.map(({ colour, values, name }) => {
    const points = wavelengths.map((value, column) => `${x(value)},${y(values[column])}`).join(' ');
    return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"><title>${escapeXml(name)}</title></polyline>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#333">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${MARGIN.left}" y="22" font-size="15">${escapeXml(title)}</text>`,
    ...levels,
    ...ticks,
    `<text x="${right}" y="${HEIGHT - 6}" text-anchor="end">wavelength in nm</text>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}

function largest(curves: Curves['curves']): number {
  return Math.max(...curves.flatMap(({ values }) => Array.from(values)), Number.MIN_VALUE);
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
