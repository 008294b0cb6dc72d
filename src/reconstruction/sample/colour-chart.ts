/** The colour chart of the sample scene: 24 patches of known reflectance on a black board. */
import { CHART_COLUMNS, CHART_ROWS, type Palette } from './palette.ts';
import { Sheet } from './sheet.ts';
import type { Vector } from './vector.ts';

/** Where the chart stands. */
export interface ChartPlace {
  readonly palette: Palette;
  /** Middle of its lower edge. */
  readonly foot: Vector;
  /** Along its lower edge, to the right. */
  readonly along: Vector;
  /** From its lower to its upper edge. */
  readonly upwards: Vector;
  readonly width: number;
}

/** Width of the board around the patches and of the gap between two, in patch widths. */
const MARGIN = 0.3;
const GAP = 0.14;

/** Height of a chart over its width. */
export const CHART_ASPECT = (CHART_ROWS + 2 * MARGIN) / (CHART_COLUMNS + 2 * MARGIN);

/** A chart that stands upright, first patch at the upper left. */
export function colourChart(place: ChartPlace): Sheet {
  const { palette, width } = place;
  const height = width * CHART_ASPECT;
  const cell = width / (CHART_COLUMNS + 2 * MARGIN);
  const board = palette.index('board');
  const corner = 0.12 * cell;
  return new Sheet({
    origin: place.foot,
    along: place.along,
    across: place.upwards,
    outline: (along, across) => {
      const x = Math.abs(along) - width / 2 + corner;
      const y = Math.abs(across - height / 2) - height / 2 + corner;
      return Math.hypot(Math.max(0, x), Math.max(0, y)) + Math.min(0, Math.max(x, y)) - corner;
    },
    paint: (along, across, mixture) => {
      const x = (along + width / 2) / cell - MARGIN;
      const y = (height - across) / cell - MARGIN;
      const column = Math.floor(x);
      const row = Math.floor(y);
      const onPatch =
        column >= 0 &&
        column < CHART_COLUMNS &&
        row >= 0 &&
        row < CHART_ROWS &&
        Math.abs(x - column - 0.5) < (1 - GAP) / 2 &&
        Math.abs(y - row - 0.5) < (1 - GAP) / 2;
      mixture.start(onPatch ? palette.patches[row * CHART_COLUMNS + column] : board);
    },
    gloss: { strength: 0, sharpness: 1 },
  });
}
