/** Training without pairs, end to end on small generated data: files, a page, and a run that was killed. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/networks/safetensors.ts';
import { writeUnpairedData } from '../unpaired-data.ts';
import { failureOf, runCli, startCli, testFolder } from './run-cli.ts';

const { path } = testFolder();
beforeAll(() => writeUnpairedData(path('data')));

const STEPS = 6;
const SMALL = ['--batch', '1', '--patch', '20', '--growth', '2', '--threads', '1', '--checkpoint-every', '2'];
const common = (output: string): string[] => [
  ...['train', 'unsupervised-wild-cave', '--data', path('data'), '-o', path(output)],
  ...['--steps', String(STEPS), '--parser', 'none', '--json', ...SMALL],
];

async function vectorsOf(output: string): Promise<ReadonlyMap<string, Buffer>> {
  const { tensors } = readSafetensors(await readFile(path(output, 'checkpoint.safetensors')));
  return new Map(
    [...tensors].map(([name, { data }]) => [
      name,
      Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    ]),
  );
}

describe('train without pairs', () => {
  it('leaves weights, a log and a page; a run that is killed goes on to the same bits', {
    timeout: 180_000,
  }, async () => {
    const { code, stdout, stderr } = await runCli(...common('whole'));
    expect(code, stderr).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const validations = lines.filter((line) => 'validation' in line);
    expect(validations.map(({ step }) => step)).toEqual([2, 4, 6]);
    expect(Object.keys(validations[0].validation)).toEqual(
      expect.arrayContaining(['psnr', 'assim-l1', 'sam', 'sam-lit', 'mrae', 'back-projection', 'srfError']),
    );
    expect(lines.at(-2)).toMatchObject({ recipe: 'unsupervised-wild-cave', step: STEPS, batch: 1 });
    expect(lines.at(-2).figures).toMatchObject({ backProjection: expect.any(Number) });
    const page = await readFile(path('whole', 'report.html'), 'utf8');
    expect(page).toContain(`Step ${STEPS} of ${STEPS}`);
    expect(page).toContain('data:image/png;base64,');
    for (const file of ['generator.safetensors', 'srf-estimator.safetensors']) {
      expect(existsSync(path('whole', file)), file).toBe(true);
    }

    const { child, ended } = startCli(...common('killed'));
    while (!existsSync(path('killed', 'checkpoint.safetensors'))) {
      if (child.exitCode !== null) throw new Error((await ended).stderr);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    child.kill('SIGKILL');
    await ended;
    expect(await failureOf(2, ...common('killed'))).toMatch(/--resume to go on/);
    const resumed = await runCli(...common('killed'), '--resume');
    expect(resumed.code, resumed.stderr).toBe(0);
    const [whole, again] = [await vectorsOf('whole'), await vectorsOf('killed')];
    expect([...again.keys()]).toEqual([...whole.keys()]);
    for (const [name, bytes] of whole) expect(again.get(name)?.equals(bytes), name).toBe(true);
  });

  it('refuses choices that mean nothing, and parsers that are none', async () => {
    const base = ['train', 'camera-aware-generator', '--data', path('data'), '-o', path('other')];
    expect(await failureOf(2, ...base, '--penalty', 'one-centred')).toMatch(
      /recipe without pairs for --penalty/,
    );
    expect(await failureOf(2, ...base, '--no-clipping')).toMatch(/--no-clipping/);
    expect(await failureOf(2, ...base, '--weight', 'smoothness=1')).toMatch(/for --weight/);
    for (const wrong of ['smoothnes=1', 'smoothness=-1', 'smoothness', '__proto__=1']) {
      expect(await failureOf(2, ...base, '--weight', wrong), wrong).toMatch(/such as adversarial=1/);
    }
    expect(await failureOf(1, ...base, '--start', 'generatr')).toMatch(/did you mean generator/);
    const unpaired = ['train', 'unsupervised-camvid-cave', '--data', path('data'), '-o', path('other')];
    expect(await failureOf(2, ...unpaired, '--start', 'generator')).toMatch(/recipe on known spectra/);
    expect(await failureOf(1, ...unpaired, '--parser', path('none.onnx'))).toMatch(
      /expected a parser at .*none\.onnx/,
    );
    expect(await failureOf(2, 'reproduce', 'table4x', '--data', path('data'), '-o', path('other'))).toMatch(
      /unknown table 'table4x'/,
    );
  });
});
