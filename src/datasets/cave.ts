/**
 * The CAVE multispectral set (Yasuma et al. 2010, Columbia University): 32 indoor scenes, 31 bands from 400 to
 * 700 nm, value / 65535 = approximate reflectance times local shading. What is known of its traps is here:
 * which scenes validate, where samples are saturated, which scenes show the same things.
 */
import { openCubeAt } from '../cube/formats/open-cube.ts';
import { corruptColumns } from '../cube/formats/png-bands/cave-scene.ts';
import type { SpectralCube } from '../cube/spectral-cube.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import type { CubeDataset, CubeSample, Split } from './dataset.ts';
import { folderAt, folderOf } from './file-tree.ts';
import { countOf, foundSamples, tellNames } from './found.ts';

/** Scenes that validate and never train; split by scene, one of each kind of object. */
export const CAVE_VALIDATION: readonly string[] = [
  'chart_and_stuffed_toy',
  'egyptian_statue',
  'feathers',
  'paints',
  'superballs',
];

/** Level at and above which a sample counts as saturated: the plateaus seen in the set, a little below. */
export function caveSaturationLevel(wavelength: number): number {
  if (wavelength <= 400) return 0.42;
  if (wavelength <= 410) return 0.7;
  return 0.94;
}

/** 1 at every pixel none of whose bands is saturated, else 0; `height * width` values. */
export function caveUnsaturated(cube: SpectralCube): Uint8Array {
  const plane = cube.height * cube.width;
  const mask = new Uint8Array(plane).fill(1);
  cube.wavelengths.forEach((wavelength, band) => {
    const level = caveSaturationLevel(wavelength);
    for (let pixel = 0; pixel < plane; pixel++) {
      if (cube.data[band * plane + pixel] >= level) mask[pixel] = 0;
    }
  });
  return mask;
}

/** Width and height of a scene as published. */
const WHOLE_SCENE = 512;

/** The 32 scenes as published. */
const SCENES: readonly string[] = [
  ...['balloons', 'beads', 'cd', 'chart_and_stuffed_toy', 'clay', 'cloth', 'egyptian_statue', 'face'],
  ...['fake_and_real_beers', 'fake_and_real_food', 'fake_and_real_lemon_slices', 'fake_and_real_lemons'],
  ...['fake_and_real_peppers', 'fake_and_real_strawberries', 'fake_and_real_sushi', 'fake_and_real_tomatoes'],
  ...[
    'feathers',
    'flowers',
    'glass_tiles',
    'hairs',
    'jelly_beans',
    'oil_painting',
    'paints',
    'photo_and_face',
  ],
  ...['pompoms', 'real_and_fake_apples', 'real_and_fake_peppers', 'sponges', 'stuffed_toys', 'superballs'],
  ...['thread_spools', 'watercolors'],
];

/** Scenes that show the same things; every other scene is a group by itself. */
const SAME_THINGS: ReadonlyMap<string, string> = new Map([
  ['face', 'face'],
  ['photo_and_face', 'face'],
  ['chart_and_stuffed_toy', 'stuffed_toys'],
  ['stuffed_toys', 'stuffed_toys'],
  ['fake_and_real_lemons', 'lemons'],
  ['fake_and_real_lemon_slices', 'lemons'],
  ['fake_and_real_peppers', 'peppers'],
  ['real_and_fake_peppers', 'peppers'],
]);

const BAND = /(?:^|\/)([^/]+)_ms_(\d\d)\.png$/i;

function caveSceneGroup(sceneName: string): string {
  return SAME_THINGS.get(sceneName) ?? sceneName;
}

export const caveDataset: CubeDataset = {
  kind: 'cubes',
  name: 'cave',
  title: 'CAVE multispectral images',
  citation:
    'F. Yasuma, T. Mitsunaga, D. Iso, S. K. Nayar, "Generalized Assorted Pixel Camera: Postcapture Control of Resolution, Dynamic Range, and Spectrum", IEEE TIP 19 (2010) 2241',
  terms: '"We are making this database available to the research community."',
  homePage: 'https://www.cs.columbia.edu/CAVE/databases/multispectral/',
  layout: [
    '<scene>_ms/<scene>_ms_01.png .. _31.png     a 16-bit grey PNG a band, 400..700 nm',
    '<scene>_ms/<scene>_ms/<scene>_ms_01.png     the same one folder deeper, as the archive unpacks',
  ],
  sources:
    'Checked on 20 of the 32 scenes: bands, scale, corrupt columns and saturated plateaus. The other names as public lists of the set have them; watercolors is said to hold colour instead of grey pictures, which was not checked.',
  published: [{ title: 'scenes', count: SCENES.length, names: SCENES }],
  splits: [
    {
      name: 'validation-5',
      about: 'the split of this project: five scenes, one of each kind of object, validate; all others train',
      assign: (samples) =>
        new Map(
          samples.map(({ name }): [string, Split] => [
            name,
            CAVE_VALIDATION.includes(name) ? 'validation' : 'train',
          ]),
        ),
    },
  ],
  groupRule:
    'scenes that show the same things (faces, toys, lemons, peppers) are one group, all others by themselves',
  sceneGroup: caveSceneGroup,
  expected: {
    width: WHOLE_SCENE,
    height: WHOLE_SCENE,
    turned: false,
    wavelengths: VISIBLE_31,
    minimum: 0,
    maximum: 1,
    saturation: caveSaturationLevel,
  },
  async find({ paths }) {
    const folders = new Map<string, { readonly name: string; readonly bands: Set<number> }>();
    for (const path of paths) {
      const match = BAND.exec(path);
      if (match === null) continue;
      const folder = folderOf(path);
      const scene = folders.get(folder) ?? { name: match[1], bands: new Set() };
      scene.bands.add(Number(match[2]));
      folders.set(folder, scene);
    }
    const incomplete: string[] = [];
    const samples = [...folders].map(([cube, { name, bands }]): CubeSample => {
      const lacking = VISIBLE_31.flatMap((_, band) => (bands.has(band + 1) ? [] : [String(band + 1)]));
      if (lacking.length > 0) incomplete.push(`${name} (${tellNames(lacking)})`);
      return { name, group: caveSceneGroup(name), cube, isFolder: true, companions: [] };
    });
    const missing =
      incomplete.length === 0
        ? []
        : [`bands of ${countOf(incomplete.length, 'scene')}: ${tellNames(incomplete)}`];
    return foundSamples(samples, ({ cube }) => cube, { missing });
  },
  open: ({ cube }, files, { startHdf5, limits = {} }) =>
    openCubeAt({ files: folderAt(files, cube), name: '' }, { startHdf5, limits }),
  soundWindow(header) {
    const x = corruptColumns(header);
    return { x, y: 0, width: header.width - x, height: header.height };
  },
};
