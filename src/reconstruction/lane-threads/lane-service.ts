/**
 * What a thread that runs lanes does, one after another, each on a session of one thread of its own: two such threads on
 * two cores are faster than one session that shares every operation between them, and while one finishes tiles in
 * JavaScript the other goes on computing.
 */
import type { Runtime } from '../../runtime/runtime.ts';
import { runLane } from '../lane.ts';
import { pictureOf } from '../linear-picture.ts';
import type { ReprojectionSums } from '../reprojection.ts';
import { openSteps, type StepPlan, type StepSessions } from '../steps.ts';
import { CONTROL, type LaneAnswer, type LaneOrder, responseOf } from './lane-messages.ts';

const LONGEST_MEMORY = 2;
/** Milliseconds between two looks at whether to stop. */
const LOOK = 100;

/**
 * Takes orders.
 *
 * @param runtime gives a runtime of one thread; asked once. @param answer sends to who ordered.
 */
export function laneService(
  runtime: () => Promise<Runtime>,
  answer: (message: LaneAnswer) => void,
): (order: LaneOrder) => void {
  const sessions = new KeptSteps(runtime);
  return (order) => {
    run(order, sessions, answer).then(
      (sums) => answer({ kind: 'done', sums }),
      (cause: unknown) =>
        answer({ kind: 'failed', message: cause instanceof Error ? cause.message : String(cause) }),
    );
  };
}

/** Plans whose sessions stay open, the youngest last. */
class KeptSteps {
  readonly #open = new Map<number, StepSessions>();
  readonly #make: () => Promise<Runtime>;
  #runtime: Promise<Runtime> | undefined;

  constructor(make: () => Promise<Runtime>) {
    this.#make = make;
  }

  async stepsFor(planId: number, plan: StepPlan): Promise<StepSessions> {
    const known = this.#open.get(planId);
    if (known !== undefined) return known;
    for (const [old, steps] of [...this.#open].slice(0, Math.max(0, this.#open.size - LONGEST_MEMORY + 1))) {
      this.#open.delete(old);
      await steps.release();
    }
    this.#runtime ??= this.#make();
    const steps = await openSteps(await this.#runtime, plan);
    this.#open.set(planId, steps);
    return steps;
  }
}

async function run(
  order: LaneOrder,
  sessions: KeptSteps,
  answer: (message: LaneAnswer) => void,
): Promise<ReprojectionSums> {
  const { control, strips } = order;
  const check = (): void => {
    if (Atomics.load(control, CONTROL.stop) === 1) throw new Error('stopped');
  };
  return runLane({
    picture: pictureOf(order.picture),
    columns: order.columns,
    steps: await sessions.stepsFor(order.planId, order.plan),
    response: responseOf(order.response),
    finish: order.finish,
    check,
    residuals: order.residuals,
    onTile: () => {
      Atomics.add(control, CONTROL.tiles, 1);
    },
    awaitNeighbours: (turn) => {
      for (const neighbour of [order.lane - 1, order.lane + 1]) {
        if (neighbour < 0 || neighbour >= order.lanes) continue;
        waitFor(control, CONTROL.turns + neighbour, check, (ended) => ended >= turn);
      }
    },
    onTurn: (turn) => {
      Atomics.store(control, CONTROL.turns + order.lane, turn + 1);
      Atomics.notify(control, CONTROL.turns + order.lane);
    },
    openStrip: (row) => {
      waitFor(control, CONTROL.consumed, check, (consumed) => row - consumed < strips.length);
      return strips[row % strips.length];
    },
    closeStrip: (row) => answer({ kind: 'strip', row }),
  });
}

/** Blocks this thread until a shared number is as wanted; looks up now and then, so that it can be stopped. */
function waitFor(
  control: Int32Array,
  place: number,
  check: () => void,
  wanted: (value: number) => boolean,
): void {
  for (;;) {
    check();
    const value = Atomics.load(control, place);
    if (wanted(value)) return;
    Atomics.wait(control, place, value, LOOK);
  }
}
