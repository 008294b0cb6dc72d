/** A video through the command line, where ffmpeg is installed; and without it. */
import { spawn, spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCube } from '../../src/cube/node/open-cube.ts';
import { runCli, startCli, testFolder, writeUntrainedGenerator } from './run-cli.ts';

const { path } = testFolder();
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
if (!hasFfmpeg) console.warn('ffmpeg is not installed: the tests of videos are skipped');

const reconstruct = (...args: string[]) =>
  runCli('reconstruct', ...args, '--model', path('weights.safetensors'));

function makeVideo(name: string, size: string, seconds: number, ...more: string[]): void {
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=10:duration=${seconds}`];
  const made = spawnSync('ffmpeg', ['-v', 'error', ...source, ...more, path(name)], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
}

beforeAll(() => writeUntrainedGenerator(path('weights.safetensors')));

describe.skipIf(!hasFfmpeg)('a video', () => {
  beforeAll(() => makeVideo('clip.mkv', '40x30', 1, '-c:v', 'ffv1'));

  it('gives a cube a frame, all read with one response', async () => {
    const out = path('frames');
    const args = [
      path('clip.mkv'),
      '-o',
      out,
      '--camera',
      'estimate',
      '--linear',
      '--frames',
      '2-8',
      '--every',
      '3',
    ];
    const { code, stdout, stderr } = await reconstruct(...args, '--json');
    expect(code, stderr).toBe(0);
    const stems = ['clip-000002', 'clip-000005', 'clip-000008'];
    const four = (stem: string) => ['hdr', 'img', 'png', 'report.json'].map((ending) => `${stem}.${ending}`);
    expect((await readdir(out)).sort()).toEqual(stems.flatMap(four).sort());
    const reports = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(reports.map(({ photo }) => photo.file)).toEqual(
      [2, 5, 8].map((frame) => `clip.mkv, frame ${frame}`),
    );
    expect(new Set(reports.map(({ response }) => JSON.stringify(response))).size).toBe(1);
    const { metadata, width, height } = await readCube(path('frames', 'clip-000005.hdr'));
    expect([width, height, metadata.source]).toEqual([40, 30, 'clip.mkv, frame 5']);
    expect((await reconstruct(...args, '--resume')).stderr).toMatch(/^skipped, complete already: .* \(3\)$/m);
  });

  it('says that its own curve is not undone', async () => {
    await reconstruct(path('clip.mkv'), '-o', path('one'), '--frames', '1');
    const report = await readFile(path('one', 'clip-000001.report.json'), 'utf8');
    expect(JSON.parse(report).notes).toContain('video taken as sRGB; its own transfer curve is not undone');
  });

  it('that is none fails, and the photos beside it do not', async () => {
    await writeFile(path('none.mp4'), 'no video');
    await runCli('sample', '-o', path('sample'), '--width', '24', '--height', '16');
    const { code, stdout, stderr } = await reconstruct(
      path('none.mp4'),
      path('sample', 'photo.png'),
      '-o',
      path('two'),
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^spectralift: none\.mp4: expected a video, found a file that ffprobe cannot read/,
    );
    expect(stdout).toMatch(/^photo\.png: 24 x 16/);
  });

  it.skipIf(process.platform === 'win32')('is given up at Ctrl-C, with ffmpeg', async () => {
    makeVideo('long.mkv', '320x240', 30, '-c:v', 'ffv1');
    const weights = path('weights.safetensors');
    const { child, ended } = startCli('reconstruct', path('long.mkv'), '-o', path('cut'), '--model', weights);
    child.stdout?.once('data', () => child.kill('SIGINT'));
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(130);
    expect((await readdir(path('cut'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const running = spawnSync('ps', ['-Ao', 'args'], { encoding: 'utf8' });
    expect(running.stdout ?? '').not.toContain(`file:${path('long.mkv')}`);
  });
});

it('without ffmpeg fails with a hint how to get it', async () => {
  await writeFile(path('clip.mp4'), '');
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  const args = ['reconstruct', path('clip.mp4'), '-o', path('x'), '--model', path('weights.safetensors')];
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, PATH: '', Path: '' } });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(said).toMatch(/clip\.mp4: expected ffmpeg to be installed, found no ffprobe \(.*apt install ffmpeg/);
  expect(code).toBe(1);
});
