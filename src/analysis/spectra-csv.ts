/**
 * Spectra as CSV: lines of comment that say what each spectrum is, then a column of wavelengths and one or two columns
 * a spectrum (its values, and their standard deviation if it is a region's). Spreadsheets and `pandas.read_csv(...,
 * comment='#')` read it as it is.
 */
import { csvTable } from '../charts/csv-table.ts';
import { type NamedSpectrum, SpectraFileError } from './named-spectrum.ts';

/** Begins a line that describes a spectrum, in the order of the columns. */
export const DESCRIPTION_MARK = '# spectrum ';
/** Ends the title of a column of standard deviations. */
export const DEVIATION_ENDING = ' (standard deviation)';
/** Enough to give any float32 number back. */
const DIGITS = 9;

/** What a comment says of a spectrum, as JSON. */
export interface SpectrumDescription
  extends Pick<NamedSpectrum, 'name' | 'kind' | 'quantity' | 'source' | 'pixels'> {
  /** Whether its column is followed by one of standard deviations. */
  readonly deviation: boolean;
}

/**
 * The text of a CSV file of spectra, with what is known of each. Spectra on several grids share one column of
 * wavelengths; where a spectrum has no value its cell is empty.
 *
 * @throws SpectraFileError if there is no spectrum, or values and wavelengths of one differ in number.
 */
export function spectraCsv(spectra: readonly NamedSpectrum[]): string {
  if (spectra.length === 0) throw new SpectraFileError('expected at least one spectrum, found none');
  const wavelengths = [...new Set(spectra.flatMap((spectrum) => spectrum.wavelengths))].sort((a, b) => a - b);
  const titles = spectra.flatMap(({ name, deviation }) =>
    deviation === undefined ? [name] : [name, `${name}${DEVIATION_ENDING}`],
  );
  const columns = spectra.flatMap((spectrum) => columnsOf(spectrum, wavelengths));
  const comments = [
    '# spectra by spectralift; wavelengths in nm; "estimated" means inferred from a photo, not measured',
    ...spectra.map((spectrum) => `${DESCRIPTION_MARK}${JSON.stringify(descriptionOf(spectrum))}`),
  ];
  const table = csvTable([
    ['wavelength_nm', ...titles.map((title) => title.replace(/\s+/g, ' '))],
    ...wavelengths.map((wavelength, row) => [wavelength, ...columns.map((column) => column[row])]),
  ]);
  return `${comments.map((line) => `${line}\r\n`).join('')}${table}`;
}

function columnsOf(
  { name, wavelengths, values, deviation }: NamedSpectrum,
  all: readonly number[],
): number[][] {
  const bands = new Map(wavelengths.map((wavelength, band) => [wavelength, band]));
  return (deviation === undefined ? [values] : [values, deviation]).map((column) => {
    if (column.length !== wavelengths.length) {
      throw new SpectraFileError(
        `expected ${wavelengths.length} values of ${name}, one a wavelength, found ${column.length}`,
      );
    }
    return all.map((wavelength) => rounded(column[bands.get(wavelength) ?? -1]));
  });
}

/** Not-a-number, which leaves a cell empty, for what is not finite or not there. */
function rounded(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : Number.NaN;
}

function descriptionOf(spectrum: NamedSpectrum): SpectrumDescription {
  const { name, kind, quantity, source, pixels, deviation } = spectrum;
  return {
    name,
    kind,
    quantity,
    ...(source === undefined ? {} : { source }),
    ...(pixels === undefined ? {} : { pixels }),
    deviation: deviation !== undefined,
  };
}
