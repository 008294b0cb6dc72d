/** A thread that holds one replica of a model, on a session of one thread, and runs what it is sent in turn. */
import { parentPort } from 'node:worker_threads';
import type { Session } from '../runtime.ts';
import { nodeRuntime } from './node-runtime.ts';
import type { ReplicaAnswer, ReplicaOrder } from './replica-messages.ts';

let session: Session | undefined;

async function obey(order: Exclude<ReplicaOrder, { readonly kind: 'close' }>): Promise<ReplicaAnswer> {
  if (order.kind === 'load') {
    const runtime = await nodeRuntime({ device: 'cpu', threads: 1 });
    session = await runtime.createSession(order.model);
    return { kind: 'ready' };
  }
  if (session === undefined) throw new Error('no model was loaded');
  return { kind: 'result', values: await session.run(order.feeds) };
}

parentPort?.on('message', (order: ReplicaOrder) => {
  if (order.kind === 'close') {
    parentPort?.close();
    return;
  }
  obey(order).then(
    (answer) => parentPort?.postMessage(answer),
    (cause: unknown) => {
      const message = cause instanceof Error ? cause.message : String(cause);
      parentPort?.postMessage({ kind: 'failed', message } satisfies ReplicaAnswer);
    },
  );
});
