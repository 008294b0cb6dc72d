/** The evaluation of paper 1 (Zhu et al., ICCV 2021, unsupervised), as its released code has it. */
import { meanOf } from '../metrics/mean-of.ts';
import { bandPsnrs } from '../metrics/psnr.ts';
import { spectralAngle } from '../metrics/spectral-angle.ts';
import { defineProtocol } from './protocol.ts';
import {
  exactBandNotes,
  SIMILARITY_METRICS,
  SIMILARITY_SETTINGS,
  similarityFigures,
} from './similarity-figures.ts';

/** Added to |y||z| in the spectral angle. */
const ANGLE_EPSILON = 1e-6;

export const iccv2021 = defineProtocol({
  name: 'iccv2021',
  title: 'Zhu et al., ICCV 2021',
  source:
    'Z. Zhu, H. Liu, J. Hou, H. Zeng, Q. Zhang, "Semantic-embedded Unsupervised Spectral Reconstruction from Single RGB Images in the Wild", ICCV 2021; validation in the released code',
  settings: [
    { name: 'samples', value: 'as they are, range 1: no clamp, no rounding' },
    { name: 'crop', value: 'none' },
    { name: 'PSNR', value: 'of each band, mean over bands; infinite if a band is met exactly' },
    ...SIMILARITY_SETTINGS,
    {
      name: 'SAM',
      value:
        'mean over pixels of the angle in degrees; cosine = inner product / (product of the norms + 1e-6), limited to -1..1, which the code leaves out',
    },
    {
      name: 'dark pixels',
      value: 'all count; the epsilon adds degrees to them, and gives 90 where a spectrum is 0',
    },
    { name: 'mean over scenes', value: 'each scene counts alike' },
    {
      name: 'RGB input',
      value: 'the cube through one 3 x 31 response (paper: Nikon D700), no noise, no clipping, no rounding',
    },
  ],
  metrics: [
    { name: 'psnr', title: 'PSNR (mean over bands)', unit: 'dB', better: 'higher', decimals: 2 },
    ...SIMILARITY_METRICS,
    { name: 'sam', title: 'SAM', unit: 'degrees', better: 'lower', decimals: 2 },
  ],
  rankedBy: 'psnr',
  usesResponse: false,
  border: 0,
  angleEpsilon: ANGLE_EPSILON,
  relativeEpsilon: 0,
  score(pair) {
    const ratios = bandPsnrs(pair.cubes);
    const similarity = similarityFigures(pair);
    return {
      figures: {
        psnr: meanOf(ratios),
        ...similarity.figures,
        sam: spectralAngle(pair.cubes, { epsilon: ANGLE_EPSILON }),
      },
      notes: [...exactBandNotes(ratios), ...similarity.notes],
    };
  },
});
