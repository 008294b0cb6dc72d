/** All figures of one estimated cube at once, with every setting fixed, so that tables can be compared. */
import { type CubePair, countedPixels } from './cube-pair.ts';
import { meanOf } from './mean-of.ts';
import { mrae } from './mrae.ts';
import { litPixels } from '../../cube/lit-pixels.ts';
import { intersectMasks } from './pixel-masks.ts';
import { bandPsnrs, psnrPerCube } from './psnr.ts';
import { rmse } from './rmse.ts';
import { spectralAngle } from './spectral-angle.ts';

/** What MRAE divides by is the true sample plus this. */
export const MRAE_EPSILON = 1e-3;

/** Figures of one cube, or their mean over cubes. Range 1, nothing clamped, no border cropped. */
export interface CubeScores {
  /** Mean over bands of each band's PSNR, in dB. */
  readonly psnrPerBand: number;
  /** PSNR of all samples together, in dB. */
  readonly psnrPerCube: number;
  readonly rmse: number;
  /** With epsilon {@link MRAE_EPSILON}. */
  readonly mrae: number;
  /** Mean spectral angle over the counted pixels, degrees. */
  readonly spectralAngle: number;
  /** The same over counted pixels whose true mean over bands is above 0.02. */
  readonly spectralAngleLit: number;
  /** PSNR of each band, in dB. */
  readonly bandPsnrs: readonly number[];
}

/**
 * Scores an estimate.
 *
 * @throws EvaluationError if sizes do not fit or no lit pixel counts.
 */
export function scoreCube(pair: CubePair): CubeScores {
  const { truth, estimate, bands, mask } = pair;
  countedPixels(pair);
  const lit = litPixels(truth, bands);
  const perBand = bandPsnrs(pair);
  return {
    psnrPerBand: meanOf(perBand),
    psnrPerCube: psnrPerCube(pair),
    rmse: rmse(pair),
    mrae: mrae(pair, { epsilon: MRAE_EPSILON }),
    spectralAngle: spectralAngle(pair),
    spectralAngleLit: spectralAngle({
      truth,
      estimate,
      bands,
      mask: mask === undefined ? lit : intersectMasks(lit, Uint8Array.from(mask)),
    }),
    bandPsnrs: [...perBand],
  };
}

/** The mean of each figure over cubes of equally many bands; each cube counts alike. */
export function meanScores(scores: readonly CubeScores[]): CubeScores {
  const mean = (value: (score: CubeScores) => number): number =>
    scores.reduce((sum, score) => sum + value(score), 0) / scores.length;
  return {
    psnrPerBand: mean((score) => score.psnrPerBand),
    psnrPerCube: mean((score) => score.psnrPerCube),
    rmse: mean((score) => score.rmse),
    mrae: mean((score) => score.mrae),
    spectralAngle: mean((score) => score.spectralAngle),
    spectralAngleLit: mean((score) => score.spectralAngleLit),
    bandPsnrs: scores[0].bandPsnrs.map((_, band) => mean((score) => score.bandPsnrs[band])),
  };
}
