/**
 * The scoring of the NTIRE 2022 spectral recovery challenge (ARAD-1K) as the MST++ toolbox has it, whose tables the
 * field cites.
 */
import { relativeError } from '../metrics/mrae.ts';
import { psnrPerCube } from '../metrics/psnr.ts';
import { rmse } from '../metrics/rmse.ts';
import { defineProtocol } from './protocol.ts';
import { RELATIVE, RELATIVE_SETTINGS, zeroNotes } from './relative-figures.ts';

/** A quarter of 512, the width of the set's pictures. */
const BORDER = 128;

export const ntire2022 = defineProtocol({
  name: 'ntire2022',
  title: 'NTIRE 2022 spectral recovery challenge, MST++ toolbox',
  source:
    'B. Arad et al., "NTIRE 2022 Spectral Recovery Challenge and Data Set", CVPRW 2022; Y. Cai et al., "MST++", CVPRW 2022, and validation in its released code',
  settings: [
    {
      name: 'crop',
      value: `${BORDER} pixels from every side, before anything is computed: 226 x 256 of 482 x 512 remain`,
    },
    ...RELATIVE_SETTINGS,
    { name: 'RMSE', value: 'over all bands and pixels, in the units of the samples, not clamped' },
    {
      name: 'PSNR',
      value: 'of the whole cube, both clamped to 0..1, range 1; infinite if the cube is met exactly',
    },
    { name: 'dark pixels', value: 'all count, where their true samples are above 0' },
    { name: 'mean over scenes', value: 'each scene counts alike; 50 validation scenes in the cited tables' },
    {
      name: 'RGB input',
      value:
        'simulated camera with noise and JPEG, parameters not published (sample: 750 photo-electrons, quality 65); the toolbox stretches each picture to 0..1',
    },
  ],
  metrics: [
    { name: 'mrae', title: 'MRAE', unit: '', better: 'lower', decimals: 4 },
    { name: 'rmse', title: 'RMSE', unit: '', better: 'lower', decimals: 4 },
    { name: 'psnr', title: 'PSNR (cube, clamped)', unit: 'dB', better: 'higher', decimals: 2 },
  ],
  rankedBy: 'mrae',
  usesResponse: false,
  border: BORDER,
  angleEpsilon: 0,
  relativeEpsilon: 0,
  score({ cubes, counted }) {
    const relative = relativeError(cubes, RELATIVE);
    const psnr = psnrPerCube(cubes, { clamp: [0, 1] });
    const notes = zeroNotes(relative, cubes.bands * counted);
    if (psnr === Number.POSITIVE_INFINITY) notes.push('PSNR is infinite: the clamped cube is met exactly');
    return { figures: { mrae: relative.mean, rmse: rmse(cubes), psnr }, notes };
  },
});
