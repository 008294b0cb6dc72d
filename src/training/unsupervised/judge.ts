/** What the two judges of made cubes share: they learn, and they say how the cubes should change. */
import type { Tensor } from '../../graph/index.ts';
import type { Session, TensorValue, TensorValues } from '../../runtime/runtime.ts';
import type { TrainingState } from '../checkpoint.ts';
import type { Figures } from '../trainer.ts';
import type { AskedChange } from './judge-graph.ts';
import type { UnsupervisedBatch } from './step-compiler.ts';

/** What a judge of made cubes gives back. */
export interface Judgement {
  readonly state: TrainingState;
  readonly gradient: Float32Array;
  readonly figures: Figures;
}

/** A compiled judge. */
export interface Judge {
  /** @param argument the step of Adam, or the rate of momentum descent. */
  run(
    state: TrainingState,
    made: TensorValue,
    batch: UnsupervisedBatch,
    argument: number,
  ): Promise<Judgement>;
  release(): Promise<void>;
}

/** What a judge's session gives of a change that is asked. */
export const changeOutputs = (
  name: string,
  { loss, gradient, norm, clippedNorm }: AskedChange,
): Record<string, Tensor> => ({
  gradient,
  [`figure.${name}`]: loss,
  [`figure.${name}Norm`]: norm,
  [`figure.${name}ClippedNorm`]: clippedNorm,
});

/** Runs a judge's session; its outputs are `gradient`, `state.*` and `figure.*`. */
export async function runJudge(session: Session, feeds: TensorValues): Promise<Judgement> {
  const results = Object.entries(await session.run(feeds));
  const named = (prefix: string): [string, Float32Array][] =>
    results.flatMap(([name, { data }]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), data] as [string, Float32Array]] : [],
    );
  const [[, gradient]] = named('gradient');
  return {
    state: Object.fromEntries(named('state.')),
    gradient,
    figures: Object.fromEntries(named('figure.').map(([name, [value]]) => [name, value])),
  };
}

/** Vectors of a state as feeds. */
export const vectorFeeds = (state: TrainingState, names: readonly string[]): TensorValues =>
  Object.fromEntries(names.map((name) => [name, { data: state[name], shape: [state[name].length] }]));

/** A number as a feed. */
export const scalar = (value: number): TensorValue => ({ data: Float32Array.of(value), shape: [] });
