/** The measurement of ways: every candidate is timed, and the fastest wins unless it hardly pays. */
import { describe, expect, it } from 'vitest';
import { generatorNetwork, generatorParameters } from '../networks/generator.ts';
import { initialWeights } from '../networks/parameters.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { fastestWay, timeWays, type WayTiming } from './calibrate.ts';

const timing = (tile: number, microsecondsPerPixel: number): WayTiming => ({
  way: { steps: 'stages', tile },
  microsecondsPerPixel,
});

describe('the fastest way', () => {
  it('is the fastest, unless a smaller tile is hardly slower', () => {
    expect(fastestWay([timing(96, 6), timing(128, 5), timing(160, 4.9)])?.tile).toBe(128);
    expect(fastestWay([timing(96, 6), timing(128, 5), timing(160, 4.5)])?.tile).toBe(160);
    expect(fastestWay([timing(96, 4), timing(128, 5)])?.tile).toBe(96);
    expect(fastestWay([])).toBeUndefined();
  });
});

describe('timing', () => {
  const options = { bands: 31, growth: 8 };
  const model = {
    name: 'small',
    network: generatorNetwork(options),
    wavelengths: Array.from({ length: 31 }, (_, band) => 400 + 10 * band),
    weights: initialWeights(generatorParameters(options), () => 0.4),
  };

  it('measures every candidate for the CPU', async () => {
    const timings = await timeWays(await nodeRuntime({ threads: 1 }), model);
    expect(timings.map(({ way }) => `${way.steps} ${way.tile}`)).toEqual([
      'stages 96',
      'stages 128',
      'stages 160',
      'stages 192',
      'whole 192',
    ]);
    for (const { microsecondsPerPixel } of timings) expect(microsecondsPerPixel).toBeGreaterThan(0);
  }, 60_000);

  it('stops when asked', async () => {
    const stopped = timeWays(
      await nodeRuntime({ threads: 1 }),
      model,
      AbortSignal.abort(new Error('enough')),
    );
    await expect(stopped).rejects.toThrow('enough');
  });
});
