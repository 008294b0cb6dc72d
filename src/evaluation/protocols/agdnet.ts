/** The evaluation of AGD-Net (IEEE TCI 2021), as its released code for the CAVE set has it. */
import { meanOf } from '../metrics/mean-of.ts';
import { bandPsnrs } from '../metrics/psnr.ts';
import { defineProtocol } from './protocol.ts';
import {
  exactBandNotes,
  SIMILARITY_METRICS,
  SIMILARITY_SETTINGS,
  similarityFigures,
} from './similarity-figures.ts';

const SIXTEEN_BITS = { truncateTo: 65535 };

export const agdnet = defineProtocol({
  name: 'agdnet',
  title: 'Zhu et al., AGD-Net, TCI 2021',
  source:
    'Z. Zhu, H. Liu, J. Hou, S. Jia, Q. Zhang, "Deep Amended Gradient Descent for Efficient Spectral Reconstruction from Single RGB Images", IEEE TCI 2021; validation in the released code (CAVE/main.py)',
  settings: [
    {
      name: 'samples',
      value:
        'both cubes x 65535 in float32, the fraction cut off (towards zero), not clamped; range 65535, for PSNR and ASSIM alike',
    },
    { name: 'crop', value: 'none' },
    {
      name: 'PSNR',
      value: 'of each band, mean over bands; infinite if a band is met exactly after the truncation',
    },
    ...SIMILARITY_SETTINGS,
    { name: 'dark pixels', value: 'all count' },
    {
      name: 'mean over scenes',
      value: 'each scene counts alike; 12 test scenes of CAVE in the code, whose list is not published',
    },
    {
      name: 'RGB input',
      value:
        'the cube through one 3 x 31 response (its file is not published), no noise, no clipping, no rounding',
    },
  ],
  metrics: [
    { name: 'psnr', title: 'PSNR (16 bits, mean over bands)', unit: 'dB', better: 'higher', decimals: 2 },
    ...SIMILARITY_METRICS,
  ],
  rankedBy: 'psnr',
  usesResponse: false,
  border: 0,
  angleEpsilon: 0,
  relativeEpsilon: 0,
  score(pair) {
    const ratios = bandPsnrs(pair.cubes, SIXTEEN_BITS);
    const similarity = similarityFigures(pair, SIXTEEN_BITS);
    return {
      figures: { psnr: meanOf(ratios), ...similarity.figures },
      notes: [...exactBandNotes(ratios), ...similarity.notes],
    };
  },
});
