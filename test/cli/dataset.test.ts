/** `spectralift dataset`: what is listed, what a check prints, and the exit codes. */
import { link, rm, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { caveScene, jpeg, sceneSample, text, together, writeTree } from '../dataset-trees.ts';
import { answerOf, failureOf, runCli, startCli, testFolder } from './run-cli.ts';

const folder = testFolder();

beforeAll(async () => {
  const dim: typeof sceneSample = (...at) => 0.6 * sceneSample(...at);
  await writeTree(
    folder.path('cave'),
    together(
      caveScene('beads', { width: 40, height: 30 }, dim),
      caveScene('paints', { width: 40, height: 30 }, (column, row, band) =>
        column < 4 ? 0 : dim(column, row, band),
      ),
    ),
  );
  await writeTree(
    folder.path('otb'),
    new Map([
      ['Deer/img/0001.jpg', await jpeg(40, 30)],
      ['Deer/groundtruth_rect.txt', text('1,1,40,30\n')],
    ]),
  );
});

describe('list', () => {
  it('names every data set, and tells all of one', async () => {
    const { code, stdout } = await runCli('dataset', 'list');
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(10);
    const { datasets } = await answerOf('dataset', 'list', 'icvl');
    expect(datasets).toMatchObject([
      {
        name: 'icvl',
        kind: 'cubes',
        splits: [{ leaks: expect.any(String) }, { name: 'fold-0' }, { name: 'fold-1' }],
      },
    ]);
    const one = (await runCli('dataset', 'list', 'hotc')).stdout;
    for (const word of ['cite', 'terms', 'layout', 'holds', 'each', 'groups', 'split', 'LEAKS', 'facts']) {
      expect(one).toMatch(new RegExp(`^${word === 'LEAKS' ? '.*' : ''}${word}`, 'm'));
    }
  });
});

describe('check', () => {
  it('ends with 0 where all is there and sound', async () => {
    const { code, stdout, stderr } = await runCli('dataset', 'check', 'otb', folder.path('otb'));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^there +1 sample in 1 group$/m);
    expect(stdout.trimEnd()).toMatch(/all there and sound$/);
  });

  it('ends with 3 and tells what is missing and wrong, and changes nothing', async () => {
    const { code, stdout, stderr } = await runCli('dataset', 'check', 'cave', folder.path('cave'));
    expect([code, stderr]).toEqual([3, '']);
    expect(stdout).toMatch(/^ +2 of 32 scenes$/m);
    expect(stdout).toMatch(/30 of 32 scenes: balloons, cd, /);
    expect(stdout).toMatch(/paints: columns 0\.\.3 do not continue the picture/);
    expect(stdout).toMatch(/unexpected size: 2\n +beads, paints: 40 x 30 pixels instead/);
    expect(stdout.trimEnd()).toMatch(/not all there, not all sound$/);
  });

  it('answers as JSON, also where something is wrong', async () => {
    const { code, stdout } = await runCli('dataset', 'check', 'cave', folder.path('cave'), '--json');
    expect(code).toBe(3);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({ dataset: 'cave', sound: false, quick: false, samples: 2 });
    expect(answer.findings).toContainEqual(
      expect.objectContaining({ sample: 'paints', kind: 'corrupt columns', weight: 'wrong' }),
    );
  });

  it('looks at headers only if it shall be quick', async () => {
    const { stdout } = await runCli('dataset', 'check', 'cave', folder.path('cave'), '--quick');
    expect(stdout).toMatch(/names and headers only/);
    expect(stdout).not.toMatch(/corrupt columns|^values/m);
  });

  it('goes on after a file that is broken', async () => {
    const broken = folder.path('cave/beads_ms/beads_ms_09.png');
    await writeFile(broken, 'no picture');
    const { code, stdout } = await runCli('dataset', 'check', 'cave', folder.path('cave'));
    await rm(broken);
    expect(code).toBe(3);
    expect(stdout).toMatch(/unreadable: 1\n +beads: .*beads_ms_09\.png/);
    expect(stdout).toMatch(/corrupt columns: 1/);
  });

  it('refuses other names, folders without the set, and no folder', async () => {
    expect(await failureOf(2, 'dataset', 'check', 'cavee', folder.path('cave'))).toMatch(
      /did you mean cave\?/,
    );
    expect(await failureOf(1, 'dataset', 'check', 'icvl', folder.path('otb'))).toMatch(
      /its layout is <scene>\.mat/,
    );
    expect(await failureOf(1, 'dataset', 'check', 'icvl', folder.path('nowhere'))).toMatch(/nothing there/);
    expect(await failureOf(2, 'dataset', 'check', 'icvl')).toMatch(/folder/);
  });

  it('says how it is used, with an example', async () => {
    for (const args of [['--help'], ['check', '--help']]) {
      const { code, stdout } = await runCli('dataset', ...args);
      expect(code).toBe(0);
      expect(stdout).toMatch(/Examples?:\n +spectralift dataset /);
    }
  });

  it('tells a few of many', async () => {
    const scenes = Array.from(
      { length: 300 },
      (_, index) => [`mat/x${index}_0101-1200.mat`, text('no')] as const,
    );
    await writeTree(folder.path('many'), new Map(scenes));
    const { code, stdout } = await runCli('dataset', 'check', 'icvl', folder.path('many'), '--quick');
    expect(code).toBe(3);
    expect(stdout).toMatch(/unreadable: 300\n/);
    expect(stdout).toMatch(/and 292 more \(see --json\)/);
    expect(stdout.split('\n').length).toBeLessThan(40);
  });

  it('can be interrupted', async () => {
    await writeTree(folder.path('long'), new Map([['Deer/img/1.jpg', await jpeg(1200, 900)]]));
    for (let frame = 2; frame <= 1500; frame++) {
      await link(folder.path('long/Deer/img/1.jpg'), folder.path(`long/Deer/img/${frame}.jpg`));
    }
    const { child, ended } = startCli('dataset', 'check', 'otb', folder.path('long'));
    await new Promise((resolve) => setTimeout(resolve, 2000));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect([code, stdout, stderr]).toEqual([130, '', 'spectralift: interrupted\n']);
  });
});

