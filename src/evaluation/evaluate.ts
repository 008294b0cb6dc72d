/**
 * Scores a method on scenes by a named protocol, one scene in memory at a time. Where cubes come from is the caller's
 * business; a scene that cannot be scored is listed with its reason and does not stop the others.
 */
import type { CameraResponse } from '../camera/camera-response.ts';
import type { SpectralCube } from '../cube/spectral-cube.ts';
import { SpectraliftError } from '../errors.ts';
import { EvaluationError } from './evaluation-error.ts';
import {
  type Evaluation,
  type MeanFigure,
  meanFigure,
  type SceneFailure,
  type SceneResult,
  type WorstScene,
} from './evaluation-result.ts';
import type { MetricDescription, Protocol } from './protocols/protocol.ts';
import { scaleNotes } from './scale-notes.ts';
import { type MaskOptions, maskSettings, sceneMask } from './scene-mask.ts';
import type { Setting } from './setting.ts';
import { WORST_PIXELS_BY, worstPixelsOf } from './worst-pixels.ts';

export interface EvaluationScene {
  readonly name: string;
  truth(): Promise<SpectralCube>;
  /** The method's answer; it may look at the truth to make the picture that it starts from. */
  estimate(truth: SpectralCube): Promise<SpectralCube>;
}

export interface EvaluationProgress {
  /** Scenes scored or failed. */
  readonly done: number;
  /** How many there will be, where that is known. */
  readonly total: number | undefined;
  /** The scene that is done. */
  readonly scene: string;
}

export interface EvaluationOptions {
  readonly scenes: Iterable<EvaluationScene> | AsyncIterable<EvaluationScene>;
  /** How many scenes there are, for the progress; taken from a list by itself. */
  readonly total?: number;
  readonly protocol: Protocol;
  /** Which pixels count; default all. */
  readonly mask?: MaskOptions;
  /** The camera that a back-projection looks through. */
  readonly response?: CameraResponse;
  /** Worst pixels to keep of the worst scene; default 5. */
  readonly worstPixels?: number;
  readonly signal?: AbortSignal;
  onProgress?(progress: EvaluationProgress): void;
}

/**
 * Scores every scene and sums up.
 *
 * @throws EvaluationError if there is no scene; the signal's reason if it aborts; whatever the list of scenes itself
 * throws. The errors of a scene are gathered in `failures`.
 */
export async function evaluate(options: EvaluationOptions): Promise<Evaluation> {
  const { protocol, mask = {}, signal } = options;
  const total = options.total ?? (Array.isArray(options.scenes) ? options.scenes.length : undefined);
  const scenes: SceneResult[] = [];
  const failures: SceneFailure[] = [];
  let worst: WorstScene | undefined;
  for await (const scene of options.scenes) {
    signal?.throwIfAborted();
    try {
      const scored = await scoreOne(scene, options, worst);
      scenes.push(scored.result);
      worst = scored.worst;
    } catch (error) {
      signal?.throwIfAborted();
      failures.push(failureOf(scene.name, error));
    }
    options.onProgress?.({ done: scenes.length + failures.length, total, scene: scene.name });
  }
  if (scenes.length + failures.length === 0) {
    throw new EvaluationError('expected at least one scene to score, found none');
  }
  const { name, title, source, rankedBy, metrics } = protocol;
  return {
    protocol: { name, title, source, rankedBy },
    metrics,
    settings: [...protocol.settings, ...maskSettings(mask), ...responseSettings(options)],
    scenes,
    failures,
    means: Object.fromEntries(
      metrics.map((metric): [string, MeanFigure] => [metric.name, meanFigure(scenes, metric.name)]),
    ),
    ...(worst === undefined ? {} : { worst }),
  };
}

async function scoreOne(
  scene: EvaluationScene,
  options: EvaluationOptions,
  worst: WorstScene | undefined,
): Promise<{ result: SceneResult; worst: WorstScene | undefined }> {
  const { protocol, response, signal } = options;
  const truth = await scene.truth();
  signal?.throwIfAborted();
  const estimate = await scene.estimate(truth);
  signal?.throwIfAborted();
  const mask = sceneMask(truth, options.mask ?? {});
  const { notes, ...figures } = protocol.scoreScene(truth, estimate, { mask, response });
  const result: SceneResult = {
    name: scene.name,
    ...figures,
    wavelengths: truth.wavelengths,
    notes: [...scaleNotes(truth, estimate), ...notes],
  };
  const metric = protocol.metrics.find(({ name }) => name === protocol.rankedBy);
  const value = result.figures[protocol.rankedBy];
  if (metric === undefined || !isWorse(value, worst?.value, metric)) return { result, worst };
  const maps = protocol.errorMaps(truth, estimate, { mask });
  const pixels = worstPixelsOf(truth, estimate, maps, options.worstPixels ?? 5);
  return {
    result,
    worst: {
      name: scene.name,
      metric: metric.name,
      value,
      wavelengths: truth.wavelengths,
      maps,
      pixels,
      pixelsBy: WORST_PIXELS_BY,
    },
  };
}

/** What is not a number is never the worst. */
function isWorse(value: number, than: number | undefined, { better }: MetricDescription): boolean {
  if (Number.isNaN(value)) return false;
  if (than === undefined) return true;
  return better === 'higher' ? value < than : value > than;
}

function failureOf(name: string, error: unknown): SceneFailure {
  if (error instanceof SpectraliftError) {
    return { name, tag: error._tag, message: error.message, hint: error.hint };
  }
  if (error instanceof Error) return { name, tag: error.name, message: error.message, hint: '' };
  return { name, tag: 'unknown', message: String(error), hint: '' };
}

function responseSettings({ protocol, response }: EvaluationOptions): Setting[] {
  if (!protocol.usesResponse) return [];
  return [{ name: 'response of the back-projection', value: response?.name ?? 'none given' }];
}
