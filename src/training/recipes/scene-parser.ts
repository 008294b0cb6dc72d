/**
 * The recipe of the embedded scene parser (E1 of paper 1, small): the high-resolution network on labelled photos,
 * batch by batch, with the averages of its normalisations. Adam with a cosine in place of the descent with momentum
 * that large ones are trained with.
 */
import type { PictureSource } from '../../datasets/photo-sampler.ts';
import { concatenate, input, multiply, reshape, type Tensor } from '../../graph/index.ts';
import { batchNormalise, batchStatistics } from '../../networks/batch-normalisation.ts';
import {
  type HighResolutionOptions,
  highResolutionNetwork,
  highResolutionNormalisations,
  highResolutionParameters,
} from '../../networks/high-resolution-network.ts';
import { initialWeights, type ParameterLookup } from '../../networks/parameters.ts';
import { resizeBilinear } from '../../networks/resize.ts';
import type { Random } from '../../random.ts';
import type { TensorValues } from '../../runtime/runtime.ts';
import { compileAdamStep, initialState } from '../adam-step.ts';
import { compileBatchGradient, type LossTerms } from '../batch-gradient.ts';
import { crossEntropy, oneHot } from '../cross-entropy.ts';
import { ParameterVector } from '../parameter-vector.ts';
import { cosineSchedule } from '../schedules.ts';
import type { TrainingTask } from '../trainer.ts';
import { normalisePictures, parserParameters } from '../unsupervised/scene-parser.ts';
import { encodeWeightFile } from '../weight-file.ts';

/** What the parser is trained on, and how. */
export interface SceneParserRecipe {
  readonly photos: PictureSource;
  readonly network: HighResolutionOptions;
  /** Names of the classes, in the order of their numbers. */
  readonly classes: readonly string[];
  readonly batch: number;
  /** Side of a crop, pixels; the sampler's. */
  readonly crop: number;
  readonly steps: number;
  /** Equal parts of a batch; a normalisation sees the statistics of a part. */
  readonly parts: number;
}

export const SCENE_PARSER = 'scene-parser';

/** Share of a batch in the averages of the normalisations. */
const MOMENTUM = 0.05;

/** The task: Adam at 2e-3 with a cosine to 1e-5. Its figures are `loss` and `rate`. */
export function sceneParserTask(recipe: SceneParserRecipe): TrainingTask {
  const { network, batch, crop, steps, parts } = recipe;
  const vector = new ParameterVector(highResolutionParameters(network));
  const normalisations = highResolutionNormalisations(network);
  const statistics = 2 * normalisations.reduce((sum, { channels }) => sum + channels, 0);
  const rateAt = cosineSchedule({ peak: 2e-3, last: 1e-5, steps, warmUp: Math.min(100, steps) });
  return {
    recipe: SCENE_PARSER,
    steps,
    lengths: {
      parameters: vector.length,
      firstMoment: vector.length,
      secondMoment: vector.length,
      average: vector.length,
      statistics,
    },
    begin(random) {
      const weights = initialWeights(vector.declarations, () => random.uniform(), 'he');
      return {
        ...initialState(vector.pack(weights, SCENE_PARSER)),
        statistics: new Float32Array(statistics),
      };
    },
    async open(runtime) {
      const graph = (parameter: ParameterLookup): LossTerms =>
        parserLoss(network, { samples: batch / parts, crop, parts }, parameter);
      const descent = await compileBatchGradient(runtime, vector, graph, parts);
      const update = await compileAdamStep(runtime, vector.length);
      return {
        async learn(state, step, random) {
          const rate = rateAt(step);
          const { gradient, loss, observed } = await descent.run(
            state['parameters'],
            await drawBatch(recipe, random),
          );
          const { parameters, firstMoment, secondMoment, average } = state;
          const after = await update.run(
            { parameters, firstMoment, secondMoment, average },
            gradient,
            step,
            rate,
          );
          const share = Math.max(MOMENTUM, 1 / step); // the plain mean at first
          const averages = state['statistics'].map((value, at) => value + share * (observed[at] - value));
          return { state: { ...after, statistics: averages }, figures: { loss, rate } };
        },
        async release() {
          await descent.release();
          await update.release();
        },
      };
    },
    weightFiles(checkpoint) {
      const whole = new ParameterVector(parserParameters(network));
      const weights = vector.unpack(checkpoint.state['parameters']);
      let at = 0;
      for (const { name, channels } of normalisations) {
        for (const kind of ['running_mean', 'running_var']) {
          weights.set(`${name}.${kind}`, checkpoint.state['statistics'].slice(at, at + channels));
          at += channels;
        }
      }
      const metadata = {
        network: 'high-resolution-network',
        layout: JSON.stringify(network),
        classes: JSON.stringify(recipe.classes),
      };
      const bytes = encodeWeightFile(whole, whole.pack(weights, SCENE_PARSER), checkpoint, metadata);
      return new Map([['weights.safetensors', bytes]]);
    },
  };
}

/** The loss of a part of the batch, and the statistics of its normalisations: mean and variance of each in turn. */
function parserLoss(
  network: HighResolutionOptions,
  { samples, crop, parts }: { readonly samples: number; readonly crop: number; readonly parts: number },
  parameter: ParameterLookup,
): LossTerms {
  const seen = new Map<string, readonly Tensor[]>();
  const picture = input('picture', [samples, 3, crop, crop]);
  const logits = highResolutionNetwork(
    picture,
    parameter,
    (x, name) => {
      const { mean, variance } = batchStatistics(x);
      seen.set(name, [mean, variance]);
      return batchNormalise(x, name, parameter, { mean, variance });
    },
    network,
  );
  const flat = highResolutionNormalisations(network).flatMap(({ name, channels }) =>
    (seen.get(name) ?? []).map((values) => reshape(values, [channels])),
  );
  const labels = input('labels', [samples, network.classes, crop, crop]);
  const loss = crossEntropy(resizeBilinear(logits, crop, crop), labels);
  return { loss: multiply(loss, 1 / parts), terms: {}, observed: concatenate(flat, 0) };
}

async function drawBatch(
  { photos, network, batch, crop }: SceneParserRecipe,
  random: Random,
): Promise<TensorValues> {
  const pixels = crop * crop;
  const pictures = new Float32Array(batch * 3 * pixels);
  const classes = new Int16Array(batch * pixels);
  for (let item = 0; item < batch; item++) {
    const drawn = await photos.draw(random);
    pictures.set(drawn.crop, item * 3 * pixels);
    classes.set(drawn.labels, item * pixels);
  }
  return {
    picture: { data: normalisePictures(pictures, pixels), shape: [batch, 3, crop, crop] },
    labels: { data: oneHot(classes, batch, network.classes), shape: [batch, network.classes, crop, crop] },
  };
}
