/**
 * The process that computes: it does units one after another, with a runner that stays loaded as long as the settings
 * stay the same. It ends when the worker that started it is gone.
 */
import { removeTemporaries } from '../../cube/node/atomic-file.ts';
import { asFailure } from '../travelling-error.ts';
import type { UnitRunner } from '../work-unit.ts';
import type { RunnerModule, RunnerSettings, UnitAnswer, UnitOrder } from './unit-process-messages.ts';

/** Milliseconds between two words on progress. */
const PAUSE = 1000;

let opened: { readonly key: string; readonly runner: UnitRunner } | undefined;
let running: AbortController | undefined;

// A terminal's Ctrl-C and a service's stop reach every process; what becomes of this one is the worker's to say.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => {
  removeTemporaries();
  process.exit(0);
});
process.on('message', (order: UnitOrder) => {
  if (order.kind === 'abort') running?.abort();
  else void answer(order);
});

async function answer({ runner, unit }: Extract<UnitOrder, { readonly kind: 'run' }>): Promise<void> {
  const controller = new AbortController();
  running = controller;
  let last = 0;
  try {
    const { run } = await runnerFor(runner);
    const outcomes = await run(unit, {
      signal: controller.signal,
      onProgress: (share) => {
        const now = performance.now();
        if (now - last < PAUSE) return;
        last = now;
        send({ kind: 'progress', share });
      },
    });
    send({ kind: 'outcomes', outcomes });
  } catch (error) {
    send(controller.signal.aborted ? { kind: 'aborted' } : { kind: 'failed', error: asFailure(error) });
  } finally {
    running = undefined;
  }
}

/** The runner for these settings; one for others is closed first. */
async function runnerFor(settings: RunnerSettings): Promise<Pick<UnitRunner, 'run'>> {
  const key = JSON.stringify(settings);
  if (opened?.key !== key) {
    const before = opened?.runner;
    opened = undefined;
    await before?.close();
    const module = process.argv[2];
    const { openRunner }: RunnerModule = await import(module);
    opened = { key, runner: await openRunner(settings) };
  }
  const { runner } = opened;
  return { run: (unit, options) => runner.run(unit, options) };
}

function send(message: UnitAnswer): void {
  if (process.connected) process.send?.(message);
}
