/** A thread of Node that runs lanes. */
import { parentPort } from 'node:worker_threads';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import type { LaneOrder } from '../lane-threads/lane-messages.ts';
import { laneService } from '../lane-threads/lane-service.ts';

const obey = laneService(
  () => nodeRuntime({ device: 'cpu', threads: 1 }),
  (message) => parentPort?.postMessage(message),
);

parentPort?.on('message', (order: LaneOrder | 'close') => {
  if (order === 'close') parentPort?.close();
  else obey(order);
});
