/** A training run as a page that stands on its own: curves of its figures, validation, a strip of pictures. */
import { chartGrid, type Curve } from '../charts/line-chart.ts';

/** What a run said at a step. */
export interface RunLine {
  readonly step: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** A run so far. */
export interface RunRecord {
  readonly title: string;
  /** What was chosen, by name. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly step: number;
  readonly steps: number;
  readonly seconds: number;
  /** Means of the steps' figures. */
  readonly training: readonly RunLine[];
  /** Figures on validation scenes. */
  readonly validation: readonly RunLine[];
  /** Validation pictures as a data URI, and what they show. */
  readonly strip?: { readonly uri: string; readonly caption: string };
  /** Why the run stopped before its end. */
  readonly failure?: string;
}

/** Seconds after which an open page looks again, while the run goes on. */
const REFRESH_SECONDS = 20;

/** Charts in a row, and their size in pixels. */
const COLUMNS = 3;
const SIZE = { width: 400, height: 260 };

/** Figures that belong into one chart, by how their names end; all others have one of their own. */
const TOGETHER: readonly { readonly ending: RegExp; readonly title: string; readonly log?: boolean }[] = [
  { ending: /Accuracy$/, title: 'accuracy of the discriminator' },
  { ending: /Norm$/, title: 'norm of what is asked of a cube, log10', log: true },
];

/** The page as HTML. */
export function runReport(record: RunRecord): string {
  const { title, settings, step, steps, seconds, training, validation, strip, failure } = record;
  const running = step < steps && failure === undefined;
  const facts = Object.entries(settings).map(
    ([name, value]) => `<tr><th>${escapeHtml(name)}</th><td>${escapeHtml(String(value))}</td></tr>`,
  );
  const state =
    failure === undefined ? (running ? 'running, or interrupted' : 'done') : `stopped: ${failure}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${running ? `<meta http-equiv="refresh" content="${REFRESH_SECONDS}">` : ''}
<title>${escapeHtml(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; } th { text-align: left; font-weight: 600; padding-right: 1.5rem; }
svg, img { max-width: 100%; height: auto; } .failure { color: #a40000; font-weight: 600; }
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="${failure === undefined ? 'state' : 'failure'}">Step ${step} of ${steps}, ${(seconds / 60).toFixed(1)} minutes: ${escapeHtml(state)}</p>
${section('Validation', chartsOf(validation))}
${strip === undefined ? '' : `<p><img src="${escapeHtml(strip.uri)}" alt="${escapeHtml(strip.caption)}"><br>${escapeHtml(strip.caption)}</p>`}
${section('Training', chartsOf(training))}
<h2>Settings</h2>
<table>${facts.join('\n')}</table>
</body>
</html>
`;
}

function section(heading: string, charts: string): string {
  return charts === '' ? '' : `<h2>${heading}</h2>\n${charts}`;
}

/** A chart a figure, or a group of them; empty where there is nothing to draw. */
function chartsOf(lines: readonly RunLine[]): string {
  const names = [...new Set(lines.flatMap(({ figures }) => Object.keys(figures)))];
  const groups = new Map<string, { names: string[]; log: boolean }>();
  for (const name of names) {
    const shared = TOGETHER.find(({ ending }) => ending.test(name));
    const title = shared?.title ?? name;
    const group = groups.get(title) ?? { names: [], log: shared?.log === true };
    group.names.push(name);
    groups.set(title, group);
  }
  const charts = [...groups].map(([title, group]) => ({
    curves: group.names.map((name) => curveOf(lines, name, group.log)),
    options: { ...SIZE, title, xLabel: 'step', yLabel: '' },
  }));
  return charts.length === 0 ? '' : chartGrid(charts, COLUMNS);
}

function curveOf(lines: readonly RunLine[], name: string, log: boolean): Curve {
  const known = lines.filter(({ figures }) => figures[name] !== undefined);
  return {
    name: name.replace(/(Accuracy|Norm)$/, ''),
    x: known.map(({ step }) => step),
    y: known.map(({ figures }) => (log ? Math.log10(figures[name]) : figures[name])),
  };
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
