/**
 * The process that decodes and reconstructs clients' photos. What can go wrong in a native decoder or in a network goes
 * wrong here: the service that talks to clients only starts another one. It ends with its parent.
 */
import type { EngineAnswer, EngineOrder } from './engine-messages.ts';
import type { OpenEngine } from './open-engine.ts';
import { failureFacts } from '../serving-error.ts';

interface Incoming {
  readonly pieces: Uint8Array[];
  readonly controller: AbortController;
  /** Bytes that were sent and not yet taken. */
  onTheWay: number;
  wake: () => void;
}

const jobs = new Map<string, Incoming>();
let opened: Promise<OpenEngine> | undefined;

process.on('disconnect', () => process.exit(0));
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined); // the parent's to answer
process.on('message', (order: EngineOrder) => {
  if (order.kind === 'open') open(order);
  else if (order.kind === 'photo') jobOf(order.id).pieces.push(order.bytes);
  else if (order.kind === 'start') start(order);
  else if (order.kind === 'cancel') {
    const job = jobs.get(order.id);
    job?.controller.abort();
    job?.wake();
  } else {
    const job = jobs.get(order.id);
    if (job !== undefined) job.onTheWay -= order.bytes;
    job?.wake();
  }
});

function tell(answer: EngineAnswer): void {
  process.send?.(answer, undefined, undefined, () => undefined); // a parent that is gone has sent `disconnect`
}

function jobOf(id: string): Incoming {
  const job = jobs.get(id) ?? {
    ...{ pieces: [], controller: new AbortController(), onTheWay: 0, wake: () => undefined },
  };
  jobs.set(id, job);
  return job;
}

async function open({ settings }: Extract<EngineOrder, { readonly kind: 'open' }>): Promise<void> {
  try {
    opened = import('./open-engine.ts').then(({ openEngine }) => openEngine(settings));
    tell({ kind: 'open', facts: (await opened).facts, memory: process.memoryUsage.rss() });
  } catch (error) {
    tell({ kind: 'not open', error: failureFacts(error) });
  }
}

async function start({ id, settings }: Extract<EngineOrder, { readonly kind: 'start' }>): Promise<void> {
  const job = jobOf(id);
  const { signal } = job.controller;
  try {
    const engine = await opened;
    if (engine === undefined) throw new Error('the engine is not open');
    const { runJob } = await import('./run-job.ts');
    const most = engine.settings.answerBytes;
    const report = await runJob(engine, {
      id,
      photo: Buffer.concat(job.pieces.splice(0)),
      settings,
      signal,
      begin: (head) => tell({ kind: 'begun', id, head }),
      async send(bytes) {
        while (job.onTheWay > 0 && job.onTheWay + bytes.length > most) {
          signal.throwIfAborted();
          await new Promise<void>((resolve) => {
            job.wake = resolve;
          });
        }
        signal.throwIfAborted();
        job.onTheWay += bytes.length;
        tell({ kind: 'part', id, bytes });
      },
    });
    tell({ kind: 'done', id, report, memory: process.memoryUsage.rss() });
  } catch (error) {
    tell({ kind: 'failed', id, error: failureFacts(error), memory: process.memoryUsage.rss() });
  } finally {
    jobs.delete(id);
  }
}
