/**
 * What a budget buys a method: how many steps, in which width. The schedule of the learning rate needs the number of
 * steps before the first is taken, so a budget of time becomes a number of steps once, by what a step was measured to take.
 */

/** What every trained method of a comparison is given alike. */
export interface TrainingBudget {
  /** Minutes of training, or patches in all. */
  readonly extent: { readonly minutes: number } | { readonly patches: number };
  /** Patches a step. */
  readonly batch: number;
  /** Side of a patch, pixels. */
  readonly patch: number;
  readonly seed: number;
  /** `auto`: reduced where the budget is too small for the full size, see {@link planTraining}. */
  readonly width: WidthChoice;
  /** Each method as its authors teach it, or all with one loss and one schedule. */
  readonly loss: LossChoice;
}

export type WidthChoice = 'full' | 'reduced' | 'auto';
export type LossChoice = 'published' | 'alike';

/** What a method does with the budget; kept beside its checkpoint, so that every sitting follows it. */
export interface TrainingPlan {
  readonly width: 'full' | 'reduced';
  readonly steps: number;
  /** Measured seconds that a step takes, where the budget is one of time. */
  readonly secondsPerStep?: number;
}

/** Times that all pixels of the training scenes must be seen, on average, for `auto` to take the full size. */
export const FEWEST_PASSES = 20;

/** How often so many steps see the training pixels, on average. */
export function passesOf(
  steps: number,
  { batch, patch }: Pick<TrainingBudget, 'batch' | 'patch'>,
  trainingPixels: number,
): number {
  return (steps * batch * patch ** 2) / trainingPixels;
}

/** What a plan is made from. */
export interface PlanQuestion {
  readonly budget: TrainingBudget;
  /** Pixels of the training scenes. */
  readonly trainingPixels: number;
  /** Whether the method has a reduced size. */
  readonly reducible: boolean;
  /** Seconds that a step takes; asked only for a budget of time. */
  measure(width: 'full' | 'reduced'): Promise<number>;
}

/**
 * Plans a training.
 *
 * A budget of patches gives the same steps in any width, so there `auto` is the full size. In one of time, `auto` takes the
 * reduced size if the full one would see the training scenes fewer than {@link FEWEST_PASSES} times.
 */
export async function planTraining(question: PlanQuestion): Promise<TrainingPlan> {
  const { budget, trainingPixels, reducible, measure } = question;
  const { extent } = budget;
  const wanted = reducible ? budget.width : 'full';
  if ('patches' in extent) {
    const width = wanted === 'reduced' ? 'reduced' : 'full';
    return { width, steps: Math.max(1, Math.round(extent.patches / budget.batch)) };
  }
  const planned = async (width: 'full' | 'reduced'): Promise<TrainingPlan> => {
    const secondsPerStep = await measure(width);
    return { width, steps: Math.max(1, Math.floor((60 * extent.minutes) / secondsPerStep)), secondsPerStep };
  };
  const first = await planned(wanted === 'reduced' ? 'reduced' : 'full');
  const enough = passesOf(first.steps, budget, trainingPixels) >= FEWEST_PASSES;
  return wanted !== 'auto' || enough ? first : planned('reduced');
}
