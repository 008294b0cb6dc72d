/** Adam over a whole parameter vector as one compiled graph, with the running average of the weights. */
import { add, constant, emitOnnx, input, multiply, subtract } from '../graph/index.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { adamScalars, adamUpdate } from './adam.ts';

/** Everything that a step changes; vectors of one length. */
export interface OptimiserState {
  readonly parameters: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
  /** Exponential moving average of the parameters: what is shipped. */
  readonly average: Float32Array;
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

/** Share of the old average that stays in the long run. */
export const LONGEST_MEMORY = 0.999;

/** Share of the new weights in the average: it remembers about a tenth of the run, at most 1000 steps. */
function averageRate(step: number): number {
  return 1 - Math.min(LONGEST_MEMORY, (step + 1) / (step + 10));
}

/** A compiled update. */
export interface AdamStep {
  /** Step t = 1, 2, ... along a gradient. */
  run(state: OptimiserState, gradient: Float32Array, step: number, rate: number): Promise<OptimiserState>;
  release(): Promise<void>;
}

/**
 * Compiles the update of vectors of a length.
 *
 * @param factors of the learning rate, one a parameter; 1 unless given.
 */
export async function compileAdamStep(
  runtime: Runtime,
  length: number,
  factors?: Float32Array,
): Promise<AdamStep> {
  const shape = [length];
  const before = {
    parameters: input('state.parameters', shape),
    firstMoment: input('state.firstMoment', shape),
    secondMoment: input('state.secondMoment', shape),
  };
  const average = input('state.average', shape);
  const stepSize = input('schedule.stepSize', []);
  const after = adamUpdate(before, input('gradient', shape), {
    stepSize: factors === undefined ? stepSize : multiply(stepSize, constant(factors, shape)),
    secondCorrection: input('schedule.secondCorrection', []),
  });
  const moved = multiply(subtract(after.parameters, average), input('schedule.averageRate', []));
  const session = await runtime.createSession(
    emitOnnx({
      'state.parameters.next': after.parameters,
      'state.firstMoment.next': after.firstMoment,
      'state.secondMoment.next': after.secondMoment,
      'state.average.next': add(average, moved),
    }),
  );
  const whole = (data: Float32Array) => ({ data, shape });
  return {
    async run(state, gradient, step, rate) {
      const { stepSize, secondCorrection } = adamScalars(rate, step);
      const result = await session.run({
        'state.parameters': whole(state.parameters),
        'state.firstMoment': whole(state.firstMoment),
        'state.secondMoment': whole(state.secondMoment),
        'state.average': whole(state.average),
        gradient: whole(gradient),
        'schedule.stepSize': scalar(stepSize),
        'schedule.secondCorrection': scalar(secondCorrection),
        'schedule.averageRate': scalar(averageRate(step)),
      });
      return {
        parameters: result['state.parameters.next'].data,
        firstMoment: result['state.firstMoment.next'].data,
        secondMoment: result['state.secondMoment.next'].data,
        average: result['state.average.next'].data,
      };
    },
    release: () => session.release(),
  };
}

const scalar = (value: number) => ({ data: Float32Array.of(value), shape: [] });
