/** Figures as people read them. */
import type { MeanFigure } from '../evaluation-result.ts';
import type { MetricDescription } from '../protocols/protocol.ts';

/** A figure with fixed decimals; `inf` where something is met exactly, `n/a` where it is not defined. */
export function figureText(value: number, decimals: number): string {
  if (Number.isNaN(value)) return 'n/a';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const vanishes = value !== 0 && Math.abs(value) < 0.5 * 10 ** -decimals;
  return vanishes ? value.toExponential(1) : value.toFixed(decimals);
}

/** `PSNR [dB, higher is better]`. */
export function metricHeading({ title, unit, better }: MetricDescription): string {
  return `${title} [${unit === '' ? '' : `${unit}, `}${better} is better]`;
}

/** Over how many scenes a mean is, and why not over all; empty if it is over all. */
export function meanRemark({ scenes, infinite, undefined: missing }: MeanFigure): string {
  const reasons = [
    ...(infinite === 0 ? [] : [`infinite in ${infinite}`]),
    ...(missing === 0 ? [] : [`not defined in ${missing}`]),
  ];
  return reasons.length === 0
    ? ''
    : `over ${scenes} of ${scenes + infinite + missing} scenes (${reasons.join(', ')})`;
}

/** `over 5 scenes`, and how many failed. */
export function scenesText(scored: number, failed: number): string {
  const scenes = `over ${scored} ${scored === 1 ? 'scene' : 'scenes'}`;
  return failed === 0 ? scenes : `${scenes}, ${failed} failed`;
}
