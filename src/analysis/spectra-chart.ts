/** Spectra as a picture to print: colours and dashes of their own, deviations as pale bands, estimated ones named so. */
import { chartGrid, type Curve, CURVE_COLOURS, CURVE_DASHES } from '../charts/line-chart.ts';
import { type NamedSpectrum, SpectraFileError } from './named-spectrum.ts';

/** What the chart says beside its spectra. */
export interface SpectraChartOptions {
  readonly title?: string;
  /** Pixels; 720 x 420 unless given, and what the names take above. */
  readonly width?: number;
  readonly height?: number;
}

/**
 * A chart of spectra as the text of an SVG file.
 *
 * @throws SpectraFileError if there is no spectrum.
 */
export function spectraChart(
  spectra: readonly NamedSpectrum[],
  { title = 'Spectra', width = 720, height = 420 }: SpectraChartOptions = {},
): string {
  if (spectra.length === 0) throw new SpectraFileError('expected at least one spectrum, found none');
  const curves = spectra.map(curveOf);
  const quantities = [...new Set(spectra.map(({ quantity }) => quantity))];
  const options = {
    title,
    xLabel: 'wavelength, nm',
    yLabel: quantities.join(', '),
    width,
    height,
    legend: false,
  };
  return chartGrid([{ curves, options }], 1, curves);
}

function curveOf(spectrum: NamedSpectrum, index: number): Curve {
  const { name, kind, wavelengths, values, deviation, pixels } = spectrum;
  const dash = CURVE_DASHES[index % CURVE_DASHES.length];
  const said = [
    ...(kind === 'unknown' ? [] : [kind]),
    ...(pixels === undefined || pixels === 1 ? [] : [`${pixels} pixels`]),
  ];
  return {
    name: said.length === 0 ? name : `${name} (${said.join(', ')})`,
    x: wavelengths,
    y: values,
    ...(deviation === undefined ? {} : { deviation }),
    stroke: {
      colour: CURVE_COLOURS[index % CURVE_COLOURS.length],
      width: 1.8,
      ...(dash === '' ? {} : { dash }),
    },
  };
}
