/** Reads spectra from CSV, as `spectra-csv.ts` writes them or as anybody else does. */
import { SpectraError } from '../spectra/spectra-error.ts';
import { checkGrid } from '../spectra/wavelengths.ts';
import { cellsOf } from './csv-cells.ts';
import { type NamedSpectrum, SPECTRUM_KINDS, SpectraFileError } from './named-spectrum.ts';
import { DESCRIPTION_MARK, DEVIATION_ENDING, type SpectrumDescription } from './spectra-csv.ts';

/** Longest text that is read, characters. */
const LONGEST_TEXT = 16_000_000;
const HINT = {
  hint: 'the first line without # names the columns: wavelength in nm, then a spectrum each, parted by comma, semicolon or tab',
};

interface Line {
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
}

/**
 * Spectra from a CSV file: what `spectraCsv` wrote comes back as it was; in any other file each column after the first
 * is a spectrum of unknown kind.
 *
 * @param text columns parted by comma, semicolon or tab, the first of wavelengths in nm; lines that begin with `#` are
 * comments; an empty cell is a wavelength at which a spectrum has no value.
 * @throws SpectraFileError saying what was expected and found, with the line.
 */
export function parseSpectraCsv(text: string): NamedSpectrum[] {
  if (text.length > LONGEST_TEXT) {
    throw new SpectraFileError(`expected at most ${LONGEST_TEXT} characters, found ${text.length}`);
  }
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index): Line => ({ text: line, number: index + 1 }))
    .filter((line) => line.text.trim() !== '');
  const [header, ...rows] = lines.filter((line) => !line.text.startsWith('#'));
  if (header === undefined) throw new SpectraFileError('expected columns of spectra, found none', HINT);
  const separator = [',', ';', '\t'].find((mark) => header.text.includes(mark)) ?? ',';
  const titles = cellsOf(header.text, separator);
  if (titles.length < 2 || !/^(wavelength|nm|lambda)/i.test(titles[0].trim())) {
    throw new SpectraFileError(
      `expected a first column named wavelength and a column a spectrum, found '${header.text.slice(0, 60)}'`,
      HINT,
    );
  }
  const table = rows.map((row) => numbersOf(row, separator, titles));
  checkWavelengths(table.map((row) => row[0]));
  const described = lines
    .filter((line) => line.text.startsWith(DESCRIPTION_MARK))
    .map((line) => parseDescription(line));
  const columns = described.reduce((sum, { deviation }) => sum + (deviation ? 2 : 1), 1);
  return spectraOf(table, columns === titles.length ? described : guessed(titles));
}

function numbersOf(line: Line, separator: string, titles: readonly string[]): number[] {
  const cells = cellsOf(line.text, separator);
  if (cells.length !== titles.length) {
    throw new SpectraFileError(
      `expected ${titles.length} columns in line ${line.number}, found ${cells.length}`,
      HINT,
    );
  }
  return cells.map((cell, column) => {
    if (cell.trim() === '') return Number.NaN;
    const value = Number(cell);
    if (Number.isFinite(value)) return value;
    throw new SpectraFileError(
      `expected a number for ${titles[column].slice(0, 40)} in line ${line.number}, found '${cell.slice(0, 40)}'`,
      HINT,
    );
  });
}

function checkWavelengths(wavelengths: readonly number[]): void {
  try {
    checkGrid(wavelengths);
  } catch (cause) {
    if (cause instanceof SpectraError) throw new SpectraFileError(cause.message, { cause, ...HINT });
    throw cause;
  }
}

function parseDescription({ text, number }: Line): SpectrumDescription {
  const fields = jsonFields(text.slice(DESCRIPTION_MARK.length));
  const { name, kind, quantity, source, pixels, deviation } = fields;
  const known = SPECTRUM_KINDS.find((each) => each === kind);
  if (typeof name !== 'string' || typeof quantity !== 'string' || known === undefined) {
    throw new SpectraFileError(
      `expected name, kind (${SPECTRUM_KINDS.join(', ')}) and quantity of a spectrum in line ${number}, found '${text.slice(0, 80)}'`,
    );
  }
  return {
    name,
    kind: known,
    quantity,
    ...(typeof source === 'string' ? { source } : {}),
    ...(typeof pixels === 'number' ? { pixels } : {}),
    deviation: deviation === true,
  };
}

function jsonFields(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

/** What the titles alone say. */
function guessed(titles: readonly string[]): SpectrumDescription[] {
  return titles.slice(1).flatMap((name, index): SpectrumDescription[] => {
    const before = titles[index];
    if (index > 0 && name === `${before}${DEVIATION_ENDING}`) return [];
    const deviation = titles[index + 2] === `${name}${DEVIATION_ENDING}`;
    return [{ name, kind: 'unknown', quantity: 'unknown', deviation }];
  });
}

function spectraOf(
  table: readonly (readonly number[])[],
  described: readonly SpectrumDescription[],
): NamedSpectrum[] {
  let column = 1;
  return described.map(({ deviation, ...description }) => {
    const at = column;
    column += deviation ? 2 : 1;
    const rows = table.filter((row) => Number.isFinite(row[at]));
    return {
      ...description,
      wavelengths: rows.map((row) => row[0]),
      values: rows.map((row) => row[at]),
      ...(deviation ? { deviation: rows.map((row) => row[at + 1]) } : {}),
    };
  });
}
