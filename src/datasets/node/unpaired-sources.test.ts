import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeUnpairedData } from '../../../test/unpaired-data.ts';
import { Random } from '../../random.ts';
import { CAMVID_CLASSES } from '../camvid.ts';
import { DatasetError } from '../dataset.ts';
import { IGNORED } from '../label-map.ts';
import { PhotoSampler } from '../photo-sampler.ts';
import { type PhotoSetName, SPECTRA_SETS, type SpectraSetName, UNPAIRED_PAIRS } from '../unpaired-sets.ts';
import { caveSides, readLabelledPhotos, readUnpairedSources } from './unpaired-sources.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
  await writeUnpairedData(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const read = (photos: readonly PhotoSetName[], spectra: readonly SpectraSetName[], seed = 1) =>
  readUnpairedSources({
    folder,
    photos,
    spectra,
    heldOut: ['Nikon D700'],
    size: 20,
    random: new Random(seed),
  });

describe('the two sides of unpaired training', () => {
  it('are read from a folder a set', async () => {
    const { photos, spectra } = await read(['camvid', 'wild', 'cave-renderings'], ['cave', 'mosaics']);
    expect(photos.map(({ name, classes }) => [name, classes.length])).toEqual([
      ['camvid', CAMVID_CLASSES.length],
      ['wild', 0],
      ['cave-renderings', 0],
    ]);
    expect(photos.map(({ photos: { count } }) => count)).toEqual([3, 1, 16]); // two scenes, eight times each
    const labelled = await photos[0].photos.read(2);
    expect(labelled).toMatchObject({ width: 64, height: 48 });
    expect([...new Set(labelled.labels)].sort()).toEqual([IGNORED, 0, 3]);
    expect(await photos[0].photos.read(2)).toBe(labelled); // decoded once
    expect((await photos[1].photos.read(0)).labels).toBeUndefined();
    const random = new Random(2);
    for (const source of spectra) {
      const { data, mask } = await source.draw(random);
      expect([source.bands, data.length, mask.length]).toEqual([31, 31 * 400, 400]);
      expect(data.every((value) => value >= 0 && value < 3)).toBe(true);
    }
  });

  it('show no scene on both sides, whatever is asked for', async () => {
    const scenes = Array.from({ length: 15 }, (_, index) => `scene ${index}`);
    const { rendered, measured } = caveSides(scenes);
    expect([rendered.length, measured.length]).toEqual([5, 10]);
    expect([...rendered, ...measured].sort()).toEqual([...scenes].sort());
    const alone = await read([], ['cave']);
    const both = await read(['cave-renderings'], ['cave']);
    const [a, b] = await Promise.all([alone, both].map(({ spectra }) => spectra[0].draw(new Random(7))));
    expect(a.data).toEqual(b.data);
  });

  it('render the same pictures from the same numbers, and others from others', async () => {
    const [first, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => read(['cave-renderings'], [], seed)),
    );
    const picture = async ({ photos }: typeof first) => (await photos[0].photos.read(3)).rgb;
    expect(await picture(again)).toEqual(await picture(first));
    expect(await picture(other)).not.toEqual(await picture(first));
    const how = { crop: 20, size: 10, scale: [0.5, 1], linear: true } as const;
    const drawn = await new PhotoSampler(first.photos[0].photos, how).draw(new Random(1));
    expect(Math.max(...drawn.picture)).toBeGreaterThan(0.3);
  });

  it('choose labelled photos by their drive', async () => {
    const camvid = join(folder, 'camvid');
    expect((await readLabelledPhotos('camvid', camvid, ({ group }) => group === '0006R0')).count).toBe(1);
    await expect(readLabelledPhotos('camvid', camvid, () => false)).rejects.toThrow(DatasetError);
    await expect(readLabelledPhotos('cave', camvid)).rejects.toThrow(/labelled photos, found cave/);
    await expect(read(['cityscapes'], [])).rejects.toThrow();
    await expect(read([], ['icvl'])).rejects.toThrow();
  });
});

it('every pair is of sets that are known', () => {
  const names = SPECTRA_SETS.map(({ name }) => name);
  for (const { spectra } of UNPAIRED_PAIRS) for (const name of spectra) expect(names).toContain(name);
  expect(UNPAIRED_PAIRS.map(({ recipe }) => recipe)).toContain('unsupervised-pascal-context-icvl');
  expect(UNPAIRED_PAIRS.filter(({ compared }) => compared)).toHaveLength(4);
});
