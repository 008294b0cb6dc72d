/** The tables of the validation benchmarks. The PSNR is the mean over bands, then scenes; range 1, nothing clamped. */
import { markdownTable } from '../tables/markdown-table.ts';
import type { ValidationRow } from './camera-validation.ts';
import { type ConditionRow, summariseGroups } from './condition-validation.ts';

const dB = (value: number): string => value.toFixed(2);
const degrees = (value: number): string => value.toFixed(2);

/** A line a method: figures over all pixels, and over those that are not saturated. */
export function validationTable(rows: readonly ValidationRow[]): string {
  return markdownTable(
    [
      'method',
      'response',
      'consistency',
      'PSNR dB',
      'PSNR of cube',
      'SAM all',
      'SAM lit',
      'RMSE',
      'PSNR unsaturated',
      'SAM lit unsaturated',
    ],
    rows.map(({ method, response, consistency, mean: { all, unsaturated } }) => [
      method,
      response,
      consistency,
      dB(all.psnrPerBand),
      dB(all.psnrPerCube),
      degrees(all.spectralAngle),
      degrees(all.spectralAngleLit),
      all.rmse.toFixed(4),
      dB(unsaturated.psnrPerBand),
      degrees(unsaturated.spectralAngleLit),
    ]),
  );
}

/** PSNR / SAM on lit pixels of every scene, all pixels counted; a line a method. */
export function sceneTable(rows: readonly ValidationRow[]): string {
  return markdownTable(
    ['method', 'response', 'consistency', ...(rows[0]?.scenes ?? []).map(({ scene }) => scene)],
    rows.map(({ method, response, consistency, scenes }) => [
      method,
      response,
      consistency,
      ...scenes.map(({ all }) => `${dB(all.psnrPerBand)} / ${degrees(all.spectralAngleLit)}`),
    ]),
  );
}

/** A line a group of conditions. */
export function conditionTable(rows: readonly ConditionRow[]): string {
  return markdownTable(
    ['condition', 'count', 'PSNR dB', 'SAM lit', 'worst PSNR', 'of', 'worst SAM lit', 'of'],
    summariseGroups(rows).map((group) => [
      group.group,
      String(group.conditions),
      dB(group.meanPsnr),
      degrees(group.meanAngleLit),
      dB(group.worstPsnr.mean.all.psnrPerBand),
      group.worstPsnr.name,
      degrees(group.worstAngleLit.mean.all.spectralAngleLit),
      group.worstAngleLit.name,
    ]),
  );
}

/** A line a condition: one network, told each response. */
export function eachConditionTable(rows: readonly ConditionRow[]): string {
  return markdownTable(
    ['seen through', 'PSNR dB', 'SAM lit', 'MRAE'],
    rows.map(({ name, mean: { all } }) => [
      name,
      dB(all.psnrPerBand),
      degrees(all.spectralAngleLit),
      all.mrae.toFixed(3),
    ]),
  );
}
