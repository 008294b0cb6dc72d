/** Spectral signatures: true and estimated spectra of chosen pixels, a chart each, one legend for all. */
import {
  type ChartOptions,
  chartGrid,
  type Curve,
  CURVE_COLOURS,
  type Stroke,
} from '../../charts/line-chart.ts';
import type { ScenePixel } from './scene-pixels.ts';

/** A pixel with its spectra. */
export interface Signature {
  readonly pixel: ScenePixel;
  /** As it is marked in the figure of the errors. */
  readonly label: string;
  readonly truth: ArrayLike<number>;
  /** Of each method, in their order. */
  readonly estimates: readonly ArrayLike<number>[];
}

const TRUTH: Stroke = { colour: '#000000', width: 2.6 };
/** Black is the truth's alone. */
const COLOURS = CURVE_COLOURS.filter((colour) => colour !== TRUTH.colour);
/** Each colour comes with each of these in turn. */
const DASHES = [undefined, '6 3', '2 3', '9 3 2 3'] as const;

function strokeOf(method: number): Stroke {
  const dash = DASHES[Math.floor(method / COLOURS.length) % DASHES.length];
  return { colour: COLOURS[method % COLOURS.length], width: 1.3, ...(dash === undefined ? {} : { dash }) };
}

/**
 * The charts as an SVG file.
 *
 * @param columns charts in a row. @param methods names of the methods, in the order of the estimates.
 */
export function signatureCharts(
  signatures: readonly Signature[],
  wavelengths: readonly number[],
  methods: readonly string[],
  columns: number,
): string {
  const curve = (name: string, y: ArrayLike<number>, stroke: Stroke): Curve => ({
    name,
    x: wavelengths,
    y,
    stroke,
  });
  const charts = signatures.map(({ pixel: { scene, x, y }, label, truth, estimates }) => {
    const options: ChartOptions = {
      title: `${label}: ${scene} at ${x},${y}`,
      xLabel: 'wavelength, nm',
      yLabel: 'sample',
      legend: false,
    };
    const curves = [
      ...estimates.map((estimate, method) => curve(methods[method], estimate, strokeOf(method))),
      curve('truth', truth, TRUTH), // last, so that it lies on top
    ];
    return { curves, options };
  });
  const legend = [
    curve('truth', [], TRUTH),
    ...methods.map((name, method) => curve(name, [], strokeOf(method))),
  ];
  return chartGrid(charts, columns, legend);
}
