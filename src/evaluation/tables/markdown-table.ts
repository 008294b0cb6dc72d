/** Tables as Markdown: text to the left, numbers to the right, columns padded so that they read on a terminal too. */
import { EvaluationError } from '../evaluation-error.ts';

/**
 * A Markdown table; columns whose cells are all numbers are aligned to the right.
 *
 * @param rows cells as text, each row as long as the header.
 * @throws EvaluationError if a row has another length.
 */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  for (const row of rows) {
    if (row.length !== header.length) {
      throw new EvaluationError(`expected ${header.length} cells in every row, found ${row.length}`);
    }
  }
  const widths = header.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column].length)),
  );
  const numeric = header.map((_, column) => rows.every((row) => /^-?[\d.]+$/.test(row[column])));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (numeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (numeric[column] ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}
