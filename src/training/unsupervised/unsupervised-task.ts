/**
 * The unsupervised system as a task for the trainer: photos on one side, measured spectra of other scenes on the
 * other, no pairs. Leaves the generator and the estimator of the response, averaged over the last steps.
 */
import type { PictureSource } from '../../datasets/photo-sampler.ts';
import type { SpectraSource } from '../../datasets/resized-sampler.ts';
import { discriminatorParameters } from '../../networks/discriminator.ts';
import { generatorParameters } from '../../networks/generator.ts';
import { type Initialisation, initialWeights, type ParameterDeclaration } from '../../networks/parameters.ts';
import {
  CUBE_DROPOUT,
  FEATURE_DROPOUT,
  featureChannels,
  semanticBranchParameters,
} from '../../networks/semantic-branch.ts';
import { SRF_LAST_LAYER, srfEstimatorParameters } from '../../networks/srf-estimator.ts';
import type { Random } from '../../random.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { oneHot } from '../cross-entropy.ts';
import { ParameterVector } from '../parameter-vector.ts';
import { polynomialSchedule } from '../schedules.ts';
import { type TrainingTask, TrainingError } from '../trainer.ts';
import { encodeWeightFile } from '../weight-file.ts';
import { dropoutFactors } from './dropout.ts';
import { ESTIMATOR_PREFIX, GENERATOR_PREFIX } from './estimated-cube.ts';
import { openParser, type ParserModel, type SceneParser } from './scene-parser.ts';
import type { UnsupervisedSettings } from './settings.ts';
import { type BatchSizes, type UnsupervisedBatch, unsupervisedVectors } from './step-compiler.ts';
import { compileUnsupervisedStep } from './unsupervised-step.ts';

/** What the system is trained on, and how. */
export interface UnsupervisedLearning {
  /** Name of the recipe; kept in checkpoints. */
  readonly recipe: string;
  readonly settings: UnsupervisedSettings;
  /** Responses [cameras, 3, bands], rows summing to 1. */
  readonly dictionary: Float64Array;
  readonly photos: PictureSource;
  readonly spectra: SpectraSource;
  /** The parser of the photos and the number of its classes; absent where the semantic term is left out. */
  readonly parser?: { readonly model: ParserModel; readonly classes: number };
  readonly batch: number;
  /** Side of the photos' crops and of pictures and cubes, pixels; the samplers'. */
  readonly crop: number;
  readonly size: number;
  readonly steps: number;
}

/** Step from which a run is looked at for collapse: earlier it has not learnt to agree yet. */
const FIRST_JUDGED = 1000;
/** Power with which the rate of the semantic branch falls. */
const SEMANTIC_POWER = 0.9;
/** A parser looks at pictures at a quarter of their size. */
const PARSER_STRIDE = 4;

/**
 * The task. Its figures are the terms of the losses (unweighted), the discriminator's accuracies and the norms of what
 * is asked of the cubes before and after clipping.
 */
export function unsupervisedTask(learning: UnsupervisedLearning): TrainingTask {
  const { recipe, settings, steps } = learning;
  const semantic = settings.weights.semantic === 0 ? undefined : learning.parser;
  const sizes: BatchSizes = {
    batch: learning.batch,
    size: learning.size,
    ...(semantic === undefined
      ? {}
      : {
          labels: {
            classes: semantic.classes,
            size: learning.crop,
            logits: Math.ceil(learning.crop / PARSER_STRIDE),
          },
        }),
  };
  const vectors = unsupervisedVectors(settings, sizes);
  const semanticRate = polynomialSchedule({ peak: settings.rates.semantic, power: SEMANTIC_POWER, steps });
  const lengths = {
    ...lengthsOf('generator', ['parameters', 'firstMoment', 'secondMoment', 'average'], vectors.generator),
    ...lengthsOf('discriminator', ['parameters', 'firstMoment', 'secondMoment'], vectors.discriminator),
    ...lengthsOf('semantic', ['parameters', 'velocity'], vectors.semantic),
  };
  return {
    recipe,
    steps,
    lengths,
    begin: (random) => begin(settings, vectors, sizes, lengths, random),
    async open(runtime) {
      const parser = semantic === undefined ? undefined : await openFor(runtime, semantic, learning, sizes);
      const step = await compileUnsupervisedStep(runtime, settings, sizes, learning.dictionary);
      return {
        async learn(state, number, random) {
          const batch = await drawBatch(learning, sizes, parser, random);
          const learnt = await step.run(state, batch, number, semanticRate(number));
          return { ...learnt, figures: { ...learnt.figures, pictureSquare: meanSquare(batch.rgb) } };
        },
        async release() {
          await step.release();
          await parser?.release();
        },
      };
    },
    collapsed(figures, step) {
      // A cube of zeros would do as well: whatever is still learnt has nothing to do with the photos.
      const lost = figures['backProjection'] > figures['pictureSquare'];
      const judged = settings.weights.backProjection !== 0 && step >= FIRST_JUDGED;
      return judged && lost ? 'the cubes agree with their photos no better than darkness' : undefined;
    },
    weightFiles: (checkpoint) => weightFiles(settings, vectors.generator, checkpoint),
  };
}

function meanSquare(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum / values.length;
}

function lengthsOf(
  network: string,
  names: readonly string[],
  { length }: ParameterVector,
): Record<string, number> {
  if (length === 0) return {};
  return Object.fromEntries(names.map((name) => [`${network}.${name}`, length]));
}

