/** Adam as adversaries are trained with it since Radford et al. (2016): half the gradient is forgotten in each step. */
import { emitOnnx, input } from '../../graph/index.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { ADAM_DEFAULTS, adamScalars, adamUpdate } from '../adam.ts';

/** The constants of Isola et al. (CVPR 2017). */
const OPTIONS = { ...ADAM_DEFAULTS, beta1: 0.5 };

/** What an update changes; vectors of one length. */
export interface NetworkState {
  readonly parameters: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

/** A compiled update. */
export interface NetworkUpdate {
  /** Step t = 1, 2, ... along a gradient. */
  run(state: NetworkState, gradient: Float32Array, step: number, rate: number): Promise<NetworkState>;
  release(): Promise<void>;
}

/** Compiles the update of a network of so many parameters. */
export async function compileNetworkUpdate(runtime: Runtime, length: number): Promise<NetworkUpdate> {
  const shape = [length];
  const before = {
    parameters: input('parameters', shape),
    firstMoment: input('firstMoment', shape),
    secondMoment: input('secondMoment', shape),
  };
  const after = adamUpdate(
    before,
    input('gradient', shape),
    { stepSize: input('stepSize', []), secondCorrection: input('secondCorrection', []) },
    OPTIONS,
  );
  const session = await runtime.createSession(
    emitOnnx({
      'parameters.next': after.parameters,
      'firstMoment.next': after.firstMoment,
      'secondMoment.next': after.secondMoment,
    }),
  );
  const whole = (data: Float32Array) => ({ data, shape });
  const scalar = (value: number) => ({ data: Float32Array.of(value), shape: [] });
  return {
    async run({ parameters, firstMoment, secondMoment }, gradient, step, rate) {
      const { stepSize, secondCorrection } = adamScalars(rate, step, OPTIONS);
      const next = await session.run({
        parameters: whole(parameters),
        firstMoment: whole(firstMoment),
        secondMoment: whole(secondMoment),
        gradient: whole(gradient),
        stepSize: scalar(stepSize),
        secondCorrection: scalar(secondCorrection),
      });
      return {
        parameters: next['parameters.next'].data,
        firstMoment: next['firstMoment.next'].data,
        secondMoment: next['secondMoment.next'].data,
      };
    },
    release: () => session.release(),
  };
}
