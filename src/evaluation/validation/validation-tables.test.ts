import { describe, expect, it } from 'vitest';
import type { CubeScores } from '../metrics/score-cube.ts';
import type { ConditionRow } from './condition-validation.ts';
import { conditionTable, eachConditionTable, sceneTable, validationTable } from './validation-tables.ts';

const scores = (psnrPerBand: number, spectralAngleLit: number): CubeScores => ({
  psnrPerBand,
  psnrPerCube: psnrPerBand - 2,
  rmse: 0.0123,
  mrae: 0.5,
  spectralAngle: 2 * spectralAngleLit,
  spectralAngleLit,
  bandPsnrs: [psnrPerBand],
});

const condition = (group: string, name: string, psnr: number, angle: number): ConditionRow => {
  const both = { all: scores(psnr, angle), unsaturated: scores(psnr + 1, angle) };
  return { group, name, mean: both, scenes: [{ scene: 'beads', ...both }] };
};

describe('validation tables', () => {
  it('name the worst of a group by each figure', () => {
    const table = conditionTable([
      condition('cameras', 'Nikon', 38, 8),
      condition('srgb', 'srgb', 40, 7),
      condition('cameras', 'Canon', 36, 9),
      condition('cameras', 'Nokia', 37, 10),
    ]);
    expect(table.split('\n')[2]).toMatch(
      /cameras +\| +3 \| +37\.00 \| +9\.00 \| +36\.00 \| Canon \| +10\.00 \| Nokia/,
    );
    expect(table.split('\n')).toHaveLength(4);
  });

  it('name every condition', () => {
    const table = eachConditionTable([
      condition('cameras', 'Nikon', 38, 8),
      condition('srgb', 'srgb', 40, 7),
    ]);
    expect(table).toMatch(/Nikon +\| +38\.00 \| +8\.00 \| 0\.500 \|\n\| srgb +\| +40\.00 \| +7\.00/);
  });

  it('show a method and each of its scenes', () => {
    const row = {
      ...condition('', '', 36.9, 8.6),
      method: 'generator',
      response: 'true',
      consistency: 'exact',
    } as const;
    expect(validationTable([row])).toMatch(
      /generator \| true +\| exact +\| +36\.90 \| +34\.90 \| +17\.20 \| +8\.60 \| 0\.0123 \| +37\.90/,
    );
    expect(sceneTable([row])).toMatch(/beads +\|\n.*\n.*36\.90 \/ 8\.60/);
  });
});
