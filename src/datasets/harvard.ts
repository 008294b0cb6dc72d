/**
 * The Harvard set (Chakrabarti and Zickler, "Statistics of Real-World Hyperspectral Images", CVPR 2011): 50 indoor and
 * outdoor images under daylight (`CZ_hsdb`) and 27 under artificial or mixed light (`CZ_hsdbi`), 31 bands from 420 to
 * 720 nm, as MATLAB 5 files with the variables `ref` (the image) and `lbl` (0 where a pixel is masked out, because
 * something moved between bands). `calib.txt` beside them holds the sensitivity of the camera in each band, by which
 * `ref` is not divided.
 */
import type { CubeDataset, CubeSample } from './dataset.ts';
import { derivedSource } from './derived-source.ts';
import { lastPart } from './file-tree.ts';
import { foundSamples } from './found.ts';
import { openMatCube } from './mat-cube.ts';
import { readMat5Plane } from './mat5-plane.ts';

/** Band centres, nm: 420..720 in steps of 10. */
export const HARVARD_WAVELENGTHS: readonly number[] = Array.from(
  { length: 31 },
  (_, band) => 420 + 10 * band,
);

const lettered = (letter: string, numbers: string): string[] =>
  [...numbers].map((number) => `img${letter}${number}`);

const DAYLIGHT: readonly string[] = [
  ...[
    ...lettered('', '12'),
    ...lettered('a', '12567'),
    ...lettered('b', '0123456789'),
    ...lettered('c', '1245789'),
  ],
  ...[
    ...lettered('d', '234789'),
    ...lettered('e', '01234567'),
    ...lettered('f', '12345678'),
    ...lettered('h', '0123'),
  ],
];
const ARTIFICIAL: readonly string[] = [
  ...[...lettered('', '3456'), ...lettered('a', '348'), ...lettered('c', '36'), ...lettered('d', '0156')],
  ...[...lettered('g', '0123456789'), ...lettered('h', '4567')],
];

export const harvardDataset: CubeDataset = {
  kind: 'cubes',
  name: 'harvard',
  title: 'Harvard real-world hyperspectral images',
  citation: 'A. Chakrabarti, T. Zickler, "Statistics of Real-World Hyperspectral Images", CVPR 2011, 193',
  terms: '"released for unrestricted research and academic use" (README of the set)',
  homePage: 'http://vision.seas.harvard.edu/hyperspec/',
  layout: [
    'CZ_hsdb/<image>.mat      MATLAB 5: ref [1040 x 1392 x 31], lbl [1040 x 1392], under daylight',
    'CZ_hsdbi/<image>.mat     the same under artificial or mixed light',
    'calib.txt                sensitivity of the camera in each band',
  ],
  sources:
    "Variables, wavelengths and the meaning of lbl from the set's own README; names and size as public loaders have them. Not checked against the originals.",
  published: [
    { title: 'images under daylight', count: DAYLIGHT.length, names: DAYLIGHT },
    { title: 'images under artificial or mixed light', count: ARTIFICIAL.length, names: ARTIFICIAL },
  ],
  splits: [],
  groupRule: 'each image by itself: the names do not tell which are alike',
  sceneGroup: (sampleName) => sampleName,
  expected: {
    width: 1392,
    height: 1040,
    turned: false,
    wavelengths: HARVARD_WAVELENGTHS,
    minimum: 0,
    maximum: undefined,
  },
  async find({ paths }) {
    const samples = paths
      .filter((path) => /(?:^|\/)img[a-h]?\d\.mat$/i.test(path))
      .map((path): CubeSample => {
        const name = lastPart(path).slice(0, -'.mat'.length);
        return { name, group: name, cube: path, isFolder: false, companions: [] };
      });
    const calibrated = paths.some((path) => lastPart(path).toLowerCase() === 'calib.txt');
    return foundSamples(samples, ({ cube }) => cube, {
      missing:
        samples.length === 0 || calibrated ? [] : ['calib.txt, the sensitivity of the camera in each band'],
    });
  },
  async open({ name, cube }, files, context) {
    const source = await openMatCube(cube, 'ref', HARVARD_WAVELENGTHS, files, context);
    return derivedSource(source, {
      metadata: {
        quantity: 'radiance',
        assumption: 'relative, and not divided by the sensitivity of the camera (calib.txt)',
        source: name,
        description: `Harvard image ${name}`,
      },
    });
  },
  async readMask({ cube }, files, context) {
    const { width, height, stored } = await readMat5Plane(cube, 'lbl', files, context);
    return { width, height, mask: Uint8Array.from(stored, (value) => (value === 0 ? 0 : 1)) };
  },
};
