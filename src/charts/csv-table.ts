/**
 * Tables as CSV (RFC 4180): commas, lines that end with CR LF, quotes around what needs them. A text that a spreadsheet
 * would take for a formula gets an apostrophe before it.
 */

/** A number is written as it is, `inf` or `-inf` if infinite, empty if it is not a number. */
export type CsvCell = string | number;

/** The lines, each with its line break. */
export function csvTable(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: CsvCell): string {
  if (typeof cell === 'number') return csvNumber(cell);
  // OWASP, "CSV Injection": = + - @ start a formula, also in full width; so does a tab or line break before one.
  const harmless = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function csvNumber(value: number): string {
  if (Number.isNaN(value)) return '';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? 'inf' : '-inf';
}
