/**
 * The ICVL hyperspectral set (Arad and Ben-Shahar, "Sparse Recovery of Hyperspectral Signal from Natural RGB Images",
 * ECCV 2016): some 200 scenes, most outdoors, as MATLAB 7.3 files with the variables `rad` (12-bit counts of a line
 * scanner, 31 bands), `rgb` and `bands`. The raw files of 519 bands that go with them are ENVI and not read as part
 * of the set.
 *
 * The set has long runs of one scene taken minutes apart. Scenes of one place and day are one group here.
 */
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import type { CubeDataset, CubeSample, DatasetSample, Split } from './dataset.ts';
import { derivedSource } from './derived-source.ts';
import { lastPart } from './file-tree.ts';
import { foundSamples } from './found.ts';
import { ICVL_FOLD_TEST, ICVL_FOLD_TRAIN, ICVL_SCENES } from './icvl-scenes.ts';
import { openMatCube, tellMatWavelengths } from './mat-cube.ts';
import { splitByNames } from './splits.ts';

/** The variable that holds the counts. */
const VARIABLE = 'rad';

/** Largest count of the 12-bit sensor. */
const FULL_SCALE = 4095;

/** Places whose name is written in two ways. */
const ALIASES: ReadonlyMap<string, string> = new Map([['peppers', 'pepper']]);

/**
 * The run that a scene is of: its place and day, without the time of day and what follows. Case, the underscore
 * before the day and a number at the end of the place do not count: `BGU_0403-1419-1` and `bgu_0403-1439` are one run,
 * as are `Maz0326-1038` and `maz_0326-1048`. A name without day and time is a run with those that begin with the same
 * letters.
 */
export function icvlSceneGroup(sceneName: string): string {
  const name = sceneName.toLowerCase();
  const match = /^(.+?)_?(\d{4})-\d{4}(?:-\d+)?$/.exec(name);
  if (match === null) return /^[a-z]+/.exec(name)?.[0] ?? name;
  const [, place, day] = match;
  const plain = place.replace(/(?<=[a-z])\d+$/, '');
  return `${ALIASES.get(plain) ?? plain}_${day}`;
}

const LAST_OF_LIST = 20;

const LEAKS = 'runs of one scene, taken minutes apart, fall on both sides';

/** All scenes but the last 20 of the list of names train, as the ICCV 2021 paper trains; case does not count. */
function allButTheLast(samples: readonly DatasetSample[]): ReadonlyMap<string, Split> {
  const key = (name: string): string => `${name.toLowerCase()} ${name}`;
  const names = samples.map(({ name }) => name).sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return new Map(names.map((name, index) => [name, index < names.length - LAST_OF_LIST ? 'train' : 'test']));
}

export const icvlDataset: CubeDataset = {
  kind: 'cubes',
  name: 'icvl',
  title: 'ICVL hyperspectral images of natural scenes',
  citation:
    'B. Arad, O. Ben-Shahar, "Sparse Recovery of Hyperspectral Signal from Natural RGB Images", ECCV 2016',
  terms: 'research use; the release of the makers on Hugging Face is under CC BY-NC-ND 4.0',
  homePage: 'https://icvl.cs.bgu.ac.il/hyperspectral/',
  layout: ['<scene>.mat          MATLAB 7.3: rad [rows x columns x 31] counts, rgb, bands; in any folder'],
  sources:
    'Variables and scale as public loaders of the set read them; size from its page; names from two published lists (icvl-scenes.ts); the release of its makers is said to have 202 files. Not checked against the originals.',
  published: [{ title: 'scenes', count: ICVL_SCENES.length, names: ICVL_SCENES }],
  splits: [
    {
      name: 'last-20',
      about:
        'all but the last 20 names train, as in the code of the ICCV 2021 paper; its list was not published, sorted order is assumed',
      leaks: LEAKS,
      assign: allButTheLast,
    },
    {
      ...splitByNames('fold-0', { train: ICVL_FOLD_TRAIN, test: ICVL_FOLD_TEST }),
      about:
        'fold 0 of Alvarez-Gila et al., ICCV Workshops 2017, by the lists that they published; 100 scenes each',
      leaks: LEAKS,
    },
    {
      ...splitByNames('fold-1', { train: ICVL_FOLD_TEST, test: ICVL_FOLD_TRAIN }),
      about: 'fold 1 of the same: the sides of fold 0 exchanged',
      leaks: LEAKS,
    },
  ],
  groupRule:
    'place and day of the name (objects_0924-1648 is of objects_0924), without case and number of the place',
  sceneGroup: icvlSceneGroup,
  expected: {
    width: 1392,
    height: 1300,
    turned: true,
    wavelengths: VISIBLE_31,
    minimum: 0,
    maximum: 1,
    saturation: () => 1,
  },
  async find({ paths }) {
    const samples = paths
      .filter((path) => /\.mat$/i.test(path))
      .map((path): CubeSample => {
        const name = lastPart(path).slice(0, -'.mat'.length);
        return { name, group: icvlSceneGroup(name), cube: path, isFolder: false, companions: [] };
      });
    return foundSamples(samples, ({ cube }) => cube);
  },
  async open({ name, cube }, files, context) {
    const source = await openMatCube(cube, VARIABLE, VISIBLE_31, files, context);
    return derivedSource(source, {
      gain: 1 / FULL_SCALE,
      metadata: {
        quantity: 'radiance',
        assumption: `counts of the camera divided by ${FULL_SCALE}, as distributed`,
        source: name,
        description: `ICVL scene ${name}`,
      },
    });
  },
  tellWavelengths: ({ cube }, files, context) => tellMatWavelengths(cube, VARIABLE, files, context),
};
