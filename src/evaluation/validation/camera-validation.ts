/**
 * The main validation: known scenes seen through one measured camera, without noise; classical methods fitted through
 * that camera against a generator that is told the response exactly, nearly, or has it estimated.
 */
import type { CameraResponse } from '../../camera/camera-response.ts';
import { makeConsistent } from '../../camera/make-consistent.ts';
import type { ReconstructionModel } from '../../reconstruction/model.ts';
import { memoryPicture } from '../../reconstruction/linear-picture.ts';
import { reconstructWhole } from '../../reconstruction/reconstruct.ts';
import type { Consistency } from '../../reconstruction/tile-finisher.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { fittedRegression, interpolationMethods } from './classical-methods.ts';
import {
  type KnownScene,
  type MethodScores,
  methodScores,
  photograph,
  type ScenePicture,
  type SceneScores,
  scoreScene,
} from './scenes.ts';

/** How the generator comes to know the camera. */
export interface ResponseSource {
  /** Such as `true`, `catalogue`, `estimated`. */
  readonly name: string;
  responseOf(picture: ScenePicture): CameraResponse | Promise<CameraResponse>;
}

export interface CameraValidation {
  readonly training: readonly KnownScene[];
  readonly validation: readonly KnownScene[];
  /** The response through which all scenes are seen. */
  readonly response: CameraResponse;
  readonly sources: readonly ResponseSource[];
  readonly runtime: Runtime;
  readonly model: ReconstructionModel;
  readonly signal?: AbortSignal;
  onProgress?(what: string): void;
}

/** Figures of one method under one condition. */
export interface ValidationRow extends MethodScores {
  readonly method: string;
  /** What the method knows of the camera: `fitted`, `none`, or the name of a source. */
  readonly response: string;
  readonly consistency: Consistency;
}

export const CONSISTENCIES: readonly Consistency[] = ['none', 'exact', 'non-negative'];

/**
 * Scores every method on every validation scene.
 *
 * @throws the signal's reason if it aborts. @throws EvaluationError, NetworkError or CameraError if sizes do not fit.
 */
export async function validateOnCamera(options: CameraValidation): Promise<ValidationRow[]> {
  const { validation, response, sources, signal } = options;
  const rows: ValidationRow[] = [];
  for (const [method, knows] of classicalMethods(options)) {
    signal?.throwIfAborted();
    options.onProgress?.(method.name);
    const scores = validation.map((scene) =>
      scoreScene(scene, method.reconstruct(photograph(scene, response))),
    );
    rows.push({ method: method.name, response: knows, consistency: 'none', ...methodScores(scores) });
  }
  for (const source of sources) {
    const found = new Map<Consistency, SceneScores[]>(CONSISTENCIES.map((name) => [name, []]));
    for (const scene of validation) {
      options.onProgress?.(`generator, ${source.name} response, ${scene.name}`);
      const picture = photograph(scene, response);
      const believed = await source.responseOf(picture);
      const cube = await generate(picture, believed, options);
      for (const [consistency, scores] of found) {
        scores.push(scoreScene(scene, agreeing(cube, picture, believed, consistency)));
      }
    }
    for (const [consistency, scores] of found) {
      rows.push({
        method: options.model.network.name,
        response: source.name,
        consistency,
        ...methodScores(scores),
      });
    }
  }
  return rows;
}

function classicalMethods({ training, response }: CameraValidation) {
  return [
    ...interpolationMethods(response).map((method) => [method, 'none'] as const),
    ...([1, 2, 3, 4] as const).map(
      (degree) => [fittedRegression(training, response, degree), 'fitted'] as const,
    ),
    [fittedRegression(training, response, 3, 'all', 0), 'fitted'] as const,
  ];
}

/** What the generator needs to run. */
export interface GeneratorUse {
  readonly runtime: Runtime;
  readonly model: ReconstructionModel;
  readonly signal?: AbortSignal;
}

/** The network's own answer for a picture, planar `[bands, height, width]`. */
export async function generate(
  picture: ScenePicture,
  response: CameraResponse,
  { runtime, model, signal }: GeneratorUse,
): Promise<Float32Array> {
  const { cube } = await reconstructWhole(memoryPicture(picture.rgb, picture.width, picture.height), {
    runtime,
    model,
    response,
    consistency: 'none',
    ...(signal === undefined ? {} : { signal }),
  });
  return cube;
}

/** A cube in the stated agreement with its picture. */
export function agreeing(
  cube: Float32Array,
  { rgb }: ScenePicture,
  response: CameraResponse,
  consistency: Consistency,
): Float32Array {
  if (consistency === 'none') return cube;
  return makeConsistent(cube, rgb, response, { nonNegative: consistency === 'non-negative', clipLevel: 1 });
}
