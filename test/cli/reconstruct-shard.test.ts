/** Shards as real processes: xargs, the environments of SLURM and Kubernetes, a kill in the middle, two at once. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CliResult,
  failureOf,
  runCli,
  runCliWith,
  startCli,
  startProgram,
  testFolder,
  writeUntrainedGenerator,
} from './run-cli.ts';

const { path } = testFolder();
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
if (!hasFfmpeg) console.warn('ffmpeg is not installed: the test of shards of a video is skipped');
const STEMS = ['p1', 'p2', 'p3', 'p10', 'p11'];
const ENDINGS = ['hdr', 'img', 'manifest.json', 'png', 'report.json'];
const outputs = (...stems: string[]): string[] =>
  stems.flatMap((stem) => ENDINGS.map((ending) => `${stem}.${ending}`)).sort();
const linesOf = (text: string): string[] => text.trimEnd().split('\n');

async function writePhoto(file: string, width: number, height: number, seed = 37): Promise<void> {
  const pixels = Uint8Array.from({ length: 3 * width * height }, (_, index) => (index * seed) % 200);
  await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(file);
}

let common: string[];
beforeAll(async () => {
  await mkdir(path('photos'));
  for (const [index, stem] of STEMS.entries())
    await writePhoto(path('photos', `${stem}.png`), 40, 30, 37 + index);
  common = ['--model', await writeUntrainedGenerator(path('weights.safetensors')), '--threads', '1'];
  const { code, stderr } = await reconstruct(path('whole'), '--shard', '1/1');
  expect(code, stderr).toBe(0);
  expect(await readdir(path('whole'))).toEqual(outputs(...STEMS));
});

const args = (out: string, ...more: string[]): string[] => [
  ...['reconstruct', path('photos'), '-o', out, ...common],
  ...more,
];
const reconstruct = (out: string, ...more: string[]): Promise<CliResult> => runCli(...args(out, ...more));

/** Hashes by name of all outputs that have no times in them. */
async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => !name.endsWith('.report.json'));
  const hashes = names.map(async (name) => {
    const bytes = await readFile(`${folder}/${name}`);
    return [name, createHash('sha256').update(bytes).digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}

describe('shards', () => {
  it.skipIf(process.platform === 'win32')(
    'by xargs make what one process makes, and again pass over it',
    async () => {
      const quoted = args(path('xargs'))
        .map((word) => `'${word}'`)
        .join(' ');
      const line = `seq 3 | xargs -P2 -I{} '${process.execPath}' "$SPECTRALIFT" ${quoted} --shard {}/3`;
      const first = await startProgram('sh', ['-c', line]).ended;
      expect(first.code, first.stderr).toBe(0);
      expect(linesOf(first.stdout)).toHaveLength(STEMS.length);
      expect(await contents(path('xargs'))).toEqual(await contents(path('whole')));
      const again = await startProgram('sh', ['-c', line]).ended;
      expect([again.code, again.stdout]).toEqual([0, '']);
      expect(again.stderr).toMatch(/skipped, complete already: p1\.png to p2\.png \(2\)/);
    },
  );

  it('are chosen by the variables of SLURM and Kubernetes', async () => {
    const slurm = (id: number): Record<string, string> => ({
      SLURM_ARRAY_TASK_ID: String(id),
      ...{ SLURM_ARRAY_TASK_MIN: '0', SLURM_ARRAY_TASK_MAX: '1', SLURM_ARRAY_TASK_COUNT: '2' },
    });
    const out = path('scheduled');
    const runs = [
      await runCliWith(slurm(0), ...args(out, '--shard', 'slurm')),
      await runCliWith({ JOB_COMPLETION_INDEX: '1' }, ...args(out, '--shard', 'kubernetes/2')),
    ];
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(runs.map(({ stdout }) => linesOf(stdout).map((line) => line.split('.png')[0]))).toEqual([
      ['p1', 'p11', 'p3'],
      ['p10', 'p2'],
    ]);
    expect(await contents(out)).toEqual(await contents(path('whole')));
  });

  it('do anew what another photo, other settings or a cut output make necessary, and nothing else', async () => {
    const out = path('changed');
    await reconstruct(out, '--shard', '1/1');
    await writeFile(`${out}/p3.img`, 'cut');
    const cut = await reconstruct(out, '--shard', '1/1', '--json');
    const kinds = (text: string): string[] =>
      linesOf(text).map((line) => {
        const { photo, skipped } = JSON.parse(line);
        return `${photo.file}${skipped ? '' : ' done'}`;
      });
    expect(kinds(cut.stdout)).toEqual(['p1.png', 'p10.png', 'p11.png', 'p2.png', 'p3.png done']);
    expect(await contents(out)).toEqual(await contents(path('whole')));
    const other = await reconstruct(out, '--shard', '2/5', '--data-type', 'uint16', '--json');
    expect(kinds(other.stdout)).toEqual(['p10.png done']);
  });

  it('give exit code 3 where a photo fails, do the others, and do it when it can be read', async () => {
    const photos = path('photos-with-one-broken');
    await mkdir(photos);
    await writePhoto(`${photos}/a.png`, 30, 20);
    const whole = await readFile(`${photos}/a.png`);
    await writeFile(`${photos}/b.png`, whole.subarray(0, whole.length / 2));
    await writeFile(`${photos}/c.png`, whole);
    const run = () => runCli('reconstruct', photos, '-o', path('mended'), ...common, '--shard', '1/1');
    const { code, stderr } = await run();
    expect([code, await readdir(path('mended'))]).toEqual([3, outputs('a', 'c')]);
    expect(stderr).toMatch(/b\.png: expected a whole picture/);
    await writeFile(`${photos}/b.png`, whole);
    const again = await run();
    expect([again.code, linesOf(again.stdout).length]).toEqual([0, 1]);
  });
});

describe.skipIf(process.platform === 'win32')('processes that meet accidents', () => {
  /** Photos that take some seconds on one thread. */
  async function slowWork(name: string): Promise<(out: string) => string[]> {
    const photos = path(`slow-${name}`);
    await mkdir(photos);
    for (const stem of ['a', 'b', 'c']) await writePhoto(`${photos}/${stem}.png`, 300, 200);
    const model = await writeUntrainedGenerator(path(`slow-${name}.safetensors`), 16);
    return (out) => [
      'reconstruct',
      photos,
      '-o',
      path(out),
      '--model',
      model,
      '--threads',
      '1',
      '--shard',
      '1/1',
    ];
  }

  it('a killed shard, repeated, leaves the same files as one that was not', async () => {
    const command = await slowWork('killed');
    const { child, ended } = startCli(...command('killed'));
    child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), 150)); // a is told, b at work
    await ended;
    const left = await readdir(path('killed'));
    expect(left).toContain('a.manifest.json');
    expect(left.some((name) => name.endsWith('.tmp'))).toBe(true);
    expect(existsSync(path('killed', 'c.manifest.json'))).toBe(false);
    const { code, stderr } = await runCli(...command('killed'));
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/skipped, complete already: a\.png/);
    expect(await readdir(path('killed'))).toEqual(outputs('a', 'b', 'c'));
    await runCli(...command('unharmed'));
    expect(await contents(path('killed'))).toEqual(await contents(path('unharmed')));
  });

  it('two on the same shard at once make what one makes', async () => {
    const command = await slowWork('twice');
    const both = await Promise.all([runCli(...command('both')), runCli(...command('both'))]);
    expect(
      both.map(({ code }) => code),
      both.map(({ stderr }) => stderr).join(''),
    ).toEqual([0, 0]);
    expect(await readdir(path('both'))).toEqual(outputs('a', 'b', 'c'));
    await runCli(...command('one'));
    expect(await contents(path('both'))).toEqual(await contents(path('one')));
  });
});

