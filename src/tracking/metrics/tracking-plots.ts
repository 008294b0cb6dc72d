/** The plots of tracking: precision against allowed distance, success against demanded overlap. */
import { type Curve, lineChart } from '../../charts/line-chart.ts';
import { PRECISION_THRESHOLDS, SUCCESS_THRESHOLDS, type TrackingFigures } from './one-pass-evaluation.ts';

/** A tracker and its figures. */
export interface NamedFigures {
  readonly name: string;
  readonly figures: TrackingFigures;
}

const SIZE = { width: 560, height: 340, yRange: [0, 1] } as const;

/** The precision plot as SVG; names carry the AP in percent. */
export function precisionSvg(rows: readonly NamedFigures[], title = 'Precision'): string {
  const curves = rows.map(
    ({ name, figures }): Curve => ({
      name: `${name} ${(100 * figures.averagePrecision).toFixed(1)}`,
      x: PRECISION_THRESHOLDS,
      y: figures.precision,
    }),
  );
  return lineChart(curves, {
    ...SIZE,
    title,
    xLabel: 'allowed distance, pixels (AP in percent beside the names)',
    yLabel: 'share of frames',
  });
}

/** The success plot as SVG; names carry the AUC. */
export function successSvg(rows: readonly NamedFigures[], title = 'Success'): string {
  const curves = rows.map(
    ({ name, figures }): Curve => ({
      name: `${name} ${figures.successAuc.toFixed(3)}`,
      x: SUCCESS_THRESHOLDS,
      y: figures.success,
    }),
  );
  return lineChart(curves, {
    ...SIZE,
    title,
    xLabel: 'demanded overlap (AUC beside the names)',
    yLabel: 'share of frames',
  });
}
