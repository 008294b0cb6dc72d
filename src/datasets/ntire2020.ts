/**
 * The NTIRE 2020 spectral reconstruction set, ARAD HS (Arad et al., CVPR Workshops 2020): 450 training and 10
 * validation scenes with spectra; the test scenes were given as RGB only. Each scene has a "clean" RGB (PNG, a known
 * response, no noise) and a "real world" one (JPEG, an unknown response, mosaic and noise).
 */
import { ARAD_EXPECTED, aradNames, openAradCube, tellAradWavelengths } from './arad.ts';
import type { CubeDataset, CubeSample, Split } from './dataset.ts';
import { filesByStem, foundSamples, missingCompanions } from './found.ts';
import { splitAsDistributed } from './splits.ts';

const CUBE = /(?:^|\/)(ARAD_HS_(\d{4}))\.mat$/i;
const CLEAN = /(?:^|\/)(ARAD_HS_\d{4})_clean\.png$/i;
const REAL_WORLD = /(?:^|\/)(ARAD_HS_\d{4})_RealWorld\.jpe?g$/i;
const LAST_TRAINING_SCENE = 450;

export const ntire2020Dataset: CubeDataset = {
  kind: 'cubes',
  name: 'ntire2020',
  title: 'NTIRE 2020 spectral reconstruction (ARAD HS)',
  citation:
    'B. Arad et al., "NTIRE 2020 Challenge on Spectral Reconstruction from an RGB Image", CVPR Workshops 2020',
  terms: 'as the challenge page says to those who register; research use',
  homePage: 'https://github.com/boazarad/NTIRE2020_spectral',
  layout: [
    'NTIRE2020_Train_Spectral/ARAD_HS_0001.mat                 cube [482 x 512 x 31], bands',
    'NTIRE2020_Train_Clean/ARAD_HS_0001_clean.png              RGB of a known response',
    'NTIRE2020_Train_RealWorld/ARAD_HS_0001_RealWorld.jpg      RGB of an unknown camera',
    'NTIRE2020_Validation_Spectral, _Clean, _RealWorld         the same for validation',
  ],
  sources:
    "Folders, variables and sizes as public loaders of the set read them, and the challenge's own repository. Not checked against the originals.",
  published: [
    {
      title: 'training scenes',
      count: LAST_TRAINING_SCENE,
      split: 'train',
      names: aradNames('ARAD_HS_', 1, LAST_TRAINING_SCENE),
    },
    { title: 'validation scenes', count: 10, split: 'validation' },
  ],
  splits: [
    splitAsDistributed('scenes 1 to 450 train, the ones after them validate, as the challenge gave them'),
  ],
  groupRule: 'each scene by itself: the names are numbers and do not tell which scenes are alike',
  sceneGroup: (sampleName) => sampleName,
  expected: ARAD_EXPECTED,
  async find({ paths }) {
    const clean = filesByStem(paths, CLEAN);
    const realWorld = filesByStem(paths, REAL_WORLD);
    const samples = paths.flatMap((path): CubeSample[] => {
      const match = CUBE.exec(path);
      if (match === null) return [];
      const [, name, number] = match;
      const split: Split = Number(number) <= LAST_TRAINING_SCENE ? 'train' : 'validation';
      const companions = [
        { title: 'clean RGB', path: clean.get(name.toLowerCase()) },
        { title: 'real-world RGB', path: realWorld.get(name.toLowerCase()) },
      ].flatMap(({ title, path: found }) => (found === undefined ? [] : [{ title, path: found }]));
      return [{ name, group: name, split, cube: path, isFolder: false, companions }];
    });
    const missing = ['clean RGB', 'real-world RGB'].flatMap((title) => missingCompanions(samples, title));
    return foundSamples(samples, ({ cube }) => cube, { missing });
  },
  open: openAradCube,
  tellWavelengths: tellAradWavelengths,
};
