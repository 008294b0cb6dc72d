/** Tables of spectra as CSV: a header of wavelengths in nanometres, then a spectrum a row. */
import { readSmallText } from '../../cube/node/file-bytes.ts';
import { resample, SpectraError } from '../../spectra/wavelengths.ts';

/** Largest table in bytes; two thousand spectra by the nanometre take about 4 MB. */
const LARGEST_TABLE = 16_777_216;
/** Most spectra of a table. */
const MOST_SPECTRA = 65_536;

/**
 * Reads every spectrum of a table, resampled to a grid.
 *
 * @param grid wanted wavelengths in nanometres.
 * @returns one spectrum a row; beyond the ends of the table's wavelengths the end sample holds.
 * @throws SpectraError if the header does not ascend, a row does not have a number for each wavelength of the
 * header, or there are more than 65,536 rows.
 * @throws FileError if the file is missing or not readable. @throws CubeError if it is larger than 16 MiB.
 */
export async function readSpectralTable(path: string, grid: readonly number[]): Promise<Float64Array[]> {
  const text = await readSmallText(path, LARGEST_TABLE);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length > MOST_SPECTRA + 1) {
    throw new SpectraError(`${path}: expected at most ${MOST_SPECTRA} spectra, found ${lines.length - 1}`);
  }
  const [first = '', ...others] = lines;
  const header = readRow(first);
  return others.map((line, index) => {
    const row = readRow(line);
    const bad = header.findIndex((_, column) => !Number.isFinite(row[column]));
    if (row.length === header.length && bad < 0) return resample(row, header, grid, 'nearest');
    const found = row.length === header.length ? `none in column ${bad + 1}` : `${row.length}`;
    throw new SpectraError(`${path}: expected ${header.length} numbers in row ${index + 2}, found ${found}`);
  });
}

/** The numbers of a line; an empty cell is no number. */
function readRow(line: string): number[] {
  return line.split(',').map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
}
