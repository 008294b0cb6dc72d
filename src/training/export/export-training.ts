/** The files that a training step is exported as: the graph, the state before the first step, the rates, and what they are. */
import { initialWeights, type Weights } from '../../networks/parameters.ts';
import { type SafetensorsFile, type StoredTensor, writeSafetensors } from '../../networks/safetensors.ts';
import type { Random } from '../../random.ts';
import { ADAM_DEFAULTS } from '../adam.ts';
import { ParameterVector } from '../parameter-vector.ts';
import { TrainingError } from '../trainer.ts';
import { BATCH_MEANINGS, EXPORTABLE_RECIPES, type StepSettings } from './exportable-recipes.ts';
import { LOSS, NEXT, RATE, STATE, STEP, trainingStepGraph } from './step-graph.ts';

/** What is exported. */
export interface TrainingExport {
  readonly recipe: string;
  readonly settings: StepSettings;
  /** Version of spectralift. */
  readonly version: string;
  /** Draws the parameters that the run begins with. */
  readonly random: Random;
  /** Weights that it begins with, in place of drawn ones. */
  readonly start?: Weights;
}

/** Files by name. */
export type TrainingFiles = Readonly<Record<string, Uint8Array | string>>;

const FILES = {
  step: 'step.onnx',
  state: 'state.safetensors',
  schedule: 'schedule.safetensors',
  description: 'training.json',
} as const;

/**
 * Exports the training step of a recipe.
 *
 * @throws TrainingError if the recipe has none that is a gradient and Adam.
 * @throws NetworkError if the weights that it is to begin with do not fit.
 */
export function exportTraining({ recipe, settings, version, random, start }: TrainingExport): TrainingFiles {
  const exportable = EXPORTABLE_RECIPES.get(recipe);
  if (exportable === undefined) {
    throw new TrainingError(`expected a recipe whose step is a gradient and Adam, found '${recipe}'`, {
      hint: `recipes: ${[...EXPORTABLE_RECIPES.keys()].join(', ')}`,
    });
  }
  const learning = exportable.learning(settings);
  const { declarations, metadata, steps } = learning;
  const drawn = (): Weights => initialWeights(declarations, () => random.uniform(), learning.initialisation);
  // packed and unpacked: a start that does not fit is refused there
  const vector = new ParameterVector(declarations);
  const begin = vector.unpack(vector.pack(start ?? drawn(), recipe));
  const state = new Map<string, StoredTensor>();
  for (const [role, prefix] of Object.entries(STATE)) {
    const isZero = role === 'firstMoment' || role === 'secondMoment';
    for (const { name, shape } of declarations) {
      const values = begin.get(name) ?? new Float32Array();
      state.set(prefix + name, { shape, data: isZero ? new Float32Array(values.length) : values });
    }
  }
  const { model, batch } = trainingStepGraph(learning, {
    'spectralift.version': version,
    'spectralift.recipe': recipe,
  });
  const rates = Float32Array.from({ length: steps }, (_, index) => learning.schedule(index + 1));
  const description = {
    what: 'one training step of spectralift as ONNX: feed state, step, rate and batch; the outputs are the next state and the loss',
    version,
    recipe,
    network: metadata,
    files: FILES,
    state: {
      tensors: [...state].map(([name, { shape }]) => ({ input: name, output: NEXT + name, shape })),
      ship: `the tensors ${STATE.average}NAME: spectralift weights ${FILES.state} -o weights.safetensors`,
    },
    scalars: {
      [STEP]: 'number of the step, 1 for the first; no axes',
      [RATE]: `learning rate of the step: value step - 1 of the tensor '${RATE}' in ${FILES.schedule}; no axes`,
    },
    batch: Object.entries(batch).map(([name, shape]) => ({
      input: name,
      shape,
      meaning: BATCH_MEANINGS[name] ?? '',
    })),
    loss: LOSS,
    optimiser: { name: 'Adam', ...ADAM_DEFAULTS },
    steps,
    leftOut: exportable.leftOut,
  };
  return {
    [FILES.step]: model,
    [FILES.state]: writeSafetensors(state, { ...metadata, training_state: recipe }),
    [FILES.schedule]: writeSafetensors(new Map([[RATE, { shape: [steps], data: rates }]])),
    [FILES.description]: `${JSON.stringify(description, undefined, 2)}\n`,
  };
}

/** Whether tensors are the state of an exported training step. */
export const isTrainingState = ({ metadata }: SafetensorsFile): boolean =>
  metadata['training_state'] !== undefined;

/**
 * The weights in a state of an exported step: the running average, each parameter under its name.
 *
 * @throws TrainingError if there are none.
 */
export function weightsOfState({ tensors, metadata }: SafetensorsFile): SafetensorsFile {
  const { training_state: recipe = '', ...rest } = metadata;
  const averages = [...tensors].flatMap(([name, tensor]): [string, StoredTensor][] =>
    name.startsWith(STATE.average) ? [[name.slice(STATE.average.length), tensor]] : [],
  );
  if (averages.length > 0) return { tensors: new Map(averages), metadata: { ...rest, recipe } };
  throw new TrainingError(
    `expected tensors '${STATE.average}NAME' in the state of a training step, found none`,
  );
}
