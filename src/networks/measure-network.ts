/** How long a network takes on a machine, whatever its weights are: what a table of networks states beside its size. */
import { emitOnnx, rewriteGraph } from '../graph/index.ts';
import { passesFor } from '../runtime/passes-for.ts';
import { Random } from '../random.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { CataloguedNetwork } from './network-catalogue.ts';
import { buildNetwork, PICTURE } from './network-facts.ts';
import { checkCounts } from './network-options.ts';
import { initialWeights, sizeOf } from './parameters.ts';

export interface MeasureOptions {
  /** Side of the square picture, pixels. Default 256. */
  readonly side?: number;
  /** Runs that count, after one that does not. Default 5. */
  readonly runs?: number;
  readonly signal?: AbortSignal;
}

/** What one network took. */
export interface NetworkTiming {
  readonly side: number;
  /** Milliseconds of each run, in their order. */
  readonly milliseconds: readonly number[];
  /** Median of the runs, for a million pixels. */
  readonly millisecondsPerMegapixel: number;
}

const SEED = 1;

/**
 * Runs a network on a random picture with random weights: the whole network at once on the whole picture, rewritten
 * for the device, with camera responses known beforehand. Where a network can be computed in tiles or stage by
 * stage, a reconstruction is faster.
 *
 * @throws NetworkError if the side is less than the network needs, or there are no runs. @throws RuntimeError if the
 *   device fails. @throws the signal's reason if it aborts.
 */
export async function measureNetwork(
  network: CataloguedNetwork,
  runtime: Runtime,
  { side = 256, runs = 5, signal }: MeasureOptions = {},
): Promise<NetworkTiming> {
  checkCounts(network.name, { runs });
  const [estimate] = buildNetwork(network, side);
  const random = new Random(SEED);
  const drawn = (shape: readonly number[]): Float32Array =>
    Float32Array.from({ length: sizeOf(shape) }, () => random.uniform());
  // `he` keeps signals alive through many layers: numbers that are almost zero would be slower than others
  const weights = initialWeights(network.declarations, () => random.uniform(), 'he');
  for (const [name, shape] of Object.entries(network.context)) weights.set(name, drawn(shape));
  const passes = passesFor(runtime.device);
  const model = emitOnnx(rewriteGraph({ estimate }, weights, passes));
  const shape = [1, 3, side, side];
  const feeds = { [PICTURE]: { shape, data: drawn(shape) } };
  const session = await runtime.createSession(model);
  try {
    await session.run(feeds); // memory is taken, pages are touched
    const milliseconds: number[] = [];
    for (let run = 0; run < runs; run++) {
      signal?.throwIfAborted();
      const start = performance.now();
      await session.run(feeds);
      milliseconds.push(performance.now() - start);
    }
    return { side, milliseconds, millisecondsPerMegapixel: median(milliseconds) / (side ** 2 / 1e6) };
  } finally {
    await session.release();
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}
