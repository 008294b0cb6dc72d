/** What a comparison is asked, and what it answers for each method. */
import type { Runtime } from '../../runtime/runtime.ts';
import type { TrainingProgress } from '../../training/trainer.ts';
import type { ComparedRow } from '../comparison/comparison-result.ts';
import type { ComparedMethod } from '../comparison/methods.ts';
import type { ScenePixel } from '../comparison/scene-pixels.ts';
import type { SceneLook, ScoreQuestion } from '../comparison/score-method.ts';
import type { TrainingBudget } from '../comparison/training-plan.ts';
import type { ComparisonData } from './comparison-data.ts';

/** What is compared, on what, and where. */
export interface CompareQuestion {
  /** Name of the recipe; a folder serves one. */
  readonly recipe: string;
  readonly methods: readonly ComparedMethod[];
  readonly data: ComparisonData;
  /** Folder of the comparison; each trained method has a folder in it. */
  readonly folder: string;
  readonly budget: TrainingBudget;
  /** Pixels whose spectra are shown. */
  readonly pixels: readonly ScenePixel[];
  readonly runtime: Runtime;
  readonly signal?: AbortSignal;
  onProgress?(progress: CompareProgress): void;
}

/** What is being done. */
export interface CompareProgress {
  readonly method: ComparedMethod;
  readonly what: string;
  /** While it trains. */
  readonly training?: TrainingProgress;
}

/** A row, and what the pictures need of it. */
export interface MethodResult {
  readonly row: ComparedRow;
  readonly looks: readonly SceneLook[];
}

/** What a method is scored on. */
export function scoreQuestion(question: CompareQuestion, method: ComparedMethod): ScoreQuestion {
  const { data, pixels, signal } = question;
  return {
    scenes: data.validation,
    response: data.response,
    pixels,
    ...(signal === undefined ? {} : { signal }),
    onScene: (scene) => question.onProgress?.({ method, what: `estimating ${scene}` }),
  };
}
