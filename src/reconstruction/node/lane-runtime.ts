/**
 * The runtime that a reconstruction uses in Node: large pictures go through as many lanes as there are threads,
 * small ones through one session on all of them. What a picture has needed stays loaded for the next.
 */
import { availableParallelism } from 'node:os';
import { type NodeRuntimeOptions, nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { type LaneJob, type LaneRuntime, runOnSessions } from '../lanes.ts';
import type { ReprojectionSums } from '../reprojection.ts';
import { openSteps, type StepPlan, type StepSessions } from '../steps.ts';
import { LaneThreads } from './lane-threads.ts';

/**
 * Opens the runtime; close it to free its threads and sessions.
 *
 * @throws RuntimeError as {@link nodeRuntime} does.
 */
export async function laneRuntime(options: NodeRuntimeOptions = {}): Promise<LaneRuntime> {
  const runtime = await nodeRuntime(options);
  const lanes = runtime.device === 'cpu' ? (options.threads ?? availableParallelism()) : 1;
  const threads = new LaneThreads();
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