describe('split', () => {
  it('keeps groups whole, is the same for the same seed, and tells what it did', async () => {
    const args = ['dataset', 'split', 'cave', folder.path('cave'), '--seed', '4', '--shares', '1,1,0'];
    const { code, stdout, stderr } = await runCli(...args);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').sort()).toEqual([
      expect.stringMatching(/^train\t(beads|paints)$/),
      expect.stringMatching(/^validation\t(beads|paints)$/),
    ]);
    expect(stderr).toMatch(/^train: 1 sample in 1 group$/m);
    expect((await runCli(...args)).stdout).toBe(stdout);
    expect(await answerOf(...args)).toMatchObject({ dataset: 'cave', seed: 4, leaks: [], test: [] });
  });

  it('takes a split that others use, and tells what leaks and what takes no part', async () => {
    const names = ['eve_0331-1549', 'eve_0331-1551', 'objects_0924-1614'];
    await writeTree(folder.path('icvl'), new Map(names.map((name) => [`${name}.mat`, text('')])));
    const { code, stdout, stderr } = await runCli(
      ...['dataset', 'split', 'icvl', folder.path('icvl'), '--published', 'fold-0'],
    );
    expect([code, stdout]).toEqual([0, 'train\teve_0331-1549\ntest\teve_0331-1551\n']);
    expect(stderr).toMatch(/1 sample of the folder takes no part/);
    expect(stderr).toMatch(/leaks, 1 group on more than one side: eve_0331/);
  });

  it('refuses what cannot be meant', async () => {
    const split = ['dataset', 'split', 'cave', folder.path('cave')];
    expect(await failureOf(2, ...split, '--published', 'nix')).toMatch(/validation-5/);
    expect(await failureOf(2, ...split, '--published', 'validation-5', '--seed', '2')).toMatch(/--seed/);
    for (const shares of ['0,0,0', '-1,1,1']) {
      expect(await failureOf(2, ...split, `--shares=${shares}`)).toMatch(/--shares/);
    }
    expect(await failureOf(1, 'dataset', 'split', 'icvl', folder.path('otb'))).toMatch(/none of it/);
  });
});
