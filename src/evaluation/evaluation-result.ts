/** What an evaluation comes to: figures a scene, their means, what failed, and the worst for a closer look. */
import type { SpectralGroup } from './metrics/grouped-mrae.ts';
import type { ErrorMaps, MetricDescription, Protocol } from './protocols/protocol.ts';
import type { Setting } from './setting.ts';

/** One scene that was scored. */
export interface SceneResult {
  readonly name: string;
  /** By name of the metric; infinite where something is met exactly, not-a-number where a figure is not defined. */
  readonly figures: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
  /** Pixels that count. */
  readonly pixels: number;
  /** Band centres in nanometres. */
  readonly wavelengths: readonly number[];
  readonly worstGroup?: SpectralGroup;
}

/** One scene that could not be scored. */
export interface SceneFailure {
  readonly name: string;
  /** Tag of the error, or the name of its class where it has none. */
  readonly tag: string;
  readonly message: string;
  readonly hint: string;
}

/** The mean of a figure over scenes, each counting alike. */
export interface MeanFigure {
  /** Over the scenes where the figure is finite; not-a-number if there is none. */
  readonly mean: number;
  /** How many scenes that are. */
  readonly scenes: number;
  /** Scenes where it is infinite, left out of the mean. */
  readonly infinite: number;
  /** Scenes where it is not defined. */
  readonly undefined: number;
}

/** A pixel that was met badly. Column `x` and row `y` count from 0 in the whole picture. */
export interface WorstPixel {
  readonly x: number;
  readonly y: number;
  /** Degrees. */
  readonly spectralAngle: number;
  /** Mean over bands; not-a-number if the true spectrum is 0 throughout. */
  readonly relativeError: number;
  readonly truth: Float32Array;
  readonly estimate: Float32Array;
}

/** The scene that the ranking metric finds worst. */
export interface WorstScene {
  readonly name: string;
  /** Name of the metric. */
  readonly metric: string;
  readonly value: number;
  /** Band centres in nanometres. */
  readonly wavelengths: readonly number[];
  readonly maps: ErrorMaps;
  /** Largest spectral angle first. */
  readonly pixels: readonly WorstPixel[];
  /** How the pixels were chosen, in words. */
  readonly pixelsBy: string;
}

export interface Evaluation {
  readonly protocol: Pick<Protocol, 'name' | 'title' | 'source' | 'rankedBy'>;
  readonly metrics: readonly MetricDescription[];
  /** Every choice that the figures depend on: the protocol's, the mask, the response. */
  readonly settings: readonly Setting[];
  /** In the order they came. */
  readonly scenes: readonly SceneResult[];
  readonly failures: readonly SceneFailure[];
  /** By name of the metric. */
  readonly means: Readonly<Record<string, MeanFigure>>;
  /** Absent if no scene could be ranked. */
  readonly worst?: WorstScene;
}

/** The mean of one figure over scenes. */
export function meanFigure(scenes: readonly Pick<SceneResult, 'figures'>[], metric: string): MeanFigure {
  const values = scenes.map(({ figures }) => figures[metric] ?? Number.NaN);
  const finite = values.filter(Number.isFinite);
  const missing = values.filter(Number.isNaN).length;
  return {
    mean: finite.reduce((sum, value) => sum + value, 0) / finite.length,
    scenes: finite.length,
    infinite: values.length - finite.length - missing,
    undefined: missing,
  };
}
