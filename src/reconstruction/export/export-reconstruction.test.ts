/**
 * Exported files as others would run them: plain ONNX Runtime, and what docs/serving-contract.md says of pre- and
 * post-processing, written out in test/exported-networks.ts without anything of spectralift. What they give is held against
 * the library.
 */
import { fromBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { ModelProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import {
  asked,
  largestDifference,
  linearPlanes,
  photo,
  runPlain,
  weightsOf,
} from '../../../test/exported-networks.ts';
import { catalogueCamera } from '../../camera/catalogue.ts';
import type { CameraResponse } from '../../camera/camera-response.ts';
import { developedSrgbResponse, radianceResponse } from '../../camera/effective-response.ts';
import { makeConsistent } from '../../camera/make-consistent.ts';
import { constant, emitOnnx, input, rewriteGraph, WEBGPU_PASSES } from '../../graph/index.ts';
import { Random } from '../../random.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { memoryPicture } from '../linear-picture.ts';
import { readGeneratorModel } from '../model.ts';
import { reconstructWhole } from '../reconstruct.ts';
import { consistentCube } from './consistent-cube.ts';
import { exportWeights } from './export-weights.ts';
import { ExportError } from './exported-network.ts';

const BANDS = VISIBLE_31.length;
const SRGB = developedSrgbResponse(VISIBLE_31);
const NIKON = radianceResponse(catalogueCamera('Nikon D700'));
const runtime = await nodeRuntime({ threads: 1 });

/** What the library makes of a picture. */
async function ours(
  name: string,
  rgb: Float32Array,
  [width, height]: readonly [number, number],
  camera: CameraResponse,
  consistency: 'exact' | 'none' = 'exact',
): Promise<Float32Array> {
  const model = readGeneratorModel(weightsOf(name), name);
  const options = { runtime, model, response: camera, consistency };
  return (await reconstructWhole(memoryPicture(rgb, width, height), options)).cube;
}

/** The tolerance that docs/serving-contract.md states. */
const TOLERANCE = 1e-5;
/** The same where the response is fed: the canonical basis is then worked out in float32. */
const FED_TOLERANCE = 1e-4;

describe('an exported reconstruction', () => {
  it.each([
    ['agd-net', SRGB, 'cpu'],
    ['agd-net', NIKON, 'gpu'],
    ['generator', NIKON, 'cpu'],
    ['unsupervised', SRGB, 'gpu'],
  ] as const)('of %s gives what reconstruct gives, at any size', async (name, camera, engine) => {
    const { model } = await exportWeights(weightsOf(name), name, asked(camera, { engine }));
    for (const [width, height] of [
      [61, 40],
      [33, 90],
    ] as const) {
      const rgb = linearPlanes(photo(width, height, width));
      expect(rgb.some((value) => value === 1)).toBe(true);
      const { cube } = await runPlain(model, { rgb: { data: rgb, dims: [1, 3, height, width] } });
      expect(cube.dims).toEqual([1, BANDS, height, width]);
      const expected = await ours(name, rgb, [width, height], camera);
      expect(largestDifference(cube.data, expected)).toBeLessThan(TOLERANCE);
    }
  });

  it('takes several pictures at once', async () => {
    const { model } = await exportWeights(weightsOf('agd-net'), 'agd-net', asked(SRGB));
    const [one, two] = [photo(20, 16, 1), photo(20, 16, 2)].map(linearPlanes);
    const alone: number[] = [];
    for (const data of [one, two]) {
      alone.push(...(await runPlain(model, { rgb: { data, dims: [1, 3, 16, 20] } }))['cube'].data);
    }
    const both = await runPlain(model, {
      rgb: { data: Float32Array.of(...one, ...two), dims: [2, 3, 16, 20] },
    });
    expect(largestDifference(both['cube'].data, alone)).toBeLessThan(1e-6);
  });

  it('goes in tiles with the halo that it names, to the same cube', async () => {
    const [width, height] = [90, 20];
    const { model, metadata } = await exportWeights(weightsOf('agd-net'), 'agd-net', asked(SRGB));
    const halo = Number(metadata['spectralift.halo_pixels']);
    const rgb = linearPlanes(photo(width, height, 9));
    const whole = (await runPlain(model, { rgb: { data: rgb, dims: [1, 3, height, width] } }))['cube'].data;
    for (const [from, to] of [
      [0, 40],
      [40, 66],
      [66, 90],
    ]) {
      const [left, right] = [Math.max(0, from - halo), Math.min(width, to + halo)];
      const rows = Array.from({ length: 3 * height }, (_, row) => [
        ...rgb.subarray(row * width + left, row * width + right),
      ]);
      const part = { data: Float32Array.from(rows.flat()), dims: [1, 3, height, right - left] };
      const { cube } = await runPlain(model, { rgb: part });
      const kept = (data: Float32Array, size: number, start: number): number[] =>
        Array.from({ length: BANDS * height }, (_, row) => [
          ...data.subarray(row * size + start, row * size + start + to - from),
        ]).flat();
      const found = kept(cube.data, right - left, from - left);
      expect(largestDifference(found, kept(whole, width, from))).toBeLessThan(TOLERANCE);
    }
  });

  it('leaves the answer of the network as it is where that is asked', async () => {
    const { model, metadata } = await exportWeights(
      weightsOf('generator'),
      'generator',
      asked(SRGB, { consistency: 'none' }),
    );
    expect(metadata['spectralift.consistency']).toBe('none');
    const rgb = linearPlanes(photo(24, 20, 3));
    const { cube } = await runPlain(model, { rgb: { data: rgb, dims: [1, 3, 20, 24] } });
    const expected = await ours('generator', rgb, [24, 20], SRGB, 'none');
    expect(largestDifference(cube.data, expected)).toBeLessThan(TOLERANCE);
  });

  it('takes the response as an input, basis and agreement included', async () => {
    for (const name of ['agd-net', 'generator']) {
      const exported = await exportWeights(weightsOf(name), name, asked('input'));
      expect(exported.metadata['spectralift.camera']).toBe('fed');
      for (const camera of [SRGB, NIKON, radianceResponse(catalogueCamera('Canon 5D Mark II'))]) {
        const rgb = linearPlanes(photo(30, 22, 4));
        const srf = { data: Float32Array.from(camera.matrix), dims: [3, BANDS] };
        const { cube } = await runPlain(exported.model, { rgb: { data: rgb, dims: [1, 3, 22, 30] }, srf });
        const expected = await ours(name, rgb, [30, 22], camera);
        expect(largestDifference(cube.data, expected), camera.name).toBeLessThan(FED_TOLERANCE);
      }
    }
  });

  it('says what it is', async () => {
    const { model, metadata } = await exportWeights(weightsOf('agd-net'), 'agd-net', asked(NIKON));
    const told = Object.fromEntries(
      fromBinary(ModelProtoSchema, model).metadataProps.map(({ key, value }) => [key, value]),
    );
    expect(told).toEqual(metadata);
    expect(told).toMatchObject({
      'spectralift.version': '1.2.3',
      'spectralift.weights_sha256': 'ab'.repeat(32),
      'spectralift.camera': NIKON.name,
      'spectralift.quantity': 'radiance',
      'spectralift.basis': 'canonical',
      'spectralift.halo_pixels': '24',
    });
    expect(JSON.parse(told['spectralift.wavelengths_nm'])).toEqual(VISIBLE_31);
    expect(JSON.parse(told['spectralift.camera_response']).flat()).toEqual([...NIKON.matrix]);
  });

  it('has nothing in it but plain ONNX', async () => {
    const { model } = await exportWeights(weightsOf('agd-net'), 'agd-net', asked('input'));
    const { opsetImport, graph } = fromBinary(ModelProtoSchema, model);
    expect(opsetImport.map(({ domain, version }) => [domain, version])).toEqual([['', 21n]]);
    expect(new Set(graph?.node.map(({ domain }) => domain))).toEqual(new Set(['']));
  });

  it('refuses what does not go together', async () => {
    const other = radianceResponse(catalogueCamera('Nikon D700', [400, 500, 600, 700]));
    const wrong = exportWeights(weightsOf('agd-net'), 'agd-net', asked(other));
    await expect(wrong).rejects.toThrow(/31 bands, found 4/);
    const sized = exportWeights(
      weightsOf('agd-net'),
      'agd-net',
      asked(SRGB, { size: { width: 8, height: 8 } }),
    );
    await expect(sized).rejects.toThrow(ExportError);
  });
});

describe('agreement with the photo as a graph', () => {
  const sizes = { bands: BANDS, clipLevel: 1 };
  const graphFor = (camera: CameraResponse): Uint8Array => {
    const cube = input('cube', ['n', BANDS, 'h', 'w']);
    const rgb = input('rgb', ['n', 3, 'h', 'w']);
    const matrix = constant(camera.matrix, [3, BANDS]);
    const out = consistentCube({ ...sizes, cube, rgb, matrix });
    return emitOnnx(rewriteGraph({ out }, new Map(), WEBGPU_PASSES));
  };

  it('is that of the library for any cube and any picture, clipped or not', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(SRGB, NIKON),
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 0.1, max: 2.5, noNaN: true }),
      async (camera, seed, level) => {
        const random = new Random(seed);
        const pixels = 48;
        const cube = Float32Array.from({ length: BANDS * pixels }, () => random.uniform(-0.2, 1));
        const rgb = Float32Array.from({ length: 3 * pixels }, () => random.uniform(-0.05, level));
        const { out } = await runPlain(graphFor(camera), {
          cube: { data: cube, dims: [1, BANDS, 6, 8] },
          rgb: { data: rgb, dims: [1, 3, 6, 8] },
        });
        const expected = makeConsistent(cube, rgb, camera, { clipLevel: 1 });
        expect(largestDifference(out.data, expected)).toBeLessThan(TOLERANCE);
      },
    );
    await fc.assert(property, { numRuns: 20, seed: 1 });
  });
});
