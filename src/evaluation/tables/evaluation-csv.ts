/** An evaluation as one CSV table, a line a scene, its mean, a failure or a setting; the first column says which. */
import type { Evaluation } from '../evaluation-result.ts';
import { csvTable } from '../../charts/csv-table.ts';
import { meanRemark, scenesText } from './figure-text.ts';

/**
 * Columns: `row` (`scene`, `mean`, `failed` or `setting`), `name`, one a metric (its name, and its unit if it has one),
 * `remark`. Figures have all their digits; `inf` is met exactly, an empty cell is not defined.
 */
export function evaluationCsv({ protocol, metrics, settings, scenes, failures, means }: Evaluation): string {
  const empty = metrics.map(() => '');
  const meanRemarks = metrics.flatMap(({ name }) => {
    const remark = meanRemark(means[name]);
    return remark === '' ? [] : [`${name} ${remark}`];
  });
  return csvTable([
    ['row', 'name', ...metrics.map(({ name, unit }) => (unit === '' ? name : `${name} [${unit}]`)), 'remark'],
    ...scenes.map(({ name, figures, notes }) => [
      'scene',
      name,
      ...metrics.map((metric) => figures[metric.name]),
      notes.join('; '),
    ]),
    [
      'mean',
      scenesText(scenes.length, failures.length),
      ...metrics.map(({ name }) => means[name].mean),
      meanRemarks.join('; '),
    ],
    ...failures.map(({ name, tag, message }) => ['failed', name, ...empty, `${tag}: ${message}`]),
    ...[
      { name: 'protocol', value: protocol.name },
      { name: 'source', value: protocol.source },
      ...settings,
    ].map(({ name, value }) => ['setting', name, ...empty, value]),
  ]);
}
