/** What a reproduction gave: rows with their figures, as Markdown, JSON and SVG. */
import type { Curve } from '../../charts/line-chart.ts';
import { chartGrid } from '../../charts/line-chart.ts';
import { barChart } from '../../charts/bar-chart.ts';
import { markdownTable } from '../tables/markdown-table.ts';
import { figureCell, figureColumns, figureDefinitions } from '../validation/figure-columns.ts';
import type { WeightsFigures } from '../validation/weights-validation.ts';

/** Figures of a row: a training, or a method that needs none. */
export interface ReproducedRow {
  readonly name: string;
  readonly title: string;
  /** Means over the scenes. */
  readonly figures: WeightsFigures;
  readonly scenes: readonly { readonly name: string; readonly figures: WeightsFigures }[];
  /** Seconds of training; none for a method that is fitted or fixed. */
  readonly seconds?: number;
}

/** A finished table. */
export interface Reproduction {
  readonly table: string;
  readonly title: string;
  readonly about: string;
  readonly paper: string;
  /** The command that made it. */
  readonly command: string;
  readonly budget: Readonly<Record<string, number>>;
  readonly response: string;
  readonly rows: readonly ReproducedRow[];
  /** Methods that the rows are compared with: fixed, or fitted to pairs. */
  readonly references: readonly ReproducedRow[];
}

/** The table with what is needed to read it. */
export function reproductionMarkdown(result: Reproduction): string {
  const { title, about, paper, command, budget, response, rows, references } = result;
  const all = [...rows, ...references];
  const columns = figureColumns(all);
  const line = ({ title: name, figures, seconds }: ReproducedRow): string[] => [
    name,
    ...columns.map((column) => figureCell(figures, column)),
    seconds === undefined ? '' : (seconds / 60).toFixed(1),
  ];
  const header = ['', ...columns.map(({ title: name }) => name), 'min'];
  const facts = Object.entries(budget).map(([name, value]) => `${name} ${value}`);
  return `# ${title}

${about}

${markdownTable(header, all.map(line))}

Every trained row: ${facts.join(', ')}. Seen through: ${response}. ${figureDefinitions(columns)} Rows below the trained ones know the camera; regressions were fitted to pairs.

${paper}.

    ${command}
`;
}

/** PSNR and spectral angle of each row as bars. */
export function reproductionSvg({ title, rows, references }: Reproduction): string {
  const bars = [...rows, ...references].map(({ title: name, figures }, index) => ({
    name,
    value: figures['psnr'],
    muted: index >= rows.length,
  }));
  return barChart(bars, { title, unit: 'dB', decimals: 2 });
}

/** Curves of accuracy against allowed error. */
export function accuracySvg(curves: readonly Curve[], title: string): string {
  const options = {
    title,
    xLabel: 'allowed relative L1 error',
    yLabel: 'share of responses',
    width: 560,
    height: 340,
  };
  return chartGrid([{ curves, options }], 1);
}
