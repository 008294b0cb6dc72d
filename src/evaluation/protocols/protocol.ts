/**
 * A named protocol: every choice that a published figure depends on, fixed and said in words. Two figures can be
 * compared if they come from the same protocol with the same mask, and not otherwise.
 */
import type { CameraResponse } from '../../camera/camera-response.ts';
import type { SpectralCube } from '../../cube/spectral-cube.ts';
import { relativeErrorMap, spectralAngleMap } from '../metrics/error-maps.ts';
import type { SpectralGroup } from '../metrics/grouped-mrae.ts';
import type { Setting } from '../setting.ts';
import { type ScoredPair, scoredPair } from './scored-pair.ts';

/** One figure that a protocol gives. */
export interface MetricDescription {
  /** Key of the figure, such as `psnr`. */
  readonly name: string;
  /** As a table heads it. */
  readonly title: string;
  /** `dB`, `degrees`, or nothing for a pure number. */
  readonly unit: '' | 'dB' | 'degrees';
  readonly better: 'higher' | 'lower';
  /** Decimals that a table shows. */
  readonly decimals: number;
}

export interface ScoreOptions {
  /** Pixels of the whole picture that count are not 0, row by row; all count without it. */
  readonly mask?: Uint8Array | undefined;
  /** The camera that protocols with a back-projection look through; without it that figure is not a number. */
  readonly response?: CameraResponse | undefined;
}

/** The figures of one scene. */
export interface SceneFigures {
  /** By name; infinite where something is met exactly, not-a-number where a figure is not defined (a note says why). */
  readonly figures: Readonly<Record<string, number>>;
  /** What was left out or could not be computed, in words. */
  readonly notes: readonly string[];
  /** Pixels that count, after crop and mask. */
  readonly pixels: number;
  /** The worst group of similar spectra, where the protocol groups them. */
  readonly worstGroup?: SpectralGroup;
}

/** Errors as pictures of the whole scene, not-a-number where a pixel does not count. */
export interface ErrorMaps {
  readonly width: number;
  readonly height: number;
  /** Degrees, `height * width` values. */
  readonly spectralAngle: Float32Array;
  /** Mean over bands of |y - z| / (y + epsilon) with the protocol's epsilon; bands where y is 0 are left out. */
  readonly relativeError: Float32Array;
}

export interface Protocol {
  /** Such as `ntire2022`. */
  readonly name: string;
  readonly title: string;
  /** Paper and code that the choices are taken from. */
  readonly source: string;
  /** Every choice, in words. */
  readonly settings: readonly Setting[];
  readonly metrics: readonly MetricDescription[];
  /** Name of the metric that ranks methods, and tells which scene is the worst. */
  readonly rankedBy: string;
  /** Whether a figure looks through the response that the caller gives. */
  readonly usesResponse: boolean;
  /**
   * All figures of one estimate.
   *
   * @throws EvaluationError if the cubes differ in size, bands or wavelengths, a counted sample is not finite, no
   * pixel counts, or the crop leaves nothing.
   */
  scoreScene(truth: SpectralCube, estimate: SpectralCube, options?: ScoreOptions): SceneFigures;
  /** Spectral angle and relative error of every pixel that counts. @throws EvaluationError as `scoreScene`. */
  errorMaps(truth: SpectralCube, estimate: SpectralCube, options?: ScoreOptions): ErrorMaps;
}

/** What a protocol's own file says. */
export interface ProtocolDefinition extends Omit<Protocol, 'scoreScene' | 'errorMaps'> {
  /** Pixels cropped from every side before anything is computed. */
  readonly border: number;
  /** Epsilon of the spectral angle, in the figures (if they hold one) and in the error map. */
  readonly angleEpsilon: number;
  /** Epsilon of the relative error map. */
  readonly relativeEpsilon: number;
  score(pair: ScoredPair, options: ScoreOptions): Omit<SceneFigures, 'pixels'>;
}

/** A protocol from its definition: checks, crop and mask are the same for all. */
export function defineProtocol(definition: ProtocolDefinition): Protocol {
  const { name, title, source, settings, metrics, rankedBy, usesResponse, border } = definition;
  return {
    name,
    title,
    source,
    settings,
    metrics,
    rankedBy,
    usesResponse,
    scoreScene(truth, estimate, options = {}) {
      const pair = scoredPair(truth, estimate, border, options.mask);
      return { ...definition.score(pair, options), pixels: pair.counted };
    },
    errorMaps(truth, estimate, options = {}) {
      const { cubes, width, height } = scoredPair(truth, estimate, border, options.mask);
      const whole = (map: Float32Array): Float32Array => uncropped(map, width, height, border);
      return {
        width: truth.width,
        height: truth.height,
        spectralAngle: whole(spectralAngleMap(cubes, { epsilon: definition.angleEpsilon })),
        relativeError: whole(relativeErrorMap(cubes, { epsilon: definition.relativeEpsilon })),
      };
    },
  };
}

/** A map of the cropped part in a picture of the whole, not-a-number around it. */
function uncropped(map: Float32Array, width: number, height: number, border: number): Float32Array {
  if (border === 0) return map;
  const wholeWidth = width + 2 * border;
  const whole = new Float32Array(wholeWidth * (height + 2 * border)).fill(Number.NaN);
  for (let row = 0; row < height; row++) {
    whole.set(map.subarray(row * width, (row + 1) * width), (row + border) * wholeWidth + border);
  }
  return whole;
}
