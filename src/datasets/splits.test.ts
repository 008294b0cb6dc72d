/** Splits keep what is alike together, whatever the order of the listing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAVE_VALIDATION, caveDataset } from './cave.ts';
import { DatasetError, type DatasetSample } from './dataset.ts';
import { icvlDataset, icvlSceneGroup } from './icvl.ts';
import { ICVL_FOLD_TEST, ICVL_FOLD_TRAIN, ICVL_SCENES } from './icvl-scenes.ts';
import { leakingGroups, publishedSplit, splitByGroup, splitByNames } from './splits.ts';

const ICVL_NAMES = [
  ...[
    '4cam_0411-1640-1',
    '4cam_0411-1648',
    'BGU_0403-1419-1',
    'bgu_0403-1439',
    'bgu_0403-1444',
    'BGU_0522-1136',
  ],
  ...[
    'bulb_0822-0903',
    'bulb_0822-0909',
    'eve_0331-1646',
    'eve_0331-1647',
    'eve_0331-1656',
    'gavyam_0823-0950-1',
  ],
  ...['Labtest_0910-1502', 'Labtest_0910-1504', 'Maz0326-1038', 'maz_0326-1048', 'nachal_0823-1110'],
  ...['nachal_0823-1117', 'nachal_0823-1118', 'objects_0924-1648', 'objects_0924-1650', 'objects_0924-1652'],
  ...[
    'pepper_0503-1228',
    'peppers_0503-1308',
    'plt_0411-1116',
    'plt_0411-1155',
    'prk_0328-1025',
    'prk_0328-1031',
  ],
  ...['rsh2_0406-1505', 'rsh_0406-1343', 'strt_0331-1027', 'Master2900k', 'Master5000K_2900K'],
];

const icvlSamples: readonly DatasetSample[] = ICVL_NAMES.map((name) => ({
  name,
  group: icvlSceneGroup(name),
}));

const samplesOf = (groups: readonly string[]): DatasetSample[] =>
  groups.map((group, index) => ({ name: `s${index}`, group }));

describe('runs of ICVL', () => {
  test.each([
    ['objects_0924-1648', 'objects_0924-1650'],
    ['nachal_0823-1110', 'nachal_0823-1121'],
    ['BGU_0403-1419-1', 'bgu_0403-1439'],
    ['Maz0326-1038', 'maz_0326-1048'],
    ['pepper_0503-1228', 'peppers_0503-1308'],
    ['rsh2_0406-1505', 'rsh_0406-1343'],
    ['gavyam_0823-0945', 'gavyam_0823-0950-1'],
    ['Ramot0325-1364', 'ramot_0325-1322'],
    ['Master2900k', 'Master20150112_f2_colorchecker'],
  ])('%s and %s are of one', (a, b) => {
    expect(icvlSceneGroup(a)).toBe(icvlSceneGroup(b));
  });

  test.each([
    ['bgu_0403-1444', 'BGU_0522-1136'],
    ['bguCAMP_0514-1659', 'bgu_0403-1444'],
    ['nachal_0823-1110', 'gavyam_0823-0930'],
    ['4cam_0411-1648', 'plt_0411-1116'],
  ])('%s and %s are of two', (a, b) => {
    expect(icvlSceneGroup(a)).not.toBe(icvlSceneGroup(b));
  });

  test('have the name that the docs say', () => {
    expect(icvlSceneGroup('objects_0924-1648')).toBe('objects_0924');
    expect(icvlSceneGroup('CC_40D_2_1103-0917')).toBe('cc_40d_2_1103');
  });
});

describe('a split by groups', () => {
  test('leaves every group whole and every sample somewhere, in any order of the listing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 2 ** 31 }),
        (groups, seed) => {
          const samples = samplesOf(groups);
          const split = splitByGroup(samples, { seed });
          expect([...split.keys()].sort()).toEqual(samples.map(({ name }) => name).sort());
          expect(leakingGroups(samples, split)).toEqual([]);
          const backwards = splitByGroup([...samples].reverse(), { seed });
          for (const { name } of samples) expect(backwards.get(name)).toBe(split.get(name));
        },
      ),
    );
  });

  test('comes near the shares where groups are small', () => {
    const samples = samplesOf(Array.from({ length: 300 }, (_, index) => `g${Math.floor(index / 3)}`));
    const split = [
      ...splitByGroup(samples, { seed: 5, shares: { train: 7, validation: 2, test: 1 } }).values(),
    ];
    const count = (wanted: string): number => split.filter((found) => found === wanted).length;
    expect(Math.abs(count('train') - 210)).toBeLessThanOrEqual(3);
    expect(Math.abs(count('validation') - 60)).toBeLessThanOrEqual(3);
    expect(Math.abs(count('test') - 30)).toBeLessThanOrEqual(3);
  });

  test('leaves no side with a share empty where there are groups enough', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 30 }), { minLength: 3, maxLength: 12 }),
        fc.tuple(
          fc.integer({ min: 1, max: 99 }),
          fc.integer({ min: 1, max: 99 }),
          fc.integer({ min: 1, max: 99 }),
        ),
        fc.nat(),
        (sizes, [train, validation, test], seed) => {
          const samples = samplesOf(sizes.flatMap((size, index) => Array(size + 1).fill(`g${index}`)));
          const split = splitByGroup(samples, { seed, shares: { train, validation, test } });
          expect(new Set(split.values()).size).toBe(3);
          expect(leakingGroups(samples, split)).toEqual([]);
        },
      ),
    );
    const two = samplesOf(['a', 'b']);
    expect(new Set(splitByGroup(two, { seed: 1 }).values()).size).toBe(2);
    expect([...splitByGroup(samplesOf(['a']), { seed: 1 }).values()]).toEqual(['train']);
  });

  test('of all scenes of ICVL keeps its long runs whole and comes near the shares', () => {
    const samples = ICVL_SCENES.map((name) => ({ name, group: icvlSceneGroup(name) }));
    for (let seed = 0; seed < 50; seed++) {
      const split = splitByGroup(samples, { seed });
      expect(leakingGroups(samples, split)).toEqual([]);
      const count = (wanted: string): number =>
        [...split.values()].filter((found) => found === wanted).length;
      expect(Math.abs(count('train') - 161)).toBeLessThanOrEqual(25);
      expect(count('validation')).toBeGreaterThan(0);
      expect(count('test')).toBeGreaterThan(0);
    }
  });

  test('leaves a side without a share empty, and another seed gives another split', () => {
    const samples = samplesOf(Array.from({ length: 40 }, (_, index) => `g${index}`));
    const shares = { train: 0.5, validation: 0.5, test: 0 };
    const [one, two] = [1, 2].map((seed) => splitByGroup(samples, { seed, shares }));
    expect([...one.values()]).not.toContain('test');
    expect([...one.values()]).not.toEqual([...two.values()]);
  });

  test.each([
    { train: -1, validation: 1, test: 1 },
    { train: 0, validation: 0, test: 0 },
    { train: Number.NaN, validation: 1, test: 1 },
    { train: Number.POSITIVE_INFINITY, validation: 1, test: 1 },
  ])('refuses the shares %o', (shares) => {
    expect(() => splitByGroup(samplesOf(['a']), { seed: 1, shares })).toThrow(DatasetError);
  });
});

describe('published splits', () => {
  test('the last 20 of ICVL leak, and the seeded split of the same scenes does not', () => {
    const split = publishedSplit(icvlDataset, 'last-20');
    expect(split.leaks).toMatch(/both sides/);
    const assigned = split.assign(icvlSamples);
    expect([...assigned.values()].filter((side) => side === 'test')).toHaveLength(20);
    expect(leakingGroups(icvlSamples, assigned).length).toBeGreaterThan(0);
    expect(leakingGroups(icvlSamples, splitByGroup(icvlSamples, { seed: 1 }))).toEqual([]);
  });

  test('the folds of ICVL are those that were published: 100 scenes a side, and they leak', () => {
    expect([ICVL_FOLD_TRAIN.length, ICVL_FOLD_TEST.length]).toEqual([100, 100]);
    expect(new Set(ICVL_SCENES.map((name) => name.toLowerCase())).size).toBe(201);
    const samples = ICVL_SCENES.map((name) => ({ name, group: icvlSceneGroup(name) }));
    const fold = publishedSplit(icvlDataset, 'fold-0').assign(samples);
    expect(fold.size).toBe(200);
    expect([fold.get('eve_0331-1551'), fold.get('eve_0331-1549')]).toEqual(['test', 'train']);
    expect([fold.get('Master2900k'), fold.get('Master5000K')]).toEqual(['train', 'test']);
    expect(fold.has('objects_0924-1614')).toBe(false);
    expect(leakingGroups(samples, fold)).toContain('objects_0924');
    const other = publishedSplit(icvlDataset, 'fold-1').assign(samples);
    for (const [name, side] of fold) expect(other.get(name)).toBe(side === 'test' ? 'train' : 'test');
  });

  test('a list of names does not heed case', () => {
    const { assign } = splitByNames('lists', { train: ['Beads'], validation: ['paints'] });
    const assigned = assign(['beads', 'Paints', 'cd'].map((name) => ({ name, group: name })));
    expect([...assigned]).toEqual([
      ['beads', 'train'],
      ['Paints', 'validation'],
    ]);
  });

  test('the five validation scenes of CAVE', () => {
    const samples = ['paints', 'beads', 'superballs'].map((name) => ({ name, group: name }));
    const assigned = publishedSplit(caveDataset, 'validation-5').assign(samples);
    expect([...assigned].filter(([, side]) => side === 'validation').map(([name]) => name)).toEqual([
      'paints',
      'superballs',
    ]);
    expect(CAVE_VALIDATION).toHaveLength(5);
  });

  test('an unknown name is refused with those that there are', () => {
    expect(() => publishedSplit(icvlDataset, 'last20')).toThrow(/last-20/);
  });
});
