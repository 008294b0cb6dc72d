/** One made-up evaluation in all three forms. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../evaluation-result.ts';
import { iccv2021 } from '../protocols/iccv2021.ts';
import { csvTable } from '../../charts/csv-table.ts';
import { evaluationCsv } from './evaluation-csv.ts';
import { evaluationDocument } from './evaluation-json.ts';
import { evaluationMarkdown, figuresTable } from './evaluation-markdown.ts';
import { figureText } from './figure-text.ts';

const result = (name: string, psnr: number, sam: number, notes: readonly string[] = []) => ({
  name,
  figures: { psnr, 'assim-l2-as-published': 0.99, 'assim-l1': Number.NaN, sam },
  notes,
  pixels: 100,
  wavelengths: [400, 410],
});
const whole = { scenes: 3, infinite: 0, undefined: 0 };
const evaluation: Evaluation = {
  protocol: iccv2021,
  metrics: iccv2021.metrics,
  settings: iccv2021.settings,
  scenes: [
    result('beads', 36.987654321, 4.5),
    result('=cmd|"calc"', Number.POSITIVE_INFINITY, 0.0000321, ['PSNR is infinite']),
    {
      ...result('paints, old', 30, 9),
      worstGroup: {
        mrae: 0.5,
        pixels: 3,
        truth: Float64Array.of(1, 2),
        estimate: Float64Array.of(Number.NaN, 2),
      },
    },
  ],
  failures: [{ name: '@broken', tag: 'CubeError', message: 'expected 2, found 1', hint: 'look again' }],
  means: {
    psnr: { mean: 33.4938271605, scenes: 2, infinite: 1, undefined: 0 },
    'assim-l2-as-published': { mean: 0.99, ...whole },
    'assim-l1': { mean: Number.NaN, scenes: 0, infinite: 0, undefined: 3 },
    sam: { mean: 4.5000107, ...whole },
  },
  worst: {
    name: 'paints, old',
    metric: 'psnr',
    value: 30,
    wavelengths: [400, 410],
    maps: {
      width: 1,
      height: 1,
      spectralAngle: Float32Array.of(9),
      relativeError: Float32Array.of(Number.NaN),
    },
    pixels: [
      {
        x: 3,
        y: 4,
        spectralAngle: 9,
        relativeError: Number.NaN,
        truth: Float32Array.of(0.5, 0.25),
        estimate: Float32Array.of(0.5, 1),
      },
    ],
    pixelsBy: 'angle',
  },
};

/** A reader of RFC 4180, to see what a spreadsheet sees. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        cell += text[at];
        if (text[at] === '"') at++;
      }
      at++;
    } else {
      while (text[at] !== ',' && text[at] !== '\r') cell += text[at++];
    }
    row.push(cell);
    if (text[at] === ',') at++;
    else {
      expect(text.slice(at, at + 2)).toBe('\r\n');
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe('figures as text', () => {
  it('have fixed decimals, but never show a small one as nothing', () => {
    expect(figureText(36.987654, 2)).toBe('36.99');
    expect(figureText(0.00002, 4)).toBe('2.0e-5');
    expect(figureText(0, 4)).toBe('0.0000');
    expect(figureText(-0.5, 0)).toBe('-1');
    expect(figureText(Number.NaN, 2)).toBe('n/a');
    expect(figureText(Number.POSITIVE_INFINITY, 2)).toBe('inf');
    expect(figureText(Number.NEGATIVE_INFINITY, 2)).toBe('-inf');
  });
});

describe('an evaluation as Markdown', () => {
  it('has a line a scene and a mean that says over how many', () => {
    const lines = figuresTable(evaluation).split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatch(/PSNR \(mean over bands\) \[dB, higher is better\]/);
    expect(lines[0]).toMatch(/ASSIM, L = 2 \(as published, flatters\)/);
    expect(lines[0]).toMatch(/SAM \[degrees, lower is better\]/);
    expect(lines[2]).toMatch(/^\| beads +\| +36\.99 \| +0\.9900 \| +n\/a \| +4\.50 \|$/);
    expect(lines[3]).toMatch(/^\| =cmd\\\|"calc" +\| +inf \| +0\.9900 \| +n\/a \| +3\.2e-5 \|$/);
    expect(lines[5]).toMatch(
      /^\| mean over 3 scenes, 1 failed \| +33\.49 \| +0\.9900 \| +n\/a \| +4\.50 \|$/,
    );
  });

  it('lists failures, remarks and every setting', () => {
    const page = evaluationMarkdown(evaluation);
    expect(page).toContain('## Zhu et al., ICCV 2021 (iccv2021)');
    expect(page).toMatch(/@broken \| CubeError \| expected 2, found 1 \(look again\)/);
    expect(page).toMatch(/\| mean +\| PSNR \(mean over bands\): over 2 of 3 scenes \(infinite in 1\)/);
    expect(page).toMatch(/\| mean +\| ASSIM, L = 1 \(proper\): over 0 of 3 scenes \(not defined in 3\)/);
    expect(page).toMatch(/"calc" \| PSNR is infinite/);
    for (const { name } of iccv2021.settings) expect(page).toContain(`| ${name} `);
    expect(page).toMatch(/\| source +\| Z\. Zhu/);
    const plain = evaluationMarkdown({ ...evaluation, failures: [] });
    expect(plain).not.toContain('failed');
  });
});

describe('an evaluation as CSV', () => {
  it('keeps all digits, names rows, and is rectangular', () => {
    const rows = parseCsv(evaluationCsv(evaluation));
    expect(rows[0]).toEqual([
      'row',
      'name',
      'psnr [dB]',
      'assim-l2-as-published',
      'assim-l1',
      'sam [degrees]',
      'remark',
    ]);
    expect(rows[1]).toEqual(['scene', 'beads', '36.987654321', '0.99', '', '4.5', '']);
    expect(rows[2]).toEqual(['scene', `'=cmd|"calc"`, 'inf', '0.99', '', '0.0000321', 'PSNR is infinite']);
    expect(rows[3][1]).toBe('paints, old');
    expect(rows[4].slice(0, 3)).toEqual(['mean', 'over 3 scenes, 1 failed', '33.4938271605']);
    expect(rows[4][6]).toBe(
      'psnr over 2 of 3 scenes (infinite in 1); assim-l1 over 0 of 3 scenes (not defined in 3)',
    );
    expect(rows[5]).toEqual(['failed', "'@broken", '', '', '', '', 'CubeError: expected 2, found 1']);
    expect(rows.slice(6).map(([row]) => row)).toEqual(
      Array<string>(iccv2021.settings.length + 2).fill('setting'),
    );
    expect(rows.every((row) => row.length === 7)).toBe(true);
  });

  it('gives any text back, but for an apostrophe before what could be a formula', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 2 })),
        (rows) => {
          const read = parseCsv(csvTable(rows));
          expect(read.map((row) => row.map((cell) => cell.replace(/^'/, '')))).toEqual(
            rows.map((row) => row.map((cell) => cell.replace(/^'/, ''))),
          );
        },
      ),
    );
  });

  it.each(['=1+1', '+1', '-1', '@a', ' =1', '\t=1', '\tx', '\r', '＝1', '"=1"'])('defuses %j', (text) => {
    const [[cell]] = parseCsv(csvTable([[text]]));
    expect(cell).toBe(text === '"=1"' ? text : `'${text}`);
  });

  it('leaves negative numbers alone', () => {
    expect(csvTable([[-1.5, Number.NEGATIVE_INFINITY, Number.NaN, 'a-b']])).toBe('-1.5,-inf,,a-b\r\n');
  });
});

describe('an evaluation as JSON', () => {
  it('survives JSON, with words for what is not finite', () => {
    const document = evaluationDocument(evaluation);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(document.format).toBe('spectralift evaluation');
    expect(document.version).toBe(1);
    expect(document.scenes[0].figures).toEqual({
      psnr: 36.987654321,
      'assim-l2-as-published': 0.99,
      'assim-l1': null,
      sam: 4.5,
    });
    expect(document.scenes[1].figures['psnr']).toBe('Infinity');
    expect(document.scenes[2].worstGroup).toEqual({
      mrae: 0.5,
      pixels: 3,
      truth: [1, 2],
      estimate: [null, 2],
    });
    expect(document.means['assim-l1']).toEqual({ mean: null, scenes: 0, infinite: 0, undefined: 3 });
    expect(document.worst).toEqual({
      scene: 'paints, old',
      metric: 'psnr',
      value: 30,
      wavelengths: [400, 410],
      pixelsBy: 'angle',
      pixels: [{ x: 3, y: 4, spectralAngle: 9, relativeError: null, truth: [0.5, 0.25], estimate: [0.5, 1] }],
    });
    expect(document.failures).toEqual(evaluation.failures);
    expect(Object.keys(document.protocol)).toEqual(['name', 'title', 'source', 'rankedBy']);
  });
});
