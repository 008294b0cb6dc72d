/**
 * A training step as one graph of plain ONNX: state and batch in, next state and loss out. Every parameter, its two moments and its
 * running average are tensors of their own, under the parameter's official name, so whoever trains with it keeps a state
 * dictionary. It computes what the trainer's compiled step does (`training-step.ts`), without layouts that are private to an
 * engine.
 */
import {
  add,
  applyPasses,
  constant,
  divide,
  emitOnnx,
  exponential,
  gradients,
  greater,
  input,
  maximum,
  multiply,
  type Shape,
  squareRoot,
  subtract,
  type Tensor,
  TRAINING_PASSES,
} from '../../graph/index.ts';
import { leaveBroadcasts } from '../../graph/passes/leave-broadcasts.ts';
import { attribute } from '../../graph/tensor.ts';
import { topologicalOrder } from '../../graph/traversal.ts';
import { lookupIn } from '../../networks/parameters.ts';
import { ADAM_DEFAULTS, adamUpdate } from '../adam.ts';
import { LONGEST_MEMORY } from '../adam-step.ts';
import type { LearningGraph } from '../supervised-task.ts';

/** What each tensor of the state begins with; the parameter's name follows. */
export const STATE = {
  parameter: 'parameter.',
  firstMoment: 'first_moment.',
  secondMoment: 'second_moment.',
  average: 'average.',
} as const;

/** What the next value of a tensor of the state is called: `next.parameter.NAME`. */
export const NEXT = 'next.';
/** Step t = 1, 2, ... and learning rate: tensors of no axes. */
export const STEP = 'step';
export const RATE = 'rate';
export const LOSS = 'loss';

/** A step, written. */
export interface StepGraph {
  /** The ONNX file. */
  readonly model: Uint8Array;
  /** What a batch feeds, by name: shapes. */
  readonly batch: Readonly<Record<string, Shape>>;
}

/**
 * Writes the step of what is learnt. The whole batch is taken at once, so `learning` is of one part.
 *
 * @param metadata what the file says of itself.
 */
export function trainingStepGraph(
  { declarations, loss: lossGraph }: LearningGraph,
  metadata: Readonly<Record<string, string>>,
): StepGraph {
  const tensors = new Map(
    declarations.map(({ name, shape }) => [name, input(STATE.parameter + name, shape)]),
  );
  const [loss] = applyPasses([lossGraph(lookupIn(tensors))], TRAINING_PASSES);
  const slopes = gradients(loss, [...tensors.values()]);
  const step = input(STEP, []);
  const schedule = scheduleOf(step, input(RATE, []));
  const averageRate = maximum(divide(9, add(step, 10)), 1 - LONGEST_MEMORY);
  const outputs: Record<string, Tensor> = { [LOSS]: loss };
  declarations.forEach(({ name, shape }, index) => {
    const parameters = tensors.get(name) ?? slopes[index];
    const before = {
      parameters,
      firstMoment: input(STATE.firstMoment + name, shape),
      secondMoment: input(STATE.secondMoment + name, shape),
    };
    const after = adamUpdate(before, slopes[index], schedule);
    const average = input(STATE.average + name, shape);
    const moved = multiply(subtract(after.parameters, average), averageRate);
    outputs[NEXT + STATE.parameter + name] = after.parameters;
    outputs[NEXT + STATE.firstMoment + name] = after.firstMoment;
    outputs[NEXT + STATE.secondMoment + name] = after.secondMoment;
    outputs[NEXT + STATE.average + name] = add(average, moved);
  });
  const names = Object.keys(outputs);
  const roots = leaveBroadcasts(Object.values(outputs));
  const graph = Object.fromEntries(roots.map((root, index) => [names[index], root]));
  return { model: emitOnnx(graph, { metadata }), batch: batchOf(loss) };
}

/** What the loss is fed beside the parameters. */
function batchOf(loss: Tensor): Record<string, Shape> {
  const inputs = topologicalOrder([loss]).filter(({ operator }) => operator === 'input');
  const named = inputs.map((tensor): [string, Shape] => [attribute(tensor, 'name', 'string'), tensor.shape]);
  return Object.fromEntries(named.filter(([name]) => !name.startsWith(STATE.parameter)));
}

/** The scalars of Adam for a step and a rate, in the graph. */
function scheduleOf(step: Tensor, rate: Tensor): { stepSize: Tensor; secondCorrection: Tensor } {
  const { beta1, beta2 } = ADAM_DEFAULTS;
  return {
    stepSize: divide(rate, oneMinusPower(beta1, step)),
    secondCorrection: divide(1, squareRoot(oneMinusPower(beta2, step))),
  };
}

/** Above this, 1 - exp(x) loses digits in float32, and six terms of its series do not. */
const SERIES_FROM = -0.1;
const SERIES_TERMS = 6;

/** 1 - base^step to the precision of float32, also where base^step is nearly 1. */
function oneMinusPower(base: number, step: Tensor): Tensor {
  const x = multiply(step, Math.log(base));
  const near = maximum(x, SERIES_FROM);
  let series: Tensor = constant(1);
  for (let term = SERIES_TERMS; term > 1; term--) series = add(multiply(multiply(series, near), 1 / term), 1);
  const isNear = greater(x, SERIES_FROM);
  const plain = subtract(1, exponential(x));
  return add(multiply(isNear, multiply(series, multiply(near, -1))), multiply(subtract(1, isNear), plain));
}
