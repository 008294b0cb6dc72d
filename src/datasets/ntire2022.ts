/**
 * The NTIRE 2022 spectral recovery set, ARAD 1K (Arad et al., CVPR Workshops 2022): 1,000 scenes, 900 of which train
 * and 50 validate; the last 50 were given as RGB only. Each scene has a JPEG of a simulated camera with noise.
 */
import { ARAD_EXPECTED, aradNames, openAradCube, tellAradWavelengths } from './arad.ts';
import type { CubeDataset, CubeSample, Split } from './dataset.ts';
import { countOf, filesByStem, foundSamples, missingCompanions } from './found.ts';
import { splitAsDistributed } from './splits.ts';

const CUBE = /(?:^|\/)(ARAD_1K_(\d{4}))\.mat$/i;
const RGB = /(?:^|\/)(ARAD_1K_\d{4})\.(?:jpe?g|png)$/i;
const LAST_TRAINING_SCENE = 900;
const LAST_SCENE = 950;

export const ntire2022Dataset: CubeDataset = {
  kind: 'cubes',
  name: 'ntire2022',
  title: 'NTIRE 2022 spectral recovery (ARAD 1K)',
  citation: 'B. Arad et al., "NTIRE 2022 Spectral Recovery Challenge and Data Set", CVPR Workshops 2022',
  terms: 'as the challenge page says to those who register; research use',
  homePage: 'https://github.com/boazarad/ARAD_1K',
  layout: [
    'Train_spectral/ARAD_1K_0001.mat (or Train_Spec)      cube [482 x 512 x 31], bands',
    'Train_RGB/ARAD_1K_0001.jpg                           RGB of a simulated camera',
    'Valid_spectral, Valid_RGB                            scenes 901 to 950, often put with the others',
  ],
  sources:
    "Counts from the makers' repository; folders, variables, sizes and the numbers of the validation scenes as public loaders of the set have them. Not checked against the originals. It is said to have grown out of the NTIRE 2020 set (from memory): do not train on one and test on the other.",
  published: [
    {
      title: 'training scenes',
      count: LAST_TRAINING_SCENE,
      split: 'train',
      names: aradNames('ARAD_1K_', 1, LAST_TRAINING_SCENE),
    },
    {
      title: 'validation scenes',
      count: LAST_SCENE - LAST_TRAINING_SCENE,
      split: 'validation',
      names: aradNames('ARAD_1K_', LAST_TRAINING_SCENE + 1, LAST_SCENE),
    },
  ],
  splits: [splitAsDistributed('scenes 1 to 900 train, 901 to 950 validate, as published results have it')],
  groupRule: 'each scene by itself: the names are numbers and do not tell which scenes are alike',
  sceneGroup: (sampleName) => sampleName,
  expected: ARAD_EXPECTED,
  async find({ paths }) {
    const pictures = filesByStem(paths, RGB);
    const samples = paths.flatMap((path): CubeSample[] => {
      const match = CUBE.exec(path);
      if (match === null) return [];
      const [, name, number] = match;
      const split: Split =
        Number(number) <= LAST_TRAINING_SCENE
          ? 'train'
          : Number(number) <= LAST_SCENE
            ? 'validation'
            : 'test';
      const picture = pictures.get(name.toLowerCase());
      const companions = picture === undefined ? [] : [{ title: 'RGB', path: picture }];
      return [{ name, group: name, split, cube: path, isFolder: false, companions }];
    });
    const spectral = new Set(samples.map(({ name }) => name.toLowerCase()));
    const alone = [...pictures.keys()].filter((name) => !spectral.has(name)).length;
    return foundSamples(samples, ({ cube }) => cube, {
      missing: missingCompanions(samples, 'RGB'),
      notes: alone === 0 ? [] : [`${countOf(alone, 'RGB picture')} without spectra, as the test scenes are`],
    });
  },
  open: openAradCube,
  tellWavelengths: tellAradWavelengths,
};
