/** The true spectra of the sample: its scene is generated here again, in a worker of its own, when they are asked for. */
import type { HeldCube } from './contract.ts';
import { EngineError } from './engine-error.ts';

let made: Promise<HeldCube> | undefined;

/** @throws EngineError if the worker cannot be started. */
export function sampleTruth(): Promise<HeldCube> {
  made ??= make();
  made.catch(() => {
    made = undefined;
  });
  return made;
}

function make(): Promise<HeldCube> {
  // Bundlers look for these words, as they stand, to find the file of the worker.
  const worker = new Worker(new URL('./truth-worker.ts', import.meta.url), { type: 'module' });
  return new Promise<HeldCube>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<HeldCube>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      const message = `the truth of the sample could not be made: ${event.message || 'no worker'}`;
      reject(new EngineError({ tag: 'EngineBroken', message, hint: 'reload the page' }));
    };
  }).finally(() => worker.terminate());
}
