/**
 * What photos come out as, by the version of the results: who changes the numbers has to raise it, so that shards make
 * outputs of before anew. New weights of a name are told by their hash: they need new numbers here, no new version.
 */
import { expect, it } from 'vitest';
import { developedSrgbResponse } from '../../camera/effective-response.ts';
import { loadGenerator } from '../../reconstruction/node/shipped-models.ts';
import { createPhoto } from '../../reconstruction/photo.ts';
import { reconstructWhole } from '../../reconstruction/reconstruct.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { RESULTS_VERSION } from './job-record.ts';

/** Means of bands 0, 10, 20 and 30 of the picture below, as this version gives them. */
const MEANS: Readonly<Record<string, readonly number[]>> = {
  '1 agd-net': [0.036608, 0.303107, 0.311478, 0.172411],
  '1 generator': [0.0101556, 0.29952, 0.293345, 0.203609],
};

it.each(['agd-net', 'generator'])(
  '%s gives the numbers of its version, or RESULTS_VERSION is raised',
  async (name) => {
    const runtime = await nodeRuntime({ device: 'cpu', threads: 1 });
    const model = await loadGenerator(name);
    const [width, height] = [24, 16];
    const samples = Uint8Array.from({ length: 3 * width * height }, (_, index) => (index * 37) % 251);
    const photo = createPhoto({ width, height, samples, encoding: 'srgb' });
    const response = developedSrgbResponse(model.wavelengths);
    const { cube } = await reconstructWhole(photo, { runtime, model, response });
    const pixels = width * height;
    const means = [0, 10, 20, 30].map(
      (band) =>
        cube.subarray(band * pixels, (band + 1) * pixels).reduce((sum, value) => sum + value, 0) / pixels,
    );
    const known = MEANS[`${RESULTS_VERSION} ${name}`];
    expect(known, 'numbers for this version').toBeDefined();
    for (const [index, mean] of means.entries()) {
      expect(Math.abs(mean / known[index] - 1), `band ${10 * index}: ${mean}`).toBeLessThan(2e-4);
    }
  },
);
