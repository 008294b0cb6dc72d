/**
 * One iteration of CHS-GAN as compiled graphs, in the order of Isola et al. (CVPR 2017): the discriminator is updated on
 * generated and measured cubes, then the generator against the discriminator as it is now. Neither normalises by the
 * batch, so both gradients are gathered part by part, on several threads where the runtime can.
 */
import type { ParameterDeclaration } from '../../networks/parameters.ts';
import { patchDiscriminatorParameters } from '../../networks/patch-discriminator.ts';
import type { Runtime, TensorValues } from '../../runtime/runtime.ts';
import { compileBatchGradient } from '../batch-gradient.ts';
import type { TrainingState } from '../checkpoint.ts';
import { oneCameraInputs } from '../one-camera.ts';
import { ParameterVector } from '../parameter-vector.ts';
import type { Learnt } from '../trainer.ts';
import {
  type ChsGanNetworks,
  DISCRIMINATOR_PREFIX,
  discriminatorLoss,
  GENERATOR_PREFIX,
  generatorLoss,
} from './chs-gan-losses.ts';
import { compileNetworkUpdate, type NetworkState } from './network-update.ts';

/** Sizes of a batch. */
export interface ChsGanBatch {
  readonly batch: number;
  /** Side of pictures and cubes, pixels. */
  readonly size: number;
  /** Equal parts that it is worked off in. */
  readonly parts: number;
}

/** A compiled iteration. */
export interface ChsGanStep {
  /** Runs iteration 1, 2, ... of both networks at a rate. @param batch for `oneCameraInputs`. */
  run(state: TrainingState, batch: TensorValues, step: number, rate: number): Promise<Learnt>;
  release(): Promise<void>;
}

/** Vectors of the state of each network. */
export const GENERATOR_STATE = ['parameters', 'firstMoment', 'secondMoment', 'average'] as const;
export const DISCRIMINATOR_STATE = ['parameters', 'firstMoment', 'secondMoment'] as const;

/** Where the parameters of the two networks stand. */
export function chsGanVectors({ generator, discriminator }: ChsGanNetworks) {
  return {
    generator: new ParameterVector(generator.declarations),
    discriminator: new ParameterVector(patchDiscriminatorParameters(discriminator)),
  };
}

const prefixed = (prefix: string, { declarations }: ParameterVector): ParameterDeclaration[] =>
  declarations.map((each) => ({ ...each, name: prefix + each.name }));

/** Compiles an iteration. */
export async function compileChsGanStep(
  runtime: Runtime,
  networks: ChsGanNetworks,
  { batch: count, size, parts }: ChsGanBatch,
): Promise<ChsGanStep> {
  const vectors = chsGanVectors(networks);
  const both = new ParameterVector([
    ...prefixed(GENERATOR_PREFIX, vectors.generator),
    ...prefixed(DISCRIMINATOR_PREFIX, vectors.discriminator),
  ]);
  const { bands } = networks.generator;
  const inputs = oneCameraInputs(count / parts, bands, size);
  const [judging, making] = [
    await compileBatchGradient(
      runtime,
      both,
      (all) => discriminatorLoss(inputs, all, networks, parts),
      parts,
    ),
    await compileBatchGradient(runtime, both, (all) => generatorLoss(inputs, all, networks, parts), parts),
  ];
  const [updateGenerator, updateDiscriminator] = [
    await compileNetworkUpdate(runtime, vectors.generator.length),
    await compileNetworkUpdate(runtime, vectors.discriminator.length),
  ];
  const { length } = vectors.generator;
  return {
    async run(state, batch, step, rate) {
      const generator = stateOf(state, 'generator');
      const discriminator = stateOf(state, 'discriminator');
      const all = new Float32Array(both.length);
      all.set(generator.parameters);
      all.set(discriminator.parameters, length);
      const judged = await judging.run(all, batch);
      const sharper = await updateDiscriminator.run(
        discriminator,
        judged.gradient.subarray(length),
        step,
        rate,
      );
      all.set(sharper.parameters, length);
      const made = await making.run(all, batch);
      const better = await updateGenerator.run(generator, made.gradient.subarray(0, length), step, rate);
      return {
        state: {
          ...named('generator', better),
          'generator.average': averaged(state['generator.average'], better.parameters, step),
          ...named('discriminator', sharper),
        },
        figures: { loss: made.loss, ...made.terms, ...judged.terms, rate },
      };
    },
    async release() {
      for (const each of [judging, making, updateGenerator, updateDiscriminator]) await each.release();
    },
  };
}

function stateOf(state: TrainingState, network: string): NetworkState {
  const [parameters, firstMoment, secondMoment] = DISCRIMINATOR_STATE.map(
    (name) => state[`${network}.${name}`],
  );
  return { parameters, firstMoment, secondMoment };
}

const named = (network: string, state: NetworkState): TrainingState =>
  Object.fromEntries(Object.entries(state).map(([name, data]) => [`${network}.${name}`, data]));

const LONGEST_MEMORY = 0.999;

/** The running average of the weights, with the memory that every network here has (see `adam-step.ts`). */
function averaged(average: Float32Array, parameters: Float32Array, step: number): Float32Array {
  const rate = 1 - Math.min(LONGEST_MEMORY, (step + 1) / (step + 10));
  return average.map((value, index) => value + rate * (parameters[index] - value));
}
