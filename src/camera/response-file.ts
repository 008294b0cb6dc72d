/**
 * Measured responses from text: a CSV of one camera, or the 28-camera table of Jiang et al. Such a response
 * is used exactly as it is given.
 */
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { CameraError, CameraResponse } from './camera-response.ts';

/** Widest distance between two samples of a measured curve, nm. */
const WIDEST_STEP = 20;
/** Wavelengths of the camera table, nm: 400..720 by 10. */
const TABLE_GRID: readonly number[] = Array.from({ length: 33 }, (_, band) => 400 + 10 * band);
/** Longest name of a camera in the table, characters; a longer line is no name. */
const LONGEST_NAME = 200;
/** Longest text that is read, characters; a curve per nanometre takes about 20 kB. */
const LONGEST_TEXT = 4_000_000;

/**
 * Reads one camera from CSV and carries it to a grid.
 *
 * The header names the columns, in any order and case: `wavelength` (or `nm`), `red`, `green`, `blue` (or
 * `r`, `g`, `b`); columns are parted by comma, semicolon or tab, a line that starts with `#` is a comment.
 * Wavelengths are in nanometres, ascending, at most 20 nm apart, and must cover the grid.
 *
 * @param text the file.
 * @param name name of the response, shown in messages.
 * @param grid wanted wavelengths in nanometres.
 * @returns the response on `grid`, linear between samples, scale as given, quantity `radiance`.
 * @throws CameraError saying what was expected and found, with the line.
 */
export function parseResponseCsv(
  text: string,
  name: string,
  grid: readonly number[] = VISIBLE_31,
): CameraResponse {
  checkLength(text, name);
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  const header = lines[0];
  if (header === undefined)
    throw new CameraError(`expected a response in ${name}, found an empty file`, HINT);
  const separator = [',', ';', '\t'].find((mark) => header.line.includes(mark)) ?? ',';
  const titles = header.line.split(separator).map((title) => title.trim().toLowerCase());
  const columns = COLUMN_NAMES.map((names) => titles.findIndex((title) => names.includes(title)));
  const missing = COLUMN_NAMES.filter((_, index) => columns[index] < 0).map((names) => names[0]);
  if (missing.length > 0) {
    throw new CameraError(
      `expected columns wavelength, red, green, blue in ${name}, found '${shortened(header.line)}' without ${missing.join(', ')}`,
      HINT,
    );
  }
  const rows = lines.slice(1).map(({ line, number }) => {
    const cells = line.split(separator);
    return columns.map((column) => {
      const cell = cells[column]?.trim() ?? '';
      const value = Number(cell);
      if (cell === '' || !Number.isFinite(value)) {
        throw new CameraError(
          `expected a number for ${titles[column]} in line ${number} of ${name}, found '${shortened(cell)}'`,
          HINT,
        );
      }
      return value;
    });
  });
  const wavelengths = rows.map((row) => row[0]);
  checkCoverage(wavelengths, name, grid);
  const matrix = [1, 2, 3].flatMap((column) => rows.map((row) => row[column]));
  return new CameraResponse(
    matrix,
    wavelengths,
    measured(name, 'measured response, given as a file'),
  ).resampled(grid);
}

/**
 * Reads the 28-camera table (`camspec_database.txt` of J. Jiang, D. Liu, J. Gu and S. Suesstrunk, "What is
 * the space of spectral sensitivity functions for digital color cameras?", WACV 2013).
 *
 * The text is a name, then three rows (R, G, B) of 33 values for 400..720 nm by 10, camera after camera;
 * other lines before the first camera are skipped.
 *
 * @param text the file.
 * @returns responses by name on the table's own grid, scale as given (largest channel peaks at 1).
 * @throws CameraError if no camera is found, a camera has not three rows, or a row not 33 numbers.
 */
