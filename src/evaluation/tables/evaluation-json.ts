/** An evaluation as plain data for JSON, versioned; error maps, which are pictures, stay out. */
import type { Evaluation, SceneFailure, WorstPixel } from '../evaluation-result.ts';
import type { SpectralGroup } from '../metrics/grouped-mrae.ts';
import type { MetricDescription, Protocol } from '../protocols/protocol.ts';
import type { Setting } from '../setting.ts';

/** A finite number as it is; `"Infinity"` or `"-Infinity"` where JSON has none; null where it is not a number. */
export type JsonNumber = number | 'Infinity' | '-Infinity' | null;

interface JsonGroup {
  readonly mrae: JsonNumber;
  readonly pixels: number;
  readonly truth: readonly JsonNumber[];
  readonly estimate: readonly JsonNumber[];
}

interface JsonPixel {
  readonly x: number;
  readonly y: number;
  readonly spectralAngle: JsonNumber;
  readonly relativeError: JsonNumber;
  readonly truth: readonly JsonNumber[];
  readonly estimate: readonly JsonNumber[];
}

/** The document; a later version may add fields, a new number means that some changed. */
export interface EvaluationDocument {
  readonly format: 'spectralift evaluation';
  readonly version: 1;
  readonly protocol: Pick<Protocol, 'name' | 'title' | 'source' | 'rankedBy'>;
  readonly metrics: readonly MetricDescription[];
  readonly settings: readonly Setting[];
  readonly scenes: readonly {
    readonly name: string;
    readonly pixels: number;
    readonly figures: Readonly<Record<string, JsonNumber>>;
    readonly notes: readonly string[];
    readonly wavelengths: readonly number[];
    readonly worstGroup?: JsonGroup;
  }[];
  readonly failures: readonly SceneFailure[];
  readonly means: Readonly<
    Record<string, { mean: JsonNumber; scenes: number; infinite: number; undefined: number }>
  >;
  readonly worst?: {
    readonly scene: string;
    readonly metric: string;
    readonly value: JsonNumber;
    readonly wavelengths: readonly number[];
    readonly pixelsBy: string;
    readonly pixels: readonly JsonPixel[];
  };
}

/** The document of an evaluation; `JSON.stringify` writes it without loss. */
export function evaluationDocument(evaluation: Evaluation): EvaluationDocument {
  const { metrics, settings, scenes, failures, means, worst } = evaluation;
  const { name, title, source, rankedBy } = evaluation.protocol;
  return {
    format: 'spectralift evaluation',
    version: 1,
    protocol: { name, title, source, rankedBy },
    metrics,
    settings,
    scenes: scenes.map(({ name, pixels, figures, notes, wavelengths, worstGroup }) => ({
      name,
      pixels,
      figures: mapValues(figures, jsonNumber),
      notes,
      wavelengths,
      ...(worstGroup === undefined ? {} : { worstGroup: jsonGroup(worstGroup) }),
    })),
    failures,
    means: mapValues(means, (figure) => ({ ...figure, mean: jsonNumber(figure.mean) })),
    ...(worst === undefined
      ? {}
      : {
          worst: {
            scene: worst.name,
            metric: worst.metric,
            value: jsonNumber(worst.value),
            wavelengths: worst.wavelengths,
            pixelsBy: worst.pixelsBy,
            pixels: worst.pixels.map(jsonPixel),
          },
        }),
  };
}

function jsonNumber(value: number): JsonNumber {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return null;
  return value > 0 ? 'Infinity' : '-Infinity';
}

function jsonNumbers(values: Float32Array | Float64Array): JsonNumber[] {
  return Array.from(values, jsonNumber);
}

function jsonGroup({ mrae, pixels, truth, estimate }: SpectralGroup): JsonGroup {
  return { mrae: jsonNumber(mrae), pixels, truth: jsonNumbers(truth), estimate: jsonNumbers(estimate) };
}

function jsonPixel({ x, y, spectralAngle, relativeError, truth, estimate }: WorstPixel): JsonPixel {
  return {
    x,
    y,
    spectralAngle: jsonNumber(spectralAngle),
    relativeError: jsonNumber(relativeError),
    truth: jsonNumbers(truth),
    estimate: jsonNumbers(estimate),
  };
}

function mapValues<From, To>(
  values: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
