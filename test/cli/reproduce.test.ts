/** A table of trained rows, end to end on small generated data: its three forms, what is kept, what is refused. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeUnpairedData } from '../unpaired-data.ts';
import { failureOf, runCli, testFolder } from './run-cli.ts';

const { path } = testFolder();
beforeAll(() => writeUnpairedData(path('data')));

const table = (...more: string[]): string[] => [
  ...['reproduce', 'table6', '--data', path('data'), '-o', path('out'), '--threads', '1'],
  ...['--batch', '1', '--patch', '32', '--rate', 'generator=0.002', ...more],
];

describe('reproduce', () => {
  it('trains every row under the budget, writes the table, and does not train again', {
    timeout: 240_000,
  }, async () => {
    const { code, stdout, stderr } = await runCli(...table('--steps', '1'));
    expect(code, stderr).toBe(0);
    const written = JSON.parse(await readFile(path('out', 'table6', 'table6.json'), 'utf8'));
    expect(written.budget).toMatchObject({ steps: 1, batch: 1, patch: 32, 'generator rate': 0.002 });
    expect(written.command).toContain('--steps 1 --batch 1 --patch 32 --seed 1 --rate generator=0.002');
    expect(written.rows.map(({ name }: { name: string }) => name)).toEqual([
      'unsupervised-camvid-cave',
      'unsupervised-camvid-mosaics',
      'unsupervised-wild-cave',
      'unsupervised-wild-mosaics',
    ]);
    const figures = written.rows.map((row: { figures: { psnr: number } }) => row.figures.psnr);
    expect(new Set(figures).size).toBe(4);
    const markdown = await readFile(path('out', 'table6', 'table6.md'), 'utf8');
    expect(stdout.trim()).toBe(markdown.trim());
    expect(markdown).toContain('generator rate 0.002');
    expect(await readFile(path('out', 'table6', 'table6.svg'), 'utf8')).toContain('<svg');

    const row = path('out', 'table6', 'unsupervised-wild-cave', 'row.json');
    const told = JSON.parse(await readFile(row, 'utf8'));
    const again = await runCli(...table('--steps', '1'));
    expect(again.code, again.stderr).toBe(0);
    expect(JSON.parse(await readFile(row, 'utf8'))).toEqual(told);
    expect(await failureOf(1, ...table('--steps', '2'))).toMatch(
      /expected a row of budget .*another folder/s,
    );
  });
});
