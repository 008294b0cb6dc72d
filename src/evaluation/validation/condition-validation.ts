/**
 * How one set of weights serves other cameras and lights: the same scenes through many responses, each told to the
 * network exactly, the answer made consistent with the picture as users get it.
 */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { agreeing, generate, type GeneratorUse } from './camera-validation.ts';
import {
  type KnownScene,
  type MethodScores,
  methodScores,
  photograph,
  type SceneScores,
  scoreScene,
} from './scenes.ts';

/** One way in which the scenes are seen. */
export interface Condition {
  /** Conditions of one group share a line with mean and worst. */
  readonly group: string;
  readonly response: CameraResponse;
  /** Factor on the light; 1 unless given. Estimates are divided by it before they are scored. */
  readonly exposure?: number;
}

export interface ConditionRow extends MethodScores {
  readonly group: string;
  readonly name: string;
}

export interface ConditionValidation extends GeneratorUse {
  readonly validation: readonly KnownScene[];
  readonly conditions: readonly Condition[];
  onProgress?(what: string): void;
}

/**
 * Scores the generator under every condition.
 *
 * @throws the signal's reason if it aborts. @throws EvaluationError, NetworkError or CameraError if sizes do not fit.
 */
export async function validateConditions(options: ConditionValidation): Promise<ConditionRow[]> {
  const rows: ConditionRow[] = [];
  for (const [index, { group, response, exposure = 1 }] of options.conditions.entries()) {
    const name = exposure === 1 ? response.name : `${response.name}, exposure ${exposure}`;
    options.onProgress?.(`${index + 1} of ${options.conditions.length}: ${name}`);
    const scores: SceneScores[] = [];
    for (const scene of options.validation) {
      const { rgb, width, height } = photograph(scene, response);
      const picture = { rgb: rgb.map((value) => value * exposure), width, height };
      const cube = await generate(picture, response, options);
      const estimate = agreeing(cube, picture, response, 'non-negative');
      scores.push(
        scoreScene(
          scene,
          estimate.map((value) => value / exposure),
        ),
      );
    }
    rows.push({ group, name, ...methodScores(scores) });
  }
  return rows;
}

/** Mean and worst of a group: the row with the lowest PSNR, and the one with the largest angle on lit pixels. */
export interface GroupSummary {
  readonly group: string;
  readonly conditions: number;
  readonly meanPsnr: number;
  readonly meanAngleLit: number;
  readonly worstPsnr: ConditionRow;
  readonly worstAngleLit: ConditionRow;
}

/** Sums up each group, over all pixels, in order of appearance. */
export function summariseGroups(rows: readonly ConditionRow[]): GroupSummary[] {
  const psnr = ({ mean }: ConditionRow): number => mean.all.psnrPerBand;
  const angle = ({ mean }: ConditionRow): number => mean.all.spectralAngleLit;
  return [...new Set(rows.map(({ group }) => group))].map((group) => {
    const own = rows.filter((row) => row.group === group);
    const mean = (value: (row: ConditionRow) => number): number =>
      own.reduce((sum, row) => sum + value(row), 0) / own.length;
    return {
      group,
      conditions: own.length,
      meanPsnr: mean(psnr),
      meanAngleLit: mean(angle),
      worstPsnr: own.reduce((worst, row) => (psnr(row) < psnr(worst) ? row : worst)),
      worstAngleLit: own.reduce((worst, row) => (angle(row) > angle(worst) ? row : worst)),
    };
  });
}