describe.skipIf(!hasFfmpeg)('shards of a video', () => {
  it('have a stretch of frames each, and the response of the first frame of all', async () => {
    const source = ['-f', 'lavfi', '-i', 'testsrc=size=32x24:rate=25:duration=0.8', '-c:v', 'mpeg4'];
    expect(spawnSync('ffmpeg', ['-v', 'error', ...source, path('clip.mp4')]).status).toBe(0);
    const run = (out: string, shard: string) =>
      runCli(
        ...['reconstruct', path('clip.mp4'), '-o', path(out), ...common, '--shard', shard],
        ...['--linear', '--camera', 'estimate'],
      );
    const runs = [
      await run('stretches', '1/2'),
      await run('stretches', '2/2'),
      await run('one-stretch', '1/1'),
    ];
    expect(runs.map(({ code, stdout }) => [code, linesOf(stdout).length])).toEqual([
      [0, 10],
      [0, 10],
      [0, 20],
    ]);
    expect(await contents(path('stretches'))).toEqual(await contents(path('one-stretch')));
    expect((await run('stretches', '2/2')).stderr).toMatch(
      /clip\.mp4, frame 11 to clip\.mp4, frame 20 \(10\)/,
    );
  });
});

it('wrong usage is said before anything runs', async () => {
  const refused = (...more: string[]) => failureOf(2, ...args(path('x'), ...more));
  expect(await refused('--shard', '4/3')).toMatch(/found 4 of 3 \(shards are counted from 1/);
  expect(await refused('--shard', 'slurm')).toMatch(/SLURM_ARRAY_TASK_ID, found nothing/);
  expect(await refused('--shard', '1/2', '--resume')).toMatch(/no --resume with shards/);
  expect(await refused('--verify')).toMatch(/expected --shard with --verify/);
  expect(existsSync(path('x'))).toBe(false);
});