/** Initial weights as the framework of the released code draws them; moments zero. */
function begin(
  settings: UnsupervisedSettings,
  vectors: ReturnType<typeof unsupervisedVectors>,
  { labels }: BatchSizes,
  lengths: Readonly<Record<string, number>>,
  random: Random,
) {
  const drawn = (declarations: readonly ParameterDeclaration[], kind: Initialisation, prefix = '') =>
    [...initialWeights(declarations, () => random.uniform(), kind)].map(
      ([name, values]): [string, Float32Array] => [prefix + name, values],
    );
  const { bands } = settings;
  const generator = vectors.generator.pack(
    new Map([
      ...drawn(generatorParameters(settings), 'released', GENERATOR_PREFIX),
      // With the released draw the estimator's signal dies on its way and nothing is learnt from it; with a last layer
      // as lively as the others it settles on one camera, whatever the photo, before it has learnt anything.
      ...drawn(srfEstimatorParameters(settings), 'he', ESTIMATOR_PREFIX).map(
        ([name, values]): [string, Float32Array] => [
          name,
          name.startsWith(ESTIMATOR_PREFIX + SRF_LAST_LAYER) ? new Float32Array(values.length) : values,
        ],
      ),
    ]),
    'generator and estimator',
  );
  const starts: Record<string, Float32Array> = {
    'generator.parameters': generator,
    'generator.average': generator.slice(),
    'discriminator.parameters': vectors.discriminator.pack(
      new Map(drawn(discriminatorParameters(bands), 'released')),
      'discriminator',
    ),
  };
  if (labels !== undefined) {
    const declared = semanticBranchParameters({ bands, classes: labels.classes });
    starts['semantic.parameters'] = vectors.semantic.pack(
      new Map(drawn(declared, 'released')),
      'semantic branch',
    );
  }
  return Object.fromEntries(
    Object.entries(lengths).map(([name, length]) => [name, starts[name] ?? new Float32Array(length)]),
  );
}

/** @throws TrainingError if the parser's classes or the size of its logits are others than said. */
async function openFor(
  runtime: Runtime,
  { model, classes }: NonNullable<UnsupervisedLearning['parser']>,
  { batch, crop }: UnsupervisedLearning,
  { labels }: BatchSizes,
): Promise<SceneParser> {
  const parser = await openParser(runtime, model, { batch, side: crop });
  if (parser.classes === classes && parser.logits === labels?.logits) return parser;
  await parser.release();
  throw new TrainingError(
    `expected a parser of ${classes} classes that gives ${labels?.logits} x ${labels?.logits} logits for ${crop} x ${crop} pixels, found ${parser.classes} classes and ${parser.logits} x ${parser.logits}`,
    { hint: 'give a parser of the classes that the photos are labelled with, at a quarter of their size' },
  );
}

async function drawBatch(
  { settings, photos, spectra, batch, crop, size }: UnsupervisedLearning,
  { labels: labelSizes }: BatchSizes,
  parser: SceneParser | undefined,
  random: Random,
): Promise<UnsupervisedBatch> {
  const { bands } = settings;
  const [rgb, measured] = [3, bands].map((planes) => new Float32Array(batch * planes * size * size));
  const crops = new Float32Array(batch * 3 * crop * crop);
  const classes = new Int16Array(batch * crop * crop);
  for (let item = 0; item < batch; item++) {
    const photo = await photos.draw(random);
    rgb.set(photo.picture, item * photo.picture.length);
    crops.set(photo.crop, item * photo.crop.length);
    classes.set(photo.labels, item * photo.labels.length);
    const { data } = await spectra.draw(random);
    measured.set(data, item * data.length);
  }
  const between = Float32Array.from({ length: batch }, () => random.uniform());
  if (parser === undefined || labelSizes === undefined) return { rgb, measured, between };
  const places = batch * labelSizes.logits ** 2;
  return {
    rgb,
    measured,
    between,
    semantic: {
      logits: await parser.parse(crops),
      labels: oneHot(classes, batch, labelSizes.classes),
      cubeDropout: dropoutFactors(random, places * bands, CUBE_DROPOUT),
      featureDropout: dropoutFactors(
        random,
        places * featureChannels({ bands, classes: labelSizes.classes }),
        FEATURE_DROPOUT,
      ),
    },
  };
}

/** The generator's and the estimator's averaged weights, each under the official names. */
function weightFiles(
  settings: UnsupervisedSettings,
  vector: ParameterVector,
  checkpoint: Checkpoint,
): ReadonlyMap<string, Uint8Array> {
  const all = vector.unpack(checkpoint.state['generator.average']);
  const file = (
    declarations: readonly ParameterDeclaration[],
    prefix: string,
    metadata: Readonly<Record<string, string>>,
  ): Uint8Array => {
    const own = new ParameterVector(declarations);
    const weights = new Map(
      declarations.map(({ name }) => [name, all.get(prefix + name) ?? new Float32Array()] as const),
    );
    return encodeWeightFile(own, own.pack(weights, prefix), checkpoint, metadata);
  };
  return new Map([
    [
      'generator.safetensors',
      file(generatorParameters(settings), GENERATOR_PREFIX, {
        network: 'generator',
        growth: String(settings.growth),
        basis: settings.basis,
      }),
    ],
    [
      'srf-estimator.safetensors',
      file(srfEstimatorParameters(settings), ESTIMATOR_PREFIX, {
        network: 'srf-estimator',
        exposure: settings.exposure,
        gains: settings.gains,
      }),
    ],
  ]);
}
