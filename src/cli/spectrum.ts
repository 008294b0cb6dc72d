/** `spectralift spectrum`: the spectrum of a pixel, or mean and spread of a region. */
import type { Command } from 'commander';
import { kindOfCube, type NamedSpectrum } from '../analysis/named-spectrum.ts';
import { spectraChart } from '../analysis/spectra-chart.ts';
import { spectraCsv } from '../analysis/spectra-csv.ts';
import type { CubeSource } from '../cube/cube-source.ts';
import { writeFileAtomically } from '../cube/node/atomic-file.ts';
import { type BandStatistics, type RegionStatistics, regionStatistics } from '../cube/region-statistics.ts';
import { type CubeOptions, openCubeArgument, withCubeArgument } from './cube-argument.ts';
import { interruptSignal, jsonOption, listOption, overwriteOption, UsageError } from './options.ts';
import { print, printJson, say, sayNotes, shortestFloat, sixDigits } from './output.ts';

interface SpectrumOptions extends CubeOptions {
  readonly at?: readonly number[];
  readonly roi?: readonly number[];
  readonly csv: boolean;
  readonly svg?: string;
  readonly overwrite: boolean;
  readonly json: boolean;
}

const BAR = 40;

export function registerSpectrum(command: Command): void {
  withCubeArgument(command)
    .option(
      '--at <x,y>',
      'column and row of a pixel, counted from 0 at the top left',
      listOption('X,Y', { count: 2, least: 0, whole: true }),
    )
    .option(
      '--roi <x,y,w,h>',
      'rectangle: its top left pixel, width and height',
      listOption('X,Y,W,H', { count: 4, least: 0, whole: true }),
    )
    .option('--csv', 'answer as CSV', false)
    .option('--svg <file>', 'also write the spectrum as a picture')
    .addOption(overwriteOption())
    .addOption(jsonOption())
    .action(runSpectrum);
}

async function runSpectrum(path: string, options: SpectrumOptions): Promise<void> {
  const { at, roi, csv, svg, overwrite, json } = options;
  if ((at === undefined) === (roi === undefined)) {
    throw new UsageError('expected either --at X,Y or --roi X,Y,W,H', {
      hint: 'for example --at 120,80',
    });
  }
  if (csv && json) throw new UsageError('expected either --csv or --json, found both');
  const [x, y, width, height] = at === undefined ? (roi ?? []) : [...at, 1, 1];
  const source = await openCubeArgument(path, options);
  try {
    sayNotes(source.notes);
    const window = { x, y, width, height };
    const statistics = await regionStatistics(source, { window, signal: interruptSignal() });
    const { quantity } = source.metadata;
    const single = at !== undefined;
    const where = single ? `pixel ${x},${y}` : `${statistics.pixels} pixels from ${x},${y} on`;
    const named = namedSpectrum(where, path, source, statistics);
    if (svg !== undefined) {
      await writeFileAtomically(svg, spectraChart([named], { title: path }), { overwrite });
      say(`written: ${svg}`);
    }
    if (json) printJson({ file: path, quantity, ...asJson(statistics, single, window) });
    else if (csv) print(spectraCsv([named]).replaceAll('\r\n', '\n').trimEnd());
    else print(asTable(statistics, single));
    if (!json && !csv) {
      say(`${quantity === 'unknown' ? 'unknown quantity' : quantity} of ${where}`);
    }
    if (statistics.nonFinite > 0)
      sayNotes([`${statistics.nonFinite} samples are not finite and do not count`]);
  } finally {
    await source.close();
  }
}

function asJson(statistics: RegionStatistics, single: boolean, window: object): object {
  const column = (pick: (band: BandStatistics) => number): number[] =>
    statistics.bands.map((band) => Number(pick(band).toPrecision(7)));
  const wavelengths = statistics.bands.map(({ wavelength }) => wavelength);
  if (single) return { ...window, wavelengths, values: statistics.bands.map(({ mean }) => short(mean)) };
  return {
    ...window,
    pixels: statistics.pixels,
    nonFinite: statistics.nonFinite,
    wavelengths,
    mean: column(({ mean }) => mean),
    standardDeviation: column(({ standardDeviation }) => standardDeviation),
    minimum: statistics.bands.map(({ minimum }) => short(minimum)),
    maximum: statistics.bands.map(({ maximum }) => short(maximum)),
  };
}

function namedSpectrum(
  name: string,
  path: string,
  { wavelengths, metadata }: CubeSource,
  { bands, pixels }: RegionStatistics,
): NamedSpectrum {
  return {
    name,
    kind: kindOfCube(metadata),
    quantity: metadata.quantity,
    wavelengths,
    values: bands.map(({ mean }) => mean),
    ...(pixels === 1 ? {} : { deviation: bands.map(({ standardDeviation }) => standardDeviation), pixels }),
    source: path,
  };
}

function asTable({ bands }: RegionStatistics, single: boolean): string {
  const top = Math.max(...bands.map(({ mean }) => (Number.isFinite(mean) ? mean : 0)));
  const head = `${'nm'.padStart(7)}  ${(single ? 'value' : 'mean').padStart(9)}${single ? '' : `  ${'std. dev.'.padStart(9)}`}`;
  const lines = bands.map(({ wavelength, mean, standardDeviation }) => {
    const length = top > 0 && mean > 0 ? Math.round((BAR * mean) / top) : 0;
    const spread = single ? '' : `  ${standardDeviation.toFixed(5).padStart(9)}`;
    return `${sixDigits(wavelength).padStart(7)}  ${mean.toFixed(5).padStart(9)}${spread}  ${'#'.repeat(length)}`;
  });
  return [head, ...lines].map((line) => line.trimEnd()).join('\n');
}

function short(value: number): number {
  return Number(shortestFloat(value));
}
