/** Ctrl-C: exit code 130, and nothing half-written is left. */
import { mkdir, readdir } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { startCli, testFolder, writeUntrainedGenerator } from './run-cli.ts';

const { path } = testFolder();
const SIDE = 1500;

beforeAll(async () => {
  await writeUntrainedGenerator(path('weights.safetensors'), 62);
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: 'black', noise } })
    .png()
    .toFile(path('photo.png'));
});

/** Waits until a file appears in a folder. */
async function firstFile(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if ((await readdir(folder)).length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`nothing appeared in ${folder}`);
}

describe.skipIf(process.platform === 'win32')('an interrupted command', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind: reconstruct, %s', async (signal) => {
    const out = path(signal);
    await mkdir(out);
    const { child, ended } = startCli(
      ...['reconstruct', path('photo.png'), '-o', `${out}/cube`, '--model', path('weights.safetensors')],
    );
    await firstFile(out);
    child.kill(signal);
    const { code, stdout, stderr } = await ended;
    expect(code, stderr).toBe(130);
    expect([stdout, stderr]).toEqual(['', 'spectralift: interrupted\n']);
    expect(await readdir(out)).toEqual([]);
  });

  it('is ended at once by a second Ctrl-C, and leaves nothing either', async () => {
    const out = path('twice');
    await mkdir(out);
    const { child, ended } = startCli(
      ...['reconstruct', path('photo.png'), '-o', `${out}/cube`, '--model', path('weights.safetensors')],
    );
    await firstFile(out);
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(await readdir(out)).toEqual([]);
  });

  it('is ended at once where it cannot listen: sample', async () => {
    const { child, ended } = startCli('sample', '-o', path('sample'), '--width', '1200', '--height', '900');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect((await readdir(path())).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
