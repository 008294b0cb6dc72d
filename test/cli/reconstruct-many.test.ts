/** Several photos and folders of photos through the command line: what is written, said and answered. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CliResult,
  failureOf,
  runCli,
  startCli,
  testFolder,
  writeUntrainedGenerator,
} from './run-cli.ts';

const { path } = testFolder();
const FOUR = ['hdr', 'img', 'png', 'report.json'];
const outputs = (...stems: string[]): string[] =>
  stems.flatMap((stem) => FOUR.map((ending) => `${stem}.${ending}`)).sort();

async function writePhoto(file: string, width: number, height: number): Promise<void> {
  const pixels = Uint8Array.from({ length: 3 * width * height }, (_, index) => (index * 37) % 200);
  await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(file);
}

beforeAll(async () => {
  await writeUntrainedGenerator(path('weights.safetensors'));
  await mkdir(path('photos'));
  await mkdir(path('bad'));
  await mkdir(path('other'));
  await writePhoto(path('photos', 'p10.jpg'), 40, 30);
  await writePhoto(path('photos', 'p9.png'), 30, 40);
  await writePhoto(path('photos', 'p11.WEBP'), 24, 16);
  await writePhoto(path('other', 'p10.png'), 24, 16);
  const whole = await readFile(path('photos', 'p10.jpg'));
  await writeFile(path('photos', 'p1.jpg'), whole.subarray(0, whole.length / 2));
  await writeFile(path('bad', 'a.jpg'), 'no picture');
  await writeFile(path('bad', 'b.jpg'), '');
});

function reconstruct(...args: string[]): Promise<CliResult> {
  return runCli('reconstruct', ...args, '--model', path('weights.safetensors'));
}

const linesOf = (text: string): string[] => text.trimEnd().split('\n');
const answersOf = (text: string): unknown[] => linesOf(text).map((line): unknown => JSON.parse(line));

describe('a folder of photos', () => {
  it('is reconstructed in natural order; a damaged photo stops nothing and gives exit code 3', async () => {
    const { code, stdout, stderr } = await reconstruct(path('photos'), '-o', path('made', 'here'));
    expect(code, stderr).toBe(3);
    expect(await readdir(path('made', 'here'))).toEqual(outputs('p10', 'p11', 'p9'));
    expect(linesOf(stdout).map((line) => line.split(',')[0])).toEqual([
      'p9.png: 30 x 40',
      'p10.jpg: 40 x 30',
      'p11.WEBP: 24 x 16',
    ]);
    expect(linesOf(stderr)).toEqual([
      expect.stringMatching(
        /^spectralift: p1\.jpg: expected a whole picture, found .* \(.* copy or export it again\)$/,
      ),
      expect.stringMatching(/^3 photos done, 1 failed; 0\.00 megapixels in \d:\d\d, /),
    ]);
  });

  it('answers with a JSON line a photo: the report, or the error, or that it was passed over', async () => {
    const { stdout } = await reconstruct(path('photos'), '-o', path('json'), '--json');
    const [broken, ...reports] = answersOf(stdout);
    expect(broken).toEqual({
      photo: { file: 'p1.jpg' },
      error: {
        name: 'PhotoError',
        message: expect.stringMatching(/^p1\.jpg: expected a whole picture/),
        hint: expect.stringMatching(/copy or export/),
      },
    });
    const written = ['p9', 'p10', 'p11'].map(
      async (stem): Promise<unknown> =>
        JSON.parse(await readFile(path('json', `${stem}.report.json`), 'utf8')),
    );
    expect(reports).toEqual(await Promise.all(written));
    const again = await reconstruct(path('photos'), '-o', path('json'), '--json', '--resume');
    expect(again.code).toBe(3);
    expect(answersOf(again.stdout)).toEqual([
      broken,
      ...['p9.png', 'p10.jpg', 'p11.WEBP'].map((file) =>
        expect.objectContaining({ photo: { file }, skipped: true }),
      ),
    ]);
  });

  it('is resumed: what is complete is passed over and said so', async () => {
    const photos = ['p9.png', 'p10.jpg', 'p11.WEBP'].map((name) => path('photos', name));
    const out = path('resumed');
    await reconstruct(...photos, '-o', out);
    await rm(path('resumed', 'p11.report.json'));
    await rm(path('resumed', 'p11.hdr'));
    const without = await reconstruct(...photos, '-o', out);
    expect([without.code, linesOf(without.stderr)[0]]).toEqual([1, expect.stringMatching(/--resume/)]);
    const { code, stdout, stderr } = await reconstruct(...photos, '-o', out, '--resume', '--overwrite');
    expect(code, stderr).toBe(0);
    expect(linesOf(stdout)).toEqual([expect.stringMatching(/^p11\.WEBP: /)]);
    expect(linesOf(stderr)[0]).toBe('skipped, complete already: p9.png to p10.jpg (2)');
    const nothing = await reconstruct(...photos, '-o', out, '--resume');
    expect([nothing.code, nothing.stdout]).toEqual([0, '']);
  });

  it('gives exit code 1 if every photo fails, and makes no folder then', async () => {
    const { code, stderr } = await reconstruct(path('bad'), '-o', path('none'));
    expect(code).toBe(1);
    expect(linesOf(stderr).at(-1)).toBe('0 photos done, 2 failed');
    await expect(readdir(path('none'))).rejects.toThrow(/ENOENT/);
  });
});

describe('one photo', () => {
  it('goes into a folder if that is named, and is passed over with --resume', async () => {
    const args = [path('photos', 'p9.png'), '-o', `${path('single')}/`];
    expect((await reconstruct(...args)).code).toBe(0);
    expect(await readdir(path('single'))).toEqual(outputs('p9'));
    const { code, stdout, stderr } = await reconstruct(...args, '--resume');
    expect([code, stdout, stderr]).toEqual([0, '', 'skipped, complete already: p9.png\n']);
  });
});

describe('inputs that cannot be taken together', () => {
  const refused = (...args: string[]): Promise<string> =>
    failureOf(2, 'reconstruct', ...args, '--model', path('weights.safetensors'));

  it('are refused before anything runs: two of one name, a file in place of the folder, a cube', async () => {
    const [first, second] = [path('photos', 'p10.jpg'), path('other', 'p10.png')];
    expect(await refused(path('photos'), second, '-o', path('x'))).toContain(`found ${first} and ${second}`);
    expect(await refused(path('photos'), '-o', first)).toMatch(/found a file, .*p10\.jpg/);
    expect(await refused(path('photos'), '-o', path('x.npy'))).toMatch(/found the name of a cube/);
    expect(await refused(path('photos'), '-o', path('photos'))).toMatch(/another folder for the outputs/);
    await expect(readdir(path('x'))).rejects.toThrow(/ENOENT/);
  });

  it('are refused with options for videos where there is none', async () => {
    expect(await refused(path('photos'), '-o', path('x'), '--every', '2')).toMatch(
      /expected a video with --every/,
    );
    expect(await refused(path('photos'), '-o', path('x'), '--frames', '9-2')).toMatch(
      /expected frames such as/,
    );
  });
});

describe.skipIf(process.platform === 'win32')('an interrupted folder', () => {
  it('keeps what is done, leaves nothing half-written, and says how to go on', async () => {
    await mkdir(path('large'));
    await writePhoto(path('large', 'a.png'), 40, 30);
    await writePhoto(path('large', 'b.png'), 1500, 1500);
    const weights = await writeUntrainedGenerator(path('slow.safetensors'), 62);
    const { child, ended } = startCli('reconstruct', path('large'), '-o', path('cut'), '--model', weights);
    child.stdout?.once('data', () => child.kill('SIGINT')); // a.png is told, b.png at work
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(130);
    expect(linesOf(stderr)).toEqual([
      expect.stringMatching(/^1 photo done; .*; go on with --resume$/),
      'spectralift: interrupted',
    ]);
    expect(await readdir(path('cut'))).toEqual(outputs('a'));
  });
});
