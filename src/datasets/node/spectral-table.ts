/** Tables of spectra as CSV: a header of wavelengths in nanometres, then a spectrum a row. */
import { readFile } from 'node:fs/promises';
import { SpectraError } from '../../spectra/wavelengths.ts';
import { resample } from '../../spectra/wavelengths.ts';

/**
 * Reads every spectrum of a table, resampled to a grid.
 *
 * @throws SpectraError if a row does not have as many numbers as the header.
 */
export async function readSpectralTable(path: string, grid: readonly number[]): Promise<Float64Array[]> {
  const text = await readFile(path, 'utf8');
  const [header = [], ...rows] = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map(Number));
  return rows.map((row, index) => {
    if (row.length !== header.length || ![...header, ...row].every(Number.isFinite)) {
      throw new SpectraError(
        `${path}: expected ${header.length} numbers in row ${index + 2}, found ${row.length}`,
      );
    }
    return resample(row, header, grid, 'nearest');
  });
}
