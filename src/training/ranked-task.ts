/** Tasks of one network whose cubes the rank loss judges too: as `supervised-task.ts`, with a step of its own. */
import { ParameterVector } from './parameter-vector.ts';
import { compileRankedStep, type EstimateGraph, type RankTerm } from './ranked-step.ts';
import { type SupervisedLearning, supervisedTask } from './supervised-task.ts';
import type { TrainingTask } from './trainer.ts';

/** What a network is trained on, and how. */
export interface RankedLearning extends Omit<SupervisedLearning, 'loss'> {
  readonly estimate: EstimateGraph;
  readonly rank: RankTerm;
}

/** What is learnt, without what it is drawn from. */
export type RankedGraph = Omit<RankedLearning, 'batch' | 'start'>;

/**
 * The task for the trainer. Its figures are `loss`, without the rank loss, `rank`, and `rate`; it leaves
 * `weights.safetensors`. Without weight of the rank loss it is the supervised task of the other terms.
 */
export function rankedTask({ estimate, rank, ...learning }: RankedLearning): TrainingTask {
  const plain = supervisedTask({ ...learning, loss: (parameter) => estimate(parameter).loss });
  if (rank.weight === 0) return plain;
  const { parts = 1 } = learning;
  return {
    ...plain,
    async open(runtime) {
      const vector = new ParameterVector(learning.declarations);
      const compiled = await compileRankedStep(runtime, { vector, estimate, rank, parts });
      return {
        async learn(state, step, random) {
          const rate = learning.schedule(step);
          const batch = await learning.batch(random);
          const before = {
            parameters: state['parameters'],
            firstMoment: state['firstMoment'],
            secondMoment: state['secondMoment'],
            average: state['average'],
          };
          const learnt = await compiled.run(before, batch, step, rate);
          return { state: { ...learnt.state }, figures: { ...learnt.figures, rate } };
        },
        release: () => compiled.release(),
      };
    },
  };
}
