/** A comparison end to end on small generated data: what is written, what is kept, what is refused. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeUnpairedData } from '../unpaired-data.ts';
import { failureOf, runCli, testFolder } from './run-cli.ts';

const { path } = testFolder();
beforeAll(() => writeUnpairedData(path('data')));

const compare = (...more: string[]): string[] => [
  ...['compare', 'cave', '--data', path('data'), '--threads', '1', '--batch', '1', '--patch', '48'],
  ...more,
];
const small = (...more: string[]): string[] => [
  ...compare('-o', path('out'), '--methods', 'deep-basis,agd-net-4,linear-regression'),
  ...['--width', 'reduced', ...more],
];
const written = async (...file: string[]) => JSON.parse(await readFile(path(...file), 'utf8'));

describe('compare', () => {
  it('trains under the budget, writes table and pictures, and does not train again', {
    timeout: 120_000,
  }, async () => {
    const { code, stdout, stderr } = await runCli(...small('--patches', '2'));
    expect(code, stderr).toBe(0);
    const result = await written('out', 'compare.json');
    const rows: { name: string; kind: string; figures: Record<string, number>; seconds?: number }[] =
      result.rows;
    expect(rows.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'linear-regression classical',
      'deep-basis trained',
      'agd-net-4 trained',
    ]);
    for (const { figures } of rows) {
      expect(Object.keys(figures)).toEqual(
        expect.arrayContaining(['psnr', 'assim-l1', 'sam', 'mrae', 'rmse', 'back-projection']),
      );
    }
    expect(new Set(rows.map(({ figures }) => figures['psnr'])).size).toBe(3);
    expect(result.rows[1]).toMatchObject({
      title: 'DBF, supervised, reduced',
      training: { steps: 2, patches: 2, reduced: expect.stringContaining('in place of') },
    });
    expect(result.rows[2].training.reduced).toBeUndefined();
    expect(result.rows[2].parameters).toBe(172_391);
    expect(result.command).toContain(
      '--methods linear-regression,deep-basis,agd-net-4 --patches 2 --batch 1 --patch 48 --seed 1 --width reduced',
    );
    expect(result.camera).toEqual({ name: 'Nikon D700', measured: false });
    expect(result.validation).toEqual(['superballs']);
    const markdown = await readFile(path('out', 'compare.md'), 'utf8');
    expect(stdout.trim()).toBe(markdown.trim());
    expect(await readFile(path('out', 'compare.svg'), 'utf8')).toContain('AGD-Net, 4 stages');
    expect((await sharp(path('out', 'error-maps.png')).metadata()).format).toBe('png');

    const row = await written('out', 'agd-net-4', 'row.json');
    const again = await runCli(...small('--patches', '2', '--pixels', 'superballs:5,7'));
    expect(again.code, again.stderr).toBe(0);
    expect(await written('out', 'agd-net-4', 'row.json')).toMatchObject({
      seconds: row.seconds,
      figures: { psnr: row.figures.psnr },
    });
    const { signatures } = await written('out', 'compare.json');
    expect(signatures.pixels).toHaveLength(1);
    expect(signatures.pixels[0]).toMatchObject({ scene: 'superballs', x: 5, y: 7, label: 'A' });
    expect(signatures.pixels[0].estimates['deep-basis']).toHaveLength(31);
    expect(await readFile(path('out', 'signatures.svg'), 'utf8')).toContain('A: superballs at 5,7');

    expect(await failureOf(1, ...small('--patches', '3'))).toMatch(
      /expected a row of budget .*another folder/,
    );
  });

  it('makes steps of minutes, and keeps them', async () => {
    const timed = ['--methods', 'deep-basis', '--width', 'reduced', '--minutes', '0.01'];
    const { code, stderr } = await runCli(...compare('-o', path('timed'), ...timed));
    expect(code, stderr).toBe(0);
    const { plan, budget } = await written('timed', 'deep-basis', 'plan.json');
    expect(budget).toMatchObject({ recipe: 'cave', camera: 'Nikon D700', extent: { minutes: 0.01 } });
    expect(plan.width).toBe('reduced');
    expect(plan.steps).toBe(Math.max(1, Math.floor(0.6 / plan.secondsPerStep)));
    expect((await written('timed', 'compare.json')).rows[0].training.steps).toBe(plan.steps);
  });

  it('refuses what it cannot mean', async () => {
    const unknown = compare('-o', path('none'), '--methods', 'linear-regression,hscnn');
    expect(await failureOf(2, ...unknown)).toMatch(/found 'hscnn': did you mean hscnn-d\?/);
    expect(await failureOf(2, 'compare', 'caves', '--data', 'x', '-o', 'y')).toMatch(
      /unknown recipe 'caves'/,
    );
    const twice = compare('-o', path('none'), '--minutes', '1', '--patches', '1');
    expect(await failureOf(2, ...twice)).toMatch(/either --minutes or --patches/);
    const outside = compare('-o', path('none'), '--pixels', 'superballs:500,1');
    expect(await failureOf(1, ...outside)).toMatch(/expected x in 0\.\.55/);
  });
});
