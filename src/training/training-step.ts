/**
 * One training step as one graph: forward pass, gradients, Adam and the running average of the weights,
 * emitted once and run many times.
 */
import { add, emitOnnx, gradients, input, multiply, subtract, type Tensor } from '../graph/index.ts';
import { lookupIn, type ParameterLookup } from '../networks/parameters.ts';
import type { Runtime, Session, TensorValues } from '../runtime/runtime.ts';
import { adamScalars, adamUpdate } from './adam.ts';
import type { ParameterVector } from './parameter-vector.ts';

/** Builds the loss (a scalar) from the parameters; its inputs are what a batch feeds. */
export type LossGraph = (parameter: ParameterLookup) => Tensor;

/** Everything that a step changes; vectors of one length. */
export interface OptimiserState {
  readonly parameters: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
  /** Exponential moving average of the parameters: what is shipped. */
  readonly average: Float32Array;
}

export interface StepResult {
  readonly state: OptimiserState;
  readonly loss: number;
}

export interface TrainingStep {
  /** Runs step t = 1, 2, ... on a batch. */
  run(state: OptimiserState, batch: TensorValues, step: number, rate: number): Promise<StepResult>;
  release(): Promise<void>;
}

/** The state at the start: moments zero, the average equal to the parameters. */
export function initialState(parameters: Float32Array): OptimiserState {
  return {
    parameters,
    firstMoment: new Float32Array(parameters.length),
    secondMoment: new Float32Array(parameters.length),
    average: parameters.slice(),
  };
}

const LONGEST_MEMORY = 0.999;

/** Share of the new weights in the average: it remembers about a tenth of the run, at most 1000 steps. */
function averageRate(step: number): number {
  return 1 - Math.min(LONGEST_MEMORY, (step + 1) / (step + 10));
}

/** Compiles a training step on a runtime. */
export async function compileTrainingStep(
  runtime: Runtime,
  vector: ParameterVector,
  lossGraph: LossGraph,
): Promise<TrainingStep> {
  const shape = [vector.length];
  const before = {
    parameters: input('state.parameters', shape),
    firstMoment: input('state.firstMoment', shape),
    secondMoment: input('state.secondMoment', shape),
  };
  const average = input('state.average', shape);
  const schedule = {
    stepSize: input('schedule.stepSize', []),
    secondCorrection: input('schedule.secondCorrection', []),
  };
  const tensors = vector.tensors(before.parameters);
  const loss = lossGraph(lookupIn(tensors));
  const gradient = vector.join(gradients(loss, [...tensors.values()]));
  const after = adamUpdate(before, gradient, schedule);
  const moved = multiply(subtract(after.parameters, average), input('schedule.averageRate', []));
  const model = emitOnnx({
    'state.parameters.next': after.parameters,
    'state.firstMoment.next': after.firstMoment,
    'state.secondMoment.next': after.secondMoment,
    'state.average.next': add(average, moved),
    loss,
  });
  const session: Session = await runtime.createSession(model);
  const scalar = (value: number) => ({ data: Float32Array.of(value), shape: [] });
  const whole = (data: Float32Array) => ({ data, shape });
  return {
    run: async (state, batch, step, rate) => {
      const { stepSize, secondCorrection } = adamScalars(rate, step);
      const result = await session.run({
        ...batch,
        'state.parameters': whole(state.parameters),
        'state.firstMoment': whole(state.firstMoment),
        'state.secondMoment': whole(state.secondMoment),
        'state.average': whole(state.average),
        'schedule.stepSize': scalar(stepSize),
        'schedule.secondCorrection': scalar(secondCorrection),
        'schedule.averageRate': scalar(averageRate(step)),
      });
      return {
        state: {
          parameters: result['state.parameters.next'].data,
          firstMoment: result['state.firstMoment.next'].data,
          secondMoment: result['state.secondMoment.next'].data,
          average: result['state.average.next'].data,
        },
        loss: result['loss'].data[0],
      };
    },
    release: () => session.release(),
  };
}
