/** What a comparison gave: rows with their figures and how they came about, as Markdown, JSON and SVG. */
import { barChart } from '../../charts/bar-chart.ts';
import type { ReproducedRow } from '../reproduction/reproduction-result.ts';
import { markdownTable } from '../tables/markdown-table.ts';
import { figureCell, figureColumns, figureDefinitions } from '../validation/figure-columns.ts';
import { BRIGHTEST_ERROR } from './error-figure.ts';
import type { ComparedMethod } from './methods.ts';
import { ESTIMATE_SECONDS } from './score-method.ts';
import type { ScenePixel } from './scene-pixels.ts';

/** Names of what a comparison leaves in its folder. */
export const COMPARISON_FILES = {
  markdown: 'compare.md',
  json: 'compare.json',
  bars: 'compare.svg',
  errors: 'error-maps.png',
  signatures: 'signatures.svg',
} as const;

/** Stands where a row has no such figure. */
const NONE = 'n/a';

/** How a trained row came about. */
export interface RowTraining {
  /** How the network differs from its full size; absent where it does not. */
  readonly reduced?: string;
  readonly steps: number;
  readonly patches: number;
  /** How often all pixels of the training scenes were seen, on average. */
  readonly passes: number;
}

/** A row. */
export interface ComparedRow extends ReproducedRow {
  readonly kind: ComparedMethod['kind'];
  /** Numbers that were learned or fitted. */
  readonly parameters: number;
  /** What it is and what it learned from, in words. */
  readonly about: readonly string[];
  readonly training?: RowTraining;
}

/** A finished comparison. */
export interface Comparison {
  readonly recipe: string;
  readonly title: string;
  /** The command that made it. */
  readonly command: string;
  /** What every trained row was given. */
  readonly budget: Readonly<Record<string, string | number>>;
  readonly camera: { readonly name: string; readonly measured: boolean };
  readonly split: string;
  readonly training: readonly string[];
  readonly validation: readonly string[];
  /** What computed it. */
  readonly machine: string;
  readonly pixels: readonly ScenePixel[];
  /** How the pixels were chosen, in words. */
  readonly pixelsBy: string;
  readonly rows: readonly ComparedRow[];
}

/** The table, each scene's figures, and what is needed to read them. */
export function comparisonMarkdown(result: Comparison): string {
  const { title, command, budget, camera, split, training, validation, machine, rows } = result;
  const facts = Object.entries(budget).map(([name, value]) => `${name} ${value}`);
  return `# ${title}

${training.length} scenes train, ${validation.length} are scored (${split}). All are seen through the ${camera.measured ? 'measured response' : "catalogue's fitted curve"} of the
${camera.name}, without noise. Every trained row begins from scratch and has the same budget: ${facts.join(', ')}.

${figureTable(rows)}

${figureDefinitions(figureColumns(rows))} All pixels count, saturated ones too. Learning: minutes of wall
time over all sittings; passes: how often the pixels of the training scenes were seen, on average. Estimating: seconds of wall time for a scene, median. Computed on ${machine}.

${rows.map(({ title: name, about }) => `- ${name}: ${about.join('; ')}.`).join('\n')}

Each scene, PSNR in dB / SAM over lit pixels in degrees:

${sceneTable(rows, validation)}

![PSNR](${COMPARISON_FILES.bars})

![Error maps, from 0 to ${BRIGHTEST_ERROR} and above](${COMPARISON_FILES.errors})

![Spectral signatures of the ringed pixels](${COMPARISON_FILES.signatures})

Pixels: ${result.pixelsBy}.

    ${command}
`;
}

function figureTable(rows: readonly ComparedRow[]): string {
  const columns = figureColumns(rows);
  return markdownTable(
    ['', ...columns.map(({ title }) => title), 'parameters', 'learning min', 'passes', 'estimating s'],
    rows.map(({ title, figures, parameters, seconds, training }) => [
      title,
      ...columns.map((column) => figureCell(figures, column)),
      String(parameters),
      seconds === undefined ? NONE : (seconds / 60).toFixed(1),
      training === undefined ? NONE : training.passes.toFixed(1),
      figures[ESTIMATE_SECONDS]?.toFixed(2) ?? NONE,
    ]),
  );
}

function sceneTable(rows: readonly ComparedRow[], names: readonly string[]): string {
  return markdownTable(
    ['', ...names],
    rows.map(({ title, scenes }) => [
      title,
      ...names.map((name) => {
        const { psnr, 'sam-lit': angle } = scenes.find((scene) => scene.name === name)?.figures ?? {};
        return psnr === undefined || angle === undefined ? NONE : `${psnr.toFixed(2)} / ${angle.toFixed(2)}`;
      }),
    ]),
  );
}

/** PSNR of each row as bars; in grey what did not learn under the budget. */
export function comparisonSvg({ title, rows }: Comparison): string {
  const bars = rows.map((row) => ({
    name: row.title,
    value: row.figures['psnr'],
    muted: row.kind !== 'trained',
  }));
  return barChart(bars, { title, unit: 'dB', decimals: 2 });
}
