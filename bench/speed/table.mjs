/** Results as Markdown that reads on a terminal too. */
import { markdownTable } from '../../dist/evaluation/tables/markdown-table.js';

const LARGEST_DIFFERENCE = 1e-4;

/** All rows of a section. */
function rowsTable(rows) {
  const header = [
    'work',
    'way',
    'size',
    'ms',
    'min',
    'max',
    'us/px',
    'GFLOP/s',
    'ceiling',
    'peak MB',
    'x ours',
    'diff.',
  ];
  const cells = rows.map((row) => {
    const start = [row.work, row.way, row.size ?? ''];
    if (row.ms === undefined) return [...start, 'failed', ...header.slice(4).map(() => '')];
    return [
      ...start,
      ...[row.ms.median, row.ms.min, row.ms.max].map(milliseconds),
      fixed(row.microsecondsPerPixel, 2),
      fixed(row.gflops, 0),
      row.shareOfCeiling === undefined ? '' : `${(100 * row.shareOfCeiling).toFixed(0)} %`,
      fixed(row.peakMegabytes ?? undefined, 0),
      fixed(row.timesOurs, 2),
      row.difference === undefined ? '' : row.difference.toExponential(0),
    ];
  });
  return compactTable(header, cells);
}

/** Leaves out columns without content. */
function compactTable(header, rows) {
  const kept = header.map((_, column) => rows.some((cells) => cells[column] !== ''));
  const keep = (cells) => cells.filter((_, column) => kept[column]);
  return markdownTable(keep(header), rows.map(keep));
}

function targetsTable(targets) {
  const cells = targets.map(({ name, value, atLeast, atMost, aim, verdict }) => [
    name,
    value === null ? '' : fixed(value, 2),
    atLeast === undefined ? `<= ${atMost}` : `>= ${atLeast}`,
    String(aim),
    verdict,
  ]);
  return markdownTable(['target', 'found', 'limit', 'aim', 'verdict'], cells);
}

/** The whole report in words. */
export function reportText({ machine, threads, ceilingGflops, rows, targets, notes }) {
  const sections = [...new Set(rows.map(({ section }) => section))];
  const far = rows.filter(
    ({ difference }) => difference !== undefined && !(difference <= LARGEST_DIFFERENCE),
  );
  return [
    `${machine.cpu}, ${threads} of ${machine.cores} cores; Node ${machine.node}, ${machine.runtime}, PyTorch ${machine.pytorch ?? 'not used'}`,
    ...(ceilingGflops === null ? [] : [`Ceiling: ${ceilingGflops.toFixed(0)} GFLOP/s`]),
    ...sections.map(
      (section) => `## ${section}\n\n${rowsTable(rows.filter((row) => row.section === section))}`,
    ),
    `## targets\n\n${targetsTable(targets)}`,
    ...far.map(
      ({ work, way, difference }) => `DIFFERS: ${work}, ${way}: ${difference} > ${LARGEST_DIFFERENCE}`,
    ),
    ...notes.map((note) => `Note: ${note}`),
  ].join('\n\n');
}

function milliseconds(value) {
  return value.toFixed(value < 100 ? 2 : 0);
}

function fixed(value, digits) {
  return value === undefined ? '' : value.toFixed(digits);
}
