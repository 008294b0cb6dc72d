/** The figures of scored rows as columns of a table, and what they are, in words. */
import type { WeightsFigures } from './weights-validation.ts';

/** A figure as a column. */
export interface FigureColumn {
  readonly figure: string;
  readonly title: string;
  readonly decimals: number;
}

const COLUMNS: readonly FigureColumn[] = [
  { figure: 'psnr', title: 'PSNR dB', decimals: 2 },
  { figure: 'assim-l2-as-published', title: 'ASSIM L = 2', decimals: 4 },
  { figure: 'assim-l1', title: 'ASSIM L = 1', decimals: 4 },
  { figure: 'sam', title: 'SAM', decimals: 2 },
  { figure: 'sam-lit', title: 'SAM lit', decimals: 2 },
  { figure: 'mrae', title: 'MRAE', decimals: 3 },
  { figure: 'rmse', title: 'RMSE', decimals: 4 },
  { figure: 'back-projection', title: 'back-proj.', decimals: 4 },
  { figure: 'srfError', title: 'SRF error', decimals: 3 },
];

/** The columns that at least one of the rows has a figure for. */
export function figureColumns(rows: readonly { readonly figures: WeightsFigures }[]): FigureColumn[] {
  return COLUMNS.filter(({ figure }) => rows.some(({ figures }) => figures[figure] !== undefined));
}

/** What the columns hold, as sentences. */
export function figureDefinitions(columns: readonly FigureColumn[]): string {
  const srf = columns.some(({ figure }) => figure === 'srfError')
    ? ' SRF error: mean over channels of the relative L1 error of the estimated curves.'
    : '';
  return `PSNR, ASSIM and SAM by protocol \`iccv2021\`; SAM in degrees, lit pixels are those
with a mean above 0.02; MRAE and back-projection (on lit pixels, through the true response) with epsilon 0.001; RMSE: root of the mean square over all bands and
pixels, samples of 0..1.${srf}`;
}

/** The figure of a column, rounded; empty where there is none. */
export function figureCell(figures: WeightsFigures, { figure, decimals }: FigureColumn): string {
  return figures[figure]?.toFixed(decimals) ?? '';
}
