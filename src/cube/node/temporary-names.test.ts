/** What killed processes leave is told from what living ones write. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processSpace, removeStale, temporaryName } from './temporary-names.ts';

const DAY = 86_400_000;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
});
afterEach(() => rm(folder, { recursive: true }));

const leave = (...names: string[]) => Promise.all(names.map((name) => writeFile(join(folder, name), 'half')));
const nameOf = (space: string, pid: number | undefined): string =>
  `.spectralift-${space}-${pid}-0123456789ab.tmp`;
const space = processSpace();

test('what a dead process of this machine left goes, what a living one and we ourselves write stays', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const living = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  try {
    const [gone, kept, own] = [nameOf(space, dead), nameOf(space, living.pid), temporaryName()];
    await leave(gone, kept, own, gone.replace('.tmp', '-old.tmp'), 'photo.png', '.spectralift-notes.tmp');
    await mkdir(join(folder, nameOf(space, dead).replace('0123', '4567')));
    expect(await removeStale(folder, Date.now() + 9 * DAY)).toHaveLength(3);
    expect((await readdir(folder)).sort()).toEqual([kept, own, '.spectralift-notes.tmp', 'photo.png'].sort());
  } finally {
    living.kill('SIGKILL');
  }
});

test('what another machine writes stays for a day after the last write, whoever has its number here', async () => {
  const [other, old] = [nameOf('00000000', 1), '.spectralift-77-0123456789ab.tmp'];
  await leave(other, old);
  expect(await removeStale(folder, Date.now() + 0.9 * DAY)).toEqual([]);
  const yesterday = new Date(Date.now() - 2 * DAY);
  await utimes(join(folder, other), yesterday, yesterday); // renamed or linked a moment ago
  expect(await removeStale(folder, Date.now())).toEqual([]);
  expect((await removeStale(folder, Date.now() + 1.1 * DAY)).sort()).toEqual([other, old].sort());
});

test('a folder that is not there holds nothing stale', async () => {
  expect(await removeStale(join(folder, 'none'), Date.now())).toEqual([]);
});
