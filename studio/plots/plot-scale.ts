/** The axes of a plot of spectra: wavelengths and values to SVG units and back, and where ticks stand. */

export interface PlotScale {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly from: number;
  readonly to: number;
  readonly high: number;
}

export const MARGINS = { left: 50, right: 12, top: 12, bottom: 40 } as const;

/** A scale for an area of some pixels. Values begin at 0; `high` is the value at the top. */
export function plotScale(
  width: number,
  height: number,
  wavelengths: readonly number[],
  high: number,
): PlotScale {
  const first = wavelengths[0] ?? 400;
  const last = wavelengths[wavelengths.length - 1] ?? 700;
  return { width, height, ...MARGINS, from: first, to: last > first ? last : first + 1, high };
}

export function xOf(scale: PlotScale, wavelength: number): number {
  const span = scale.width - scale.left - scale.right;
  return scale.left + (span * (wavelength - scale.from)) / (scale.to - scale.from);
}

export function wavelengthOf(scale: PlotScale, x: number): number {
  const span = scale.width - scale.left - scale.right;
  const share = Math.min(Math.max((x - scale.left) / span, 0), 1);
  return scale.from + share * (scale.to - scale.from);
}

export function yOf(scale: PlotScale, value: number): number {
  const span = scale.height - scale.top - scale.bottom;
  return scale.top + span * (1 - value / scale.high);
}

/** An SVG path through a spectrum; gaps where a value is no number. */
export function linePath(
  scale: PlotScale,
  wavelengths: readonly number[],
  values: ArrayLike<number>,
  factor = 1,
): string {
  let path = '';
  let pen = 'M';
  for (let band = 0; band < wavelengths.length; band++) {
    const value = factor * values[band];
    if (!Number.isFinite(value)) {
      pen = 'M';
      continue;
    }
    path += `${pen}${xOf(scale, wavelengths[band]).toFixed(1)} ${yOf(scale, value).toFixed(1)}`;
    pen = 'L';
  }
  return path;
}

/** A closed SVG path around mean minus and plus the deviation. */
export function bandPath(
  scale: PlotScale,
  wavelengths: readonly number[],
  mean: ArrayLike<number>,
  deviation: ArrayLike<number>,
): string {
  const above = wavelengths.map((_, band) => mean[band] + deviation[band]);
  const below = wavelengths.map((_, band) => mean[band] - deviation[band]).reverse();
  const back = linePath(scale, [...wavelengths].reverse(), below);
  return back === '' ? '' : `${linePath(scale, wavelengths, above)}${back.replace('M', 'L')}Z`;
}

/** Round numbers from 0 to the top, about five. */
export function ticks(high: number): number[] {
  const rough = high / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.8) ?? 10 * power;
  const count = Math.floor(high / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}

/** The least round top that shows a value, with a little room. */
export function roundTop(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const factor of [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12]) {
    if (factor * power >= value * 1.02) return Number((factor * power).toPrecision(6));
  }
  return 15 * power;
}
