/** An evaluation as a Markdown page: figures, what failed, remarks, and every choice that the figures depend on. */
import type { Evaluation } from '../evaluation-result.ts';
import { figureText, meanRemark, metricHeading, scenesText } from './figure-text.ts';
import { markdownTable } from './markdown-table.ts';

/** A line a scene, and their mean; `inf` where something is met exactly, `n/a` where a figure is not defined. */
export function figuresTable({ metrics, scenes, failures, means }: Evaluation): string {
  return markdownTable(
    ['scene', ...metrics.map(metricHeading)],
    [
      ...scenes.map(({ name, figures }) => [
        name,
        ...metrics.map((metric) => figureText(figures[metric.name], metric.decimals)),
      ]),
      [
        `mean ${scenesText(scenes.length, failures.length)}`,
        ...metrics.map((metric) => figureText(means[metric.name].mean, metric.decimals)),
      ],
    ],
  );
}

/** The whole page; ends with a line break. */
export function evaluationMarkdown(evaluation: Evaluation): string {
  const { protocol, settings, metrics, scenes, failures, means } = evaluation;
  const remarks = [
    ...metrics.flatMap(({ name, title }) => {
      const remark = meanRemark(means[name]);
      return remark === '' ? [] : [['mean', `${title}: ${remark}`]];
    }),
    ...scenes.flatMap(({ name, notes }) => notes.map((note) => [name, note])),
  ];
  const parts = [
    `## ${protocol.title} (${protocol.name})`,
    figuresTable(evaluation),
    ...(failures.length === 0
      ? []
      : [
          '### Scenes that failed',
          markdownTable(
            ['scene', 'error', 'why'],
            failures.map(({ name, tag, message, hint }) => [
              name,
              tag,
              hint === '' ? message : `${message} (${hint})`,
            ]),
          ),
        ]),
    ...(remarks.length === 0 ? [] : ['### Remarks', markdownTable(['scene', 'remark'], remarks)]),
    '### Settings',
    markdownTable(
      ['choice', 'value'],
      [...settings, { name: 'source', value: protocol.source }].map(({ name, value }) => [name, value]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}
