/** The scoring of the NTIRE 2020 challenge on spectral reconstruction, as its published code has it. */
import { EvaluationError } from '../evaluation-error.ts';
import { backProjectionError } from '../metrics/back-projection.ts';
import { GROUPING_ROUNDS, groupedMrae } from '../metrics/grouped-mrae.ts';
import { relativeError } from '../metrics/mrae.ts';
import { rmse } from '../metrics/rmse.ts';
import { gridDifference } from '../wavelength-grids.ts';
import { defineProtocol, type ScoreOptions } from './protocol.ts';
import { RELATIVE, RELATIVE_SETTINGS, zeroNotes } from './relative-figures.ts';
import type { ScoredPair } from './scored-pair.ts';

const GROUPS = 1000;
const FITTED_PIXELS = 32768;
const SEED = 2020;

export const ntire2020 = defineProtocol({
  name: 'ntire2020',
  title: 'NTIRE 2020 challenge on spectral reconstruction',
  source:
    'B. Arad et al., "NTIRE 2020 Challenge on Spectral Reconstruction from an RGB Image", CVPRW 2020; EvalMetrics.py of the published code',
  settings: [
    { name: 'samples', value: 'as they are: no clamp, no rounding' },
    { name: 'crop', value: 'none' },
    ...RELATIVE_SETTINGS,
    { name: 'RMSE', value: 'over all bands and pixels, in the units of the samples' },
    {
      name: 'back-projection',
      value:
        'both cubes through one response, given by the caller; MRAE over pixels and channels, epsilon 0, true colours of 0 left out',
    },
    {
      name: 'groups',
      value: `k-means, ${GROUPS} groups of true spectra scaled to L2 norm 1, in each scene; k-means++ and at most ${GROUPING_ROUNDS} rounds on ${FITTED_PIXELS} random pixels, seed ${SEED}; MRAE of each group, mean over groups`,
    },
    {
      name: 'groups in the original',
      value:
        'mini-batch k-means of scikit-learn without a seed: its figures differ from run to run, and so from ours',
    },
    { name: 'dark pixels', value: 'all count, where their true samples are above 0' },
    { name: 'mean over scenes', value: 'each scene counts alike' },
    {
      name: 'RGB input',
      value:
        'track Clean: the cube through a known response, rounded to 8 bits; track Real World: unknown camera, noise, mosaic, JPEG',
    },
  ],
  metrics: [
    { name: 'mrae', title: 'MRAE', unit: '', better: 'lower', decimals: 4 },
    { name: 'rmse', title: 'RMSE', unit: '', better: 'lower', decimals: 4 },
    {
      name: 'back-projection-mrae',
      title: 'back-projection MRAE',
      unit: '',
      better: 'lower',
      decimals: 4,
    },
    { name: 'grouped-mrae', title: 'grouped MRAE', unit: '', better: 'lower', decimals: 4 },
    { name: 'worst-group-mrae', title: 'MRAE of the worst group', unit: '', better: 'lower', decimals: 4 },
  ],
  rankedBy: 'mrae',
  usesResponse: true,
  border: 0,
  angleEpsilon: 0,
  relativeEpsilon: 0,
  score(pair, options) {
    const { cubes } = pair;
    const relative = relativeError(cubes, RELATIVE);
    const projected = backProjection(pair, options);
    const grouped = groupedMrae(cubes, {
      ...RELATIVE,
      groups: GROUPS,
      fittedPixels: FITTED_PIXELS,
      seed: SEED,
    });
    const notes = [...zeroNotes(relative, cubes.bands * pair.counted), ...projected.notes];
    if (grouped.groups < GROUPS) notes.push(`${grouped.groups} groups hold pixels, of ${GROUPS} wanted`);
    if (grouped.pixelsLeftOut > 0) {
      notes.push(`pixels in no group, as their true spectrum is 0 throughout: ${grouped.pixelsLeftOut}`);
    }
    const { pixels } = grouped.worst;
    notes.push(`the worst of ${grouped.groups} groups has ${pixels} ${pixels === 1 ? 'pixel' : 'pixels'}`);
    return {
      figures: {
        mrae: relative.mean,
        rmse: rmse(cubes),
        'back-projection-mrae': projected.mean,
        'grouped-mrae': grouped.mean,
        'worst-group-mrae': grouped.worst.mrae,
      },
      notes,
      worstGroup: grouped.worst,
    };
  },
});

function backProjection(
  { cubes, wavelengths }: ScoredPair,
  { response }: ScoreOptions,
): { readonly mean: number; readonly notes: readonly string[] } {
  if (response === undefined) {
    return { mean: Number.NaN, notes: ['back-projection MRAE needs a camera response; none was given'] };
  }
  const difference = gridDifference(wavelengths, response.wavelengths);
  if (difference !== undefined) {
    throw new EvaluationError(`expected ${response.name} on the bands of the cubes: ${difference}`, {
      hint: 'resample the response',
    });
  }
  const { mean, leftOut } = backProjectionError(cubes, response, RELATIVE);
  return {
    mean,
    notes:
      leftOut === 0 ? [] : [`${leftOut} true colours of 0 or below left out of the back-projection MRAE`],
  };
}
