/**
 * A runtime whose large pictures go through several lanes, each on a thread, and its small ones through one session.
 * What a picture has needed stays loaded for the next.
 */
import type { Runtime } from '../../runtime/runtime.ts';
import { type LaneJob, type LaneRuntime, runOnSessions } from '../lanes.ts';
import type { ReprojectionSums } from '../reprojection.ts';
import { openSteps, type StepPlan, type StepSessions } from '../steps.ts';
import { type LaneThread, LaneThreads } from './lane-threads.ts';

/** @param lanes largest number of threads. @param start starts one. */
export function laneRuntimeOver(runtime: Runtime, lanes: number, start: () => LaneThread): LaneRuntime {
  const threads = new LaneThreads(start);
  let open: { readonly plan: StepPlan; readonly sessions: StepSessions } | undefined;
  const closeSessions = async (): Promise<void> => {
    await open?.sessions.release();
    open = undefined;
  };
  const sessionsFor = async (plan: StepPlan): Promise<StepSessions> => {
    if (open?.plan === plan) return open.sessions;
    await closeSessions();
    open = { plan, sessions: await openSteps(runtime, plan) };
    return open.sessions;
  };
  return {
    ...runtime,
    lanes,
    runLanes: async (job: LaneJob): Promise<ReprojectionSums[]> =>
      job.lanes.length === 1 ? runOnSessions(job, await sessionsFor(job.plan)) : threads.run(job),
    close: async () => {
      await closeSessions();
      await threads.close();
    },
  };
}
