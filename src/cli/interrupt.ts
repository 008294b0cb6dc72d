/**
 * Ctrl-C and a polite kill. A command that asked for the signal is told and ends by itself; any other is
 * ended at once, and so is one that is told twice. Nothing half-written is left either way.
 */
import { removeTemporaries } from '../cube/node/atomic-file.ts';

/** Exit code of a command that was interrupted. */
export const INTERRUPTED = 130;

let controller: AbortController | undefined;

/** A signal that aborts on Ctrl-C or a polite kill; a second Ctrl-C ends the process at once. */
export function interruptSignal(): AbortSignal {
  controller ??= new AbortController();
  return controller.signal;
}

/** Whether an error is the end that an interrupt asked for. */
export function isInterruption(error: unknown): boolean {
  return controller?.signal.aborted === true && error instanceof Error && error.name === 'AbortError';
}

/** Listens for interrupts from here to the end of the process. */
export function listenForInterrupts(): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller !== undefined && !controller.signal.aborted) {
        controller.abort();
        return;
      }
      removeTemporaries();
      process.stderr.write('spectralift: interrupted\n');
      process.exit(INTERRUPTED);
    });
  }
}
