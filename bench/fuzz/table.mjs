// The results as a table in Markdown, and failures in words.
import { markdownTable } from '../../dist/evaluation/tables/markdown-table.js';

const thousands = (value) => value.toLocaleString('en-US');

/** One row a target. */
export function resultsTable({ targets }) {
  const head = [
    'target',
    'inputs',
    'values',
    'errors by kind',
    'different messages',
    'failures',
    'longest time',
    'peak memory',
    'allowed',
  ];
  const rows = targets.map((target) => {
    const { value, ...errors } = target.answers;
    const kinds = Object.entries(errors).filter(([, count]) => count > 0);
    return [
      target.name,
      thousands(target.inputs),
      thousands(value ?? 0),
      kinds.map(([tag, count]) => `${tag} ${thousands(count)}`).join(', '),
      String(target.differentMessages),
      String(target.failures),
      `${target.longestMs < 10 ? target.longestMs : Math.round(target.longestMs)} ms`,
      `${target.peakMebibytes} MiB`,
      `${target.mostMebibytes} MiB`,
    ];
  });
  return markdownTable(head, rows);
}

/** What went wrong, a line each. */
export function failureLines({ name, failed }) {
  return failed.map(({ k, how, kind, message, where }) =>
    [`FAILED: ${name}, input ${k}`, how, kind, message, where].filter((part) => part !== '').join('; '),
  );
}
