import { describe, expect, it } from 'vitest';
import { emitOnnx, input } from '../graph/index.ts';
import { chsGan } from '../networks/chs-gan.ts';
import { DEEP_BASIS_DEFAULTS, deepBasis } from '../networks/deep-basis.ts';
import { fmNet } from '../networks/fm-net.ts';
import { HSCNN_D_DEFAULTS, hscnnD } from '../networks/hscnn-d.ts';
import { mstPlusPlus } from '../networks/mst-plus-plus.ts';
import { initialWeights, lookupDeclared, type Weights } from '../networks/parameters.ts';
import type { RgbNetwork } from '../networks/rgb-network.ts';
import { Random } from '../random.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { memoryPicture } from './linear-picture.ts';
import { rgbNetworkEstimate } from './rgb-network-estimate.ts';

const runtime = await nodeRuntime({ threads: 1 });
const BANDS = 6;
/** No multiples of what halvings ask for. */
const [WIDTH, HEIGHT] = [107, 90];

const random = new Random(3);
const rgb = Float32Array.from({ length: 3 * WIDTH * HEIGHT }, () => random.uniform());
const picture = memoryPicture(rgb, WIDTH, HEIGHT);

function drawn({ declarations }: RgbNetwork): Weights {
  const all = declarations.map(({ name, shape, fanIn }) => ({ name, shape, fanIn }));
  return initialWeights(all, () => random.uniform(), 'he');
}

/** The network on the whole picture, as it is defined. */
async function whole(network: RgbNetwork, weights: Weights): Promise<Float32Array> {
  const cube = network.cube(input('rgb', [1, 3, HEIGHT, WIDTH]), lookupDeclared(network.declarations));
  const session = await runtime.createSession(emitOnnx({ cube }, { weights }));
  const outputs = await session.run({ rgb: { data: rgb, shape: [1, 3, HEIGHT, WIDTH] } });
  await session.release();
  return outputs['cube'].data;
}

const sizes = { bands: BANDS, widths: [6, 5, 4], convolutions: 1 };
const NETWORKS: readonly RgbNetwork[] = [
  hscnnD({ ...HSCNN_D_DEFAULTS, bands: BANDS, blocks: 4, growth: 4 }),
  fmNet({ bands: BANDS, channels: 4, blocks: 1, functions: 2 }),
  chsGan(sizes),
  deepBasis({ ...DEEP_BASIS_DEFAULTS, ...sizes, functions: 3, basis: 'trained' }),
  mstPlusPlus({ bands: BANDS, stages: 1, width: 4 }),
];

describe('a network on a picture', () => {
  it.each(NETWORKS.map((network) => [network.name, network] as const))(
    '%s gives in tiles what it gives whole',
    async (_, network) => {
      const weights = drawn(network);
      let runs = 0;
      const counted: Runtime = {
        ...runtime,
        createSession: async (model, options) => {
          const session = await runtime.createSession(model, options);
          return {
            ...session,
            run: (feeds) => {
              runs++;
              return session.run(feeds);
            },
          };
        },
      };
      const open = rgbNetworkEstimate(counted, network, weights, { tile: 64 });
      const estimate = await open.estimate(picture);
      await open.release();
      const expected = await whole(network, weights);
      expect(open.reach === 'whole picture').toBe(network.name === 'mst-plus-plus');
      if (open.reach === 'whole picture') expect(runs).toBe(1);
      else expect(runs).toBeGreaterThanOrEqual(4);
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const difference = expected.reduce(
        (most, value, index) => Math.max(most, Math.abs(value - estimate[index])),
        0,
      );
      expect(largest).toBeGreaterThan(0.01);
      expect(difference / largest).toBeLessThan(1e-5);
    },
  );

  it('is stopped between tiles, and refuses what does not fit', async () => {
    const [network] = NETWORKS;
    const open = rgbNetworkEstimate(runtime, network, drawn(network), { tile: 64 });
    await expect(open.estimate(picture, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    await open.release();
    expect(() => rgbNetworkEstimate(runtime, network, new Map())).toThrow(/expected .* weights, found 0/);
    const [transformer] = NETWORKS.slice(-1);
    const small = rgbNetworkEstimate(runtime, transformer, drawn(transformer));
    await expect(small.estimate(memoryPicture(new Float32Array(48), 4, 4))).rejects.toThrow(/at least 5/);
  });
});