export function parseCamspecDatabase(text: string): Map<string, CameraResponse> {
  checkLength(text, 'the camera table');
  const cameras = new Map<string, CameraResponse>();
  let name = '';
  let rows: number[][] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const cells = line.trim().split(/\s+/);
    const values = cells.map(Number);
    if (cells[0] === '' || values.length < 3 || values.some((value) => Number.isNaN(value))) {
      if (rows.length > 0) throw incomplete(name, rows.length);
      if (cells[0] !== '') name = line.trim();
      continue;
    }
    if (values.length !== TABLE_GRID.length) {
      throw new CameraError(
        `expected ${TABLE_GRID.length} values for 400..720 nm by 10 in line ${index + 1} of the camera table, found ${values.length}`,
      );
    }
    rows.push(values);
    if (rows.length < 3) continue;
    if (name.length > LONGEST_NAME) {
      throw new CameraError(
        `expected a camera name of at most ${LONGEST_NAME} characters before line ${index - 1} of the camera table, found ${name.length}`,
      );
    }
    if (name === '' || cameras.has(name)) {
      throw new CameraError(
        `expected a new camera name before line ${index - 1} of the camera table, found ${name === '' ? 'none' : `'${shortened(name)}' again`}`,
      );
    }
    const description = measured(name, 'measured by Jiang et al. 2013, given as a file');
    cameras.set(name, new CameraResponse(rows.flat(), TABLE_GRID, description));
    rows = [];
  }
  if (rows.length > 0) throw incomplete(name, rows.length);
  if (cameras.size === 0) {
    throw new CameraError(
      `expected cameras as a name and three rows of ${TABLE_GRID.length} numbers, found none in ${text.length} characters`,
      { hint: 'the file is camspec_database.txt as published by Jiang et al. 2013' },
    );
  }
  return cameras;
}

const COLUMN_NAMES: readonly (readonly string[])[] = [
  ['wavelength', 'nm', 'wavelength_nm', 'lambda'],
  ['red', 'r'],
  ['green', 'g'],
  ['blue', 'b'],
];

const HINT = {
  hint: "the first line is 'wavelength,red,green,blue', every other line is a wavelength in nm and three numbers",
};

function measured(name: string, assumption: string) {
  return { name, quantity: 'radiance', assumption } as const;
}

function incomplete(name: string, rows: number): CameraError {
  return new CameraError(`expected three rows (R, G, B) for camera '${shortened(name)}', found ${rows}`);
}

function checkLength(text: string, name: string): void {
  if (text.length > LONGEST_TEXT) {
    throw new CameraError(
      `expected at most ${LONGEST_TEXT} characters in ${name}, found ${text.length}: this is no response file`,
    );
  }
}

function checkCoverage(wavelengths: readonly number[], name: string, grid: readonly number[]): void {
  const needed = `${grid[0]}..${grid[grid.length - 1]} nm at most ${WIDEST_STEP} nm apart`;
  if (wavelengths.length === 0) {
    throw new CameraError(`expected samples for ${needed} in ${name}, found none below the header`, HINT);
  }
  const last = wavelengths[wavelengths.length - 1];
  const found = `${wavelengths[0]}..${last} nm`;
  for (let row = 1; row < wavelengths.length; row++) {
    const step = wavelengths[row] - wavelengths[row - 1];
    if (!(step > 0)) {
      throw new CameraError(
        `expected wavelengths in ${name} that ascend, found ${wavelengths[row]} after ${wavelengths[row - 1]} nm`,
        HINT,
      );
    }
    const needless = wavelengths[row] <= grid[0] || wavelengths[row - 1] >= grid[grid.length - 1];
    if (step > WIDEST_STEP && !needless) {
      throw new CameraError(
        `expected ${needed} in ${name}, found a gap from ${wavelengths[row - 1]} to ${wavelengths[row]} nm`,
        { hint: 'fill in the missing bands' },
      );
    }
  }
  if (wavelengths[0] > grid[0] || last < grid[grid.length - 1]) {
    throw new CameraError(`expected ${needed} in ${name}, found ${found}`, {
      hint: 'fill in the missing bands',
    });
  }
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
