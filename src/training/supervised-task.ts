/** Tasks of one network and one loss: Adam with a schedule, and the running average of the weights, which is shipped. */
import {
  type Initialisation,
  initialWeights,
  type ParameterDeclaration,
  type Weights,
} from '../networks/parameters.ts';
import type { Random } from '../random.ts';
import type { TensorValues } from '../runtime/runtime.ts';
import type { TrainingState } from './checkpoint.ts';
import { ParameterVector } from './parameter-vector.ts';
import type { Schedule } from './schedules.ts';
import type { TrainingTask } from './trainer.ts';
import { initialState, type OptimiserState } from './adam-step.ts';
import type { LossGraph } from './batch-gradient.ts';
import { compileTrainingStep } from './training-step.ts';
import { encodeWeightFile } from './weight-file.ts';

/** What a network is trained on, and how. */
export interface SupervisedLearning {
  /** Name of the recipe; kept in checkpoints. */
  readonly recipe: string;
  /** What is said of the network in its weight file, such as its name and growth. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly declarations: readonly ParameterDeclaration[];
  readonly initialisation: Initialisation;
  /** Weights that it goes on from, in place of drawn ones. */
  readonly start?: Weights;
  readonly loss: LossGraph;
  /** Equal parts that a batch is worked off in; the loss is that of a part, and losses of parts add up. Default 1. */
  readonly parts?: number;
  /** Draws the inputs of one step. */
  batch(random: Random): TensorValues | Promise<TensorValues>;
  readonly steps: number;
  readonly schedule: Schedule;
}

/** What is learnt, without what it is drawn from: all that a training step is built of. */
export type LearningGraph = Omit<SupervisedLearning, 'batch' | 'start'>;

const VECTORS = ['parameters', 'firstMoment', 'secondMoment', 'average'] as const;

/**
 * The task for the trainer. Its figures are `loss` and `rate`; it leaves `weights.safetensors`.
 *
 * @throws NetworkError if the weights that it is to go on from do not fit.
 */
export function supervisedTask(learning: SupervisedLearning): TrainingTask {
  const { recipe, steps, declarations } = learning;
  const vector = new ParameterVector(declarations);
  const start = learning.start && vector.pack(learning.start, recipe);
  return {
    recipe,
    steps,
    lengths: Object.fromEntries(VECTORS.map((name) => [name, vector.length])),
    network: {
      metadata: learning.metadata,
      parameters: declarations.map(({ name, shape }) => ({ name, shape })),
    },
    begin(random) {
      const drawn = (): Weights =>
        initialWeights(declarations, () => random.uniform(), learning.initialisation);
      return asRecord(initialState(start ?? vector.pack(drawn(), recipe)));
    },
    async open(runtime) {
      const { loss, parts = 1 } = learning;
      const compiled = await compileTrainingStep(runtime, vector, loss, { parts });
      return {
        async learn(state, step, random) {
          const rate = learning.schedule(step);
          const batch = await learning.batch(random);
          const result = await compiled.run(asOptimiserState(state), batch, step, rate);
          return { state: asRecord(result.state), figures: { loss: result.loss, rate } };
        },
        release: () => compiled.release(),
      };
    },
    weightFiles: (checkpoint) =>
      new Map([
        [
          'weights.safetensors',
          encodeWeightFile(vector, checkpoint.state['average'], checkpoint, learning.metadata),
        ],
      ]),
  };
}

const asRecord = (state: OptimiserState): TrainingState => ({ ...state });

function asOptimiserState(state: TrainingState): OptimiserState {
  const [parameters, firstMoment, secondMoment, average] = VECTORS.map((name) => state[name]);
  return { parameters, firstMoment, secondMoment, average };
}
