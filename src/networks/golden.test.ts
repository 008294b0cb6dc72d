/** Agreement with the papers' own networks: values, and every gradient of the generator. */
import { describe, expect, it } from 'vitest';
import { haveGolden, readGolden, relativeError } from '../../test/golden.ts';
import {
  absolute,
  constant,
  emitOnnx,
  gradients,
  input,
  meanOfAll,
  subtract,
  type Tensor,
} from '../graph/index.ts';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import type { TensorValue } from '../runtime/runtime.ts';
import { AGD_NET_DEFAULTS, agdNet, agdNetParameters } from './agd-net.ts';
import { discriminator, discriminatorParameters } from './discriminator.ts';
import { GENERATOR_DEFAULTS, generator, generatorParameters } from './generator.ts';
import { countParameters, lookupIn, type ParameterDeclaration } from './parameters.ts';
import { SRF_ESTIMATOR_DEFAULTS, srfEstimator, srfEstimatorParameters } from './srf-estimator.ts';

const TOLERANCE = 1e-4;

function fedParameters(declarations: readonly ParameterDeclaration[]): Map<string, Tensor> {
  return new Map(declarations.map(({ name, shape }) => [name, input(name, shape)]));
}

async function run(outputs: Record<string, Tensor>, feeds: ReadonlyMap<string, TensorValue>) {
  const runtime = await nodeRuntime({ threads: 2 });
  const session = await runtime.createSession(emitOnnx(outputs));
  return session.run(Object.fromEntries(feeds));
}

describe.skipIf(!haveGolden)('golden values of the papers (skipped where ../shared/golden is absent)', () => {
  it('the generator agrees in cube, residual, loss and every gradient', async () => {
    const { tensors } = readGolden('generator');
    const parameters = fedParameters(generatorParameters(GENERATOR_DEFAULTS));
    const output = generator(
      input('input.rgb', [2, 3, 20, 20]),
      input('input.srf', [2, 3, 31]),
      lookupIn(parameters),
    );
    const l1 = meanOfAll(absolute(subtract(output.cube, input('input.target', [2, 31, 20, 20]))));
    const names = [...parameters.keys()];
    const grads = gradients(l1, [...parameters.values()]);
    const found = await run(
      {
        'output.cube': output.cube,
        'output.residual': output.residual,
        'output.l1': l1,
        ...Object.fromEntries(names.map((name, index) => [`grad.${name}`, grads[index]])),
      },
      tensors,
    );
    const checked = Object.keys(found);
    expect(checked.length).toBe(3 + 44);
    for (const name of checked) {
      const golden = tensors.get(name);
      expect(golden, name).toBeDefined();
      expect(relativeError(found[name].data, golden?.data ?? []), name).toBeLessThan(TOLERANCE);
    }
  });

  it('AGD-Net with nine stages agrees', async () => {
    const { tensors } = readGolden('agdnet-t9');
    const options = AGD_NET_DEFAULTS;
    const parameters = fedParameters(agdNetParameters(options));
    const { cube } = agdNet(input('input.rgb', [2, 3, 20, 20]), constant(0), lookupIn(parameters), options);
    const found = await run({ 'output.cube': cube }, tensors);
    const error = relativeError(found['output.cube'].data, tensors.get('output.cube')?.data ?? []);
    expect(error).toBeLessThan(TOLERANCE);
  });

  it('the discriminator agrees, by the statistics of its batch', async () => {
    const { tensors } = readGolden('discriminator');
    const declarations = discriminatorParameters(31);
    expect(countParameters(declarations)).toBe(630_531);
    const { probability } = discriminator(
      input('input.cube', [2, 31, 64, 64]),
      lookupIn(fedParameters(declarations)),
    );
    const found = await run({ probability }, tensors);
    const golden = tensors.get('output.probability')?.data ?? [];
    expect(relativeError(found['probability'].data, golden)).toBeLessThan(TOLERANCE);
  });

  it('the SRF estimator agrees', async () => {
    const { tensors } = readGolden('srf-estimator');
    const parameters = fedParameters(srfEstimatorParameters(SRF_ESTIMATOR_DEFAULTS));
    const { srf } = srfEstimator(
      input('input.rgb', [2, 3, 20, 20]),
      input('input.dictionary', [28, 3, 31]),
      lookupIn(parameters),
    );
    const found = await run({ srf }, tensors);
    expect(relativeError(found['srf'].data, tensors.get('output.srf')?.data ?? [])).toBeLessThan(TOLERANCE);
  });
});
