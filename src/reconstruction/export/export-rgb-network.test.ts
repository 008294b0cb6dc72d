/** Networks that see RGB alone, exported and run in plain ONNX Runtime. */
import { describe, expect, it } from 'vitest';
import {
  asked,
  largestDifference,
  linearPlanes,
  photo,
  runPlain,
  weightsOf,
} from '../../../test/exported-networks.ts';
import { developedSrgbResponse } from '../../camera/effective-response.ts';
import { initialWeights } from '../../networks/parameters.ts';
import {
  buildRgbNetwork,
  type RgbNetworkChoice,
  rgbNetworkMetadata,
  standardRgbNetwork,
} from '../../networks/rgb-network-choice.ts';
import { writeSafetensors } from '../../networks/safetensors.ts';
import { Random } from '../../random.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { estimateResponse, readEstimatorModel } from '../estimate-response.ts';
import { exportWeights } from './export-weights.ts';
import { ExportError } from './exported-network.ts';

const BANDS = VISIBLE_31.length;
const SRGB = developedSrgbResponse(VISIBLE_31);

const runtime = await nodeRuntime({ threads: 1 });

describe('an exported estimator', () => {
  it('tells the response that the library estimates', async () => {
    for (const name of ['srf-estimator', 'unsupervised-srf-estimator']) {
      const { model } = await exportWeights(weightsOf(name), name, asked(SRGB));
      const thumbnail = linearPlanes(photo(128, 128, 5));
      const { srf, weights } = await runPlain(model, { rgb: { data: thumbnail, dims: [1, 3, 128, 128] } });
      expect([srf.dims, weights.dims]).toEqual([
        [3, BANDS],
        [3, 28],
      ]);
      const { response } = await estimateResponse(
        runtime,
        readEstimatorModel(weightsOf(name), name),
        thumbnail,
      );
      expect(largestDifference(srf.data, response.matrix)).toBeLessThan(1e-6);
    }
  });
});

describe('exported networks that see RGB alone', () => {
  const SMALL = {
    name: 'hscnn-d',
    options: { bands: BANDS, paths: 1, blocks: 2, growth: 4, bias: true },
  } as const;

  /** A network as it is before training. */
  function untrained(choice: RgbNetworkChoice): Uint8Array {
    const { declarations } = buildRgbNetwork(choice);
    const random = new Random(6);
    const weights = initialWeights(declarations, () => random.uniform(), 'he');
    const tensors = declarations.map(
      (each) =>
        [each.name, { shape: each.shape, data: weights.get(each.name) ?? new Float32Array() }] as const,
    );
    return writeSafetensors(new Map(tensors), { ...rgbNetworkMetadata(choice), camera: 'Nikon D700' });
  }

  it.each([SMALL, standardRgbNetwork('agd-net')])('$name takes any size', async (choice) => {
    const { name } = choice;
    const bytes = untrained(choice);
    const { model, metadata } = await exportWeights(bytes, name, asked(SRGB));
    expect(metadata['spectralift.camera']).toBe('Nikon D700');
    const fixed = await exportWeights(bytes, name, asked(SRGB, { size: { width: 18, height: 14 } }));
    const rgb = { data: linearPlanes(photo(18, 14, 7)), dims: [1, 3, 14, 18] };
    const [open, known] = [await runPlain(model, { rgb }), await runPlain(fixed.model, { rgb })];
    expect(largestDifference(open['cube'].data, known['cube'].data)).toBeLessThan(1e-5);
  });

  it('that need to know their size say so, and take that one', async () => {
    const bytes = untrained(standardRgbNetwork('mst-plus-plus'));
    await expect(exportWeights(bytes, 'mst', asked(SRGB))).rejects.toThrow(ExportError);
    const size = { width: 24, height: 16 };
    const { model } = await exportWeights(bytes, 'mst', asked(SRGB, { size }));
    const rgb = { data: linearPlanes(photo(24, 16, 8)), dims: [1, 3, 16, 24] };
    expect((await runPlain(model, { rgb }))['cube'].dims).toEqual([1, BANDS, 16, 24]);
  });
});
