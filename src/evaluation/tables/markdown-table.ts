/** Tables as Markdown: text to the left, numbers to the right, columns padded so that they read on a terminal too. */
import { EvaluationError } from '../evaluation-error.ts';

/** What counts as a number: `-1.50`, `2.1e-7`, `inf`, `n/a`. */
const NUMBER = /^(-?[\d.]+(e[+-]\d+)?|-?inf|n\/a)$/;

/**
 * A Markdown table; columns whose cells are all numbers are aligned to the right. What would end a cell or start a tag
 * is escaped.
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
  const cells = rows.map((row) => row.map(escaped));
  const titles = header.map(escaped);
  const widths = titles.map((title, column) =>
    cells.reduce((width, row) => Math.max(width, row[column].length), Math.max(3, title.length)),
  );
  const numeric = titles.map((_, column) => cells.every((row) => NUMBER.test(row[column])));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (numeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (numeric[column] ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`;
  return [line(titles), rule, ...cells.map(line)].join('\n');
}

function escaped(text: string): string {
  return text.replace(/[\\|]|<(?=[a-z/!?])/gi, '\\$&').replace(/\s+/g, ' ');
}
