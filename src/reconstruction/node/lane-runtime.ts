/**
 * The runtime that a reconstruction uses in Node: large pictures go through as many lanes as there are threads,
 * small ones through one session on all of them.
 */
import { availableParallelism } from 'node:os';
import { type NodeRuntimeOptions, nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { laneRuntimeOver } from '../lane-threads/lane-runtime.ts';
import type { LaneRuntime } from '../lanes.ts';
import { startLaneThread } from './lane-thread.ts';

/**
 * Opens the runtime; close it to free its threads and sessions.
 *
 * @throws RuntimeError as {@link nodeRuntime} does.
 */
export async function laneRuntime(options: NodeRuntimeOptions = {}): Promise<LaneRuntime> {
  const runtime = await nodeRuntime(options);
  const lanes = runtime.device === 'cpu' ? (options.threads ?? availableParallelism()) : 1;
  return laneRuntimeOver(runtime, lanes, startLaneThread);
}
