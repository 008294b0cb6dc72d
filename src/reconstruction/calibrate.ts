/**
 * Which way through a network is the fastest here: a few tiles of each candidate are run and timed. Halos count as
 * waste, since they grow as tiles shrink; large tiles leave the caches.
 */
import { developedSrgbResponse } from '../camera/effective-response.ts';
import type { Device, Runtime } from '../runtime/runtime.ts';
import type { ReconstructionModel } from './model.ts';
import { openSteps, planSteps, type StepSessions } from './steps.ts';
import { haloOf, type Way } from './way.ts';

/** What a candidate took. */
export interface WayTiming {
  readonly way: Way;
  /** Microseconds for a pixel that is kept. */
  readonly microsecondsPerPixel: number;
}

const ON_PROCESSORS: readonly Way[] = [
  ...[96, 128, 160, 192].map((tile) => ({ steps: 'stages', tile }) as const),
  { steps: 'whole', tile: 192 },
];
const CANDIDATES: Readonly<Record<Device, readonly Way[]>> = {
  cpu: ON_PROCESSORS,
  wasm: ON_PROCESSORS,
  webgpu: [256, 512, 1024].map((tile) => ({ steps: 'whole', tile }) as const),
};
const ROUNDS = 3;
/** A larger tile takes more memory, so it must be faster than the best smaller one by this share. */
const LEAST_GAIN = 0.03;

/**
 * Times the candidates, the smaller tiles first.
 *
 * @param runtime of one thread, as a lane has it, where the CPU is measured.
 * @throws the signal's reason if it aborts.
 */
export async function timeWays(
  runtime: Runtime,
  model: ReconstructionModel,
  signal?: AbortSignal,
): Promise<WayTiming[]> {
  const timings: WayTiming[] = [];
  for (const way of CANDIDATES[runtime.device]) {
    const kept = way.tile - 2 * haloOf(model.network, way);
    if (kept <= 0) continue;
    const response = developedSrgbResponse(model.wavelengths);
    const size = { height: way.tile, width: way.tile };
    const steps = await openSteps(runtime, planSteps(model, response, way, size, runtime.device));
    try {
      const run = tileRunner(steps);
      await run(); // memory is taken, pages are touched
      let fastest = Number.POSITIVE_INFINITY;
      for (let round = 0; round < ROUNDS; round++) {
        signal?.throwIfAborted();
        const start = performance.now();
        await run();
        fastest = Math.min(fastest, performance.now() - start);
      }
      timings.push({ way, microsecondsPerPixel: (1000 * fastest) / kept ** 2 });
    } finally {
      await steps.release();
    }
  }
  return timings;
}

/** The fastest way, or a way with smaller tiles that is hardly slower. */
export function fastestWay(timings: readonly WayTiming[]): Way | undefined {
  let best: WayTiming | undefined;
  for (const timing of timings) {
    const limit = (best?.microsecondsPerPixel ?? Number.POSITIVE_INFINITY) * (1 - LEAST_GAIN);
    if (timing.microsecondsPerPixel < limit) best = timing;
  }
  return best?.way;
}

/** Takes one tile through all steps. */
function tileRunner({ plan, run }: StepSessions): () => Promise<void> {
  const pixels = plan.height * plan.width;
  const image = (channels: number): Float32Array => new Float32Array(channels * pixels);
  const rgb = Float32Array.from(image(3), (_, index) => 0.3 + 0.2 * Math.sin(index));
  const residual = image(3);
  let [cube, next] = [image(plan.bands), image(plan.bands)];
  const last = plan.models.length - 1;
  return async () => {
    for (let step = 0; step <= last; step++) {
      const feeds = step === 0 ? { rgb } : { rgb, cube, residual: residual.slice() };
      await run(step, feeds, step === last ? { cube: next } : { cube: next, residual });
      [cube, next] = [next, cube];
    }
  };
}
