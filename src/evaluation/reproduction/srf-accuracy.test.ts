/** Responses that are in the dictionary are estimated better with their own curves than without. */
import { expect, it } from 'vitest';
import { cameraNames, catalogueCamera } from '../../camera/catalogue.ts';
import { radianceResponse } from '../../camera/effective-response.ts';
import { createCube } from '../../cube/spectral-cube.ts';
import { initialWeights } from '../../networks/parameters.ts';
import { srfEstimatorParameters } from '../../networks/srf-estimator.ts';
import { Random } from '../../random.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { srfAccuracy } from './srf-accuracy.ts';

it('scores every camera on every scene, with and without its own curves', async () => {
  const random = new Random(1);
  const cameras = new Map(
    cameraNames()
      .slice(0, 2)
      .map((name) => [name, radianceResponse(catalogueCamera(name))] as const),
  );
  const cube = createCube(
    { bands: 31, width: 20, height: 16, wavelengths: VISIBLE_31, metadata: { quantity: 'reflectance' } },
    Float32Array.from({ length: 31 * 320 }, () => random.uniform()),
  );
  const weights = initialWeights(srfEstimatorParameters({ cameras: cameraNames().length }), () =>
    random.uniform(),
  );
  const { trials, curves } = await srfAccuracy(
    cameras,
    [{ name: 'noise', cube, unsaturated: new Uint8Array(320).fill(1) }],
    { name: 'untrained', weights },
    await nodeRuntime({ threads: 1 }),
  );
  expect(trials.map(({ camera, scene }) => `${camera} ${scene}`)).toEqual(
    [...cameras.keys()].map((name) => `${name} noise`),
  );
  for (const { errors } of trials) {
    expect(errors['mean-camera']).toBeLessThan(errors['mean-camera-without-own']);
    expect(errors.estimated).toBeGreaterThan(0);
    expect(errors.estimated).toBeLessThan(1);
  }
  expect(curves['mean-camera'].auc).toBeGreaterThan(0.5);
});
