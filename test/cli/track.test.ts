/** `track` and the videos that `sample --sequence` makes, as a person runs them. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli, testFolder, writeUntrainedGenerator } from './run-cli.ts';

const { path } = testFolder();
const SIZE = ['--width', '96', '--height', '96', '--frames', '4'];

beforeAll(async () => {
  await writeUntrainedGenerator(path('weights.safetensors'));
  const { code, stderr } = await runCli('sample', '--sequence', '-o', path('video'), ...SIZE);
  expect(code, stderr).toBe(0);
});

describe('sample --sequence', () => {
  it('writes frames, cubes and boxes', async () => {
    expect((await readdir(path('video'))).sort()).toEqual([
      'cubes',
      'groundtruth_rect.1.txt',
      'groundtruth_rect.2.txt',
      'img',
      'sequence.json',
    ]);
    expect((await readdir(path('video', 'img'))).length).toBe(4);
    expect((await readdir(path('video', 'cubes'))).length).toBe(8);
    const again = await runCli('sample', '--sequence', '-o', path('video'), ...SIZE);
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/found a file already there/)]);
    const alone = await runCli('sample', '-o', path('scene'), '--frames', '4');
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringMatching(/together with --sequence/)]);
  });
});

describe('track', () => {
  it('tells figures, and progress as JSON lines', async () => {
    const args = ['track', path('video'), '--object', '2', '--rgb', '-o', path('rgb')];
    const plain = await runCli(...args);
    expect(plain.code, plain.stderr).toBe(0);
    expect(plain.stdout).toMatch(/\| method \| +AP % \|[\s\S]*\| RGB +\|/);
    const { code, stdout, stderr } = await runCli(...args, '--overwrite', '--json');
    expect(code, stderr).toBe(0);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.slice(0, -1).map(({ progress }) => progress.done)).toEqual([2, 3, 4]);
    expect(lines[0].progress).toMatchObject({ total: 4, framesPerSecond: expect.any(Number) });
    expect(lines[3]).toMatchObject({ method: 'RGB', frames: 4, figures: { frames: 4 } });
  });

  it('reconstructs the search area, and says with which response', async () => {
    const model = ['--model', path('weights.safetensors'), '--frames', '2'];
    const known = await runCli('track', path('video'), '--object', '1', ...model, '-o', path('known'));
    expect(known.code, known.stderr).toBe(0);
    expect(known.stderr).toMatch(
      /response srgb: .*\n.*known beforehand: of every frame only the search area/,
    );
    const guess = [...model, '--camera', 'estimate', '-o', path('estimated')];
    const estimated = await runCli('track', path('video'), '--object', '1', ...guess);
    expect(estimated.code, estimated.stderr).toBe(0);
    expect(estimated.stderr).toMatch(/estimated once, from the whole first frame/);
  });

  it('takes a box in place of the file', async () => {
    const box = ['--box', '10,10,20,20', '--rgb', '-o', path('box')];
    const { code, stdout, stderr } = await runCli('track', path('video'), '--object', '1', ...box);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/RGB: 4 frames in/);
    expect((await readFile(path('box', 'boxes.txt'), 'utf8')).split('\n')[0]).toBe('10,10,20,20');
    expect(await readdir(path('box'))).not.toContain('precision.svg');
  });

  it.each([
    [['--rgb', '--model', 'generator', '--object', '1'], 2, /one of --model, --cube and --rgb, found 2/],
    [['--rgb'], 1, /expected one object in .*, found 2/],
    [['--rgb', '--object', '1', '--box', '900,10,20,20'], 1, /outside the frame/],
    [['--rgb', '--object', '1', '--library', 'x'], 2, /--library with spectra, found --rgb/],
    [['--object', '1', '--cube', 'nowhere'], 1, /nowhere/],
  ])('refuses %j', async (args, expected, message) => {
    const { code, stdout, stderr } = await runCli('track', path('video'), ...args, '-o', path('refused'));
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toMatch(message);
  });

  it('takes videos where ffmpeg is installed', async () => {
    await writeFile(path('clip.mp4'), 'no video');
    const box = ['--box', '10,10,20,20', '--rgb', '-o', path('clip')];
    const { code, stderr } = await runCli('track', path('clip.mp4'), ...box);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ffmpeg to be installed, found no ffprobe|a file that ffprobe cannot read/);
  });

  it('goes on after an interrupt', async () => {
    const args = [
      'track',
      path('video'),
      '--object',
      '1',
      '--cube',
      path('video', 'cubes'),
      '-o',
      path('stopped'),
    ];
    const { child, ended } = startCli(...args, '--json');
    await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
    child.kill('SIGINT');
    const { code } = await ended;
    if (code === 0) return; // it was faster than the signal
    expect(code).toBe(130);
    expect(await readdir(path('stopped'))).toEqual(['state.safetensors']);
    const resumed = await runCli(...args, '--resume');
    expect(resumed.code, resumed.stderr).toBe(0);
    const whole = await runCli(...args.slice(0, -1), path('whole'));
    expect(whole.code, whole.stderr).toBe(0);
    expect(await readFile(path('stopped', 'boxes.txt'), 'utf8')).toBe(
      await readFile(path('whole', 'boxes.txt'), 'utf8'),
    );
  });
});
