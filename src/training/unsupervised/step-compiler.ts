/** What the parts of an iteration are compiled from: choices, sizes, and where the parameters stand. */
import { constant, input } from '../../graph/index.ts';
import { discriminatorParameters } from '../../networks/discriminator.ts';
import { generatorParameters } from '../../networks/generator.ts';
import type { ParameterDeclaration } from '../../networks/parameters.ts';
import { semanticBranchParameters } from '../../networks/semantic-branch.ts';
import { srfEstimatorParameters } from '../../networks/srf-estimator.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { ParameterVector } from '../parameter-vector.ts';
import { type EstimateInputs, ESTIMATOR_PREFIX, GENERATOR_PREFIX } from './estimated-cube.ts';
import type { UnsupervisedSettings } from './settings.ts';

/** Sizes of a batch. */
export interface BatchSizes {
  readonly batch: number;
  /** Side of pictures and cubes, pixels. */
  readonly size: number;
  /** Absent where there is no semantic branch. */
  readonly labels?: BatchLabels;
}

/** Sizes of what the semantic branch takes. */
export interface BatchLabels {
  readonly classes: number;
  /** Side of the labels, pixels. */
  readonly size: number;
  /** Side of the parser's logits. */
  readonly logits: number;
}

/** What an iteration learns from. */
export interface UnsupervisedBatch {
  /** Linear RGB, `[batch, 3, size, size]`. */
  readonly rgb: Float32Array;
  /** Measured cubes of other scenes, `[batch, bands, size, size]`. */
  readonly measured: Float32Array;
  /** Shares of the measured cube where a penalty is taken, one an image. */
  readonly between: Float32Array;
  /** For the semantic branch, if there is one: see `label-graph.ts`. */
  readonly semantic?: {
    readonly logits: Float32Array;
    readonly labels: Float32Array;
    readonly cubeDropout: Float32Array;
    readonly featureDropout: Float32Array;
  };
}

/** Where the parameters of the four networks stand. */
export interface UnsupervisedVectors {
  /** Generator and estimator, with their prefixes. */
  readonly generator: ParameterVector;
  readonly discriminator: ParameterVector;
  /** Empty where there is no semantic branch. */
  readonly semantic: ParameterVector;
}

const prefixed = (prefix: string, declarations: readonly ParameterDeclaration[]): ParameterDeclaration[] =>
  declarations.map((each) => ({ ...each, name: prefix + each.name }));

/** The vectors of a system. */
export function unsupervisedVectors(
  settings: UnsupervisedSettings,
  { labels }: BatchSizes,
): UnsupervisedVectors {
  const { bands } = settings;
  return {
    generator: new ParameterVector([
      ...prefixed(GENERATOR_PREFIX, generatorParameters(settings)),
      ...prefixed(ESTIMATOR_PREFIX, srfEstimatorParameters(settings)),
    ]),
    discriminator: new ParameterVector(discriminatorParameters(bands)),
    semantic: new ParameterVector(
      labels === undefined ? [] : semanticBranchParameters({ bands, classes: labels.classes }),
    ),
  };
}

/** What all parts of an iteration are compiled from. */
export interface Compiler {
  readonly runtime: Runtime;
  readonly settings: UnsupervisedSettings;
  readonly sizes: BatchSizes;
  readonly vectors: UnsupervisedVectors;
  readonly dictionary: Float64Array;
}

/** Inputs of estimating `samples` of the pictures. */
export function estimateInputs({ settings, sizes, dictionary }: Compiler, samples: number): EstimateInputs {
  const { bands, cameras } = settings;
  return {
    rgb: input('rgb', [samples, 3, sizes.size, sizes.size]),
    dictionary: constant(dictionary, [cameras, 3, bands]),
    ...(settings.basis === 'camera' ? {} : { basis: input('basis', [samples, 3, 3]) }),
  };
}
