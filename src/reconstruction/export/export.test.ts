/**
 * Exported files as others would run them: plain ONNX Runtime, and what docs/serving-contract.md says of pre- and post-processing,
 * written out here without anything of spectralift. What they give is held against the library.
 */
import { readFileSync } from 'node:fs';
import { fromBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { ModelProtoSchema, TensorProto_DataType } from 'onnx-buf';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogueCamera } from '../../camera/catalogue.ts';
import type { CameraResponse } from '../../camera/camera-response.ts';
import { developedSrgbResponse, radianceResponse } from '../../camera/effective-response.ts';
import { makeConsistent } from '../../camera/make-consistent.ts';
import { constant, emitOnnx, input, rewriteGraph, WEBGPU_PASSES } from '../../graph/index.ts';
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
import type { Runtime } from '../../runtime/runtime.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { estimateResponse, readEstimatorModel } from '../estimate-response.ts';
import { memoryPicture } from '../linear-picture.ts';
import { readGeneratorModel } from '../model.ts';
import { reconstructWhole } from '../reconstruct.ts';
import { consistentCube } from './consistent-cube.ts';
import { exportWeights, type WeightsExport } from './export-weights.ts';
import { type ExportedNetwork, ExportError } from './exported-network.ts';
import { tritonRepository } from './triton-repository.ts';

const BANDS = VISIBLE_31.length;
const SRGB = developedSrgbResponse(VISIBLE_31);
const NIKON = radianceResponse(catalogueCamera('Nikon D700'));
const origin = { version: '1.2.3', weightsSha256: 'ab'.repeat(32) };

const weightsOf = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../models/${name}.safetensors`, import.meta.url));

const asked = (camera: CameraResponse | 'input', others: Partial<WeightsExport> = {}): WeightsExport => ({
  camera: async () => camera,
  consistency: 'exact',
  engine: 'cpu',
  origin,
  ...others,
});

interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** What a page of JavaScript does: nothing but ONNX Runtime. */
async function runPlain(
  model: Uint8Array,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Tensor>> {
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3, intraOpNumThreads: 1 });
  try {
    const tensors = Object.entries(feeds).map(
      ([name, { data, dims }]) => [name, new ort.Tensor('float32', data, dims)] as const,
    );
    const outputs = await session.run(Object.fromEntries(tensors));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data, dims }]) => {
        if (!(data instanceof Float32Array)) throw new Error(`${name} is not float32`);
        return [name, { data, dims }];
      }),
    );
  } finally {
    await session.release();
  }
}

/** Undoes the sRGB curve of interleaved bytes and puts the channels into planes: what the docs ask of a photo. */
function linearPlanes(bytes: Uint8Array): Float32Array {
  const pixels = bytes.length / 3;
  const planes = new Float32Array(bytes.length);
  bytes.forEach((byte, index) => {
    const encoded = byte / 255;
    const linear = encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
    planes[(index % 3) * pixels + Math.floor(index / 3)] = linear;
  });
  return planes;
}

/** A photo of patches of colour with noise, some of it clipped: interleaved sRGB bytes. */
function photo(width: number, height: number, seed: number): Uint8Array {
  const random = new Random(seed);
  const colours = Array.from({ length: 36 }, () => random.uniform(20, 300));
  return Uint8Array.from({ length: 3 * width * height }, (_, index) => {
    const [x, y] = [Math.floor(index / 3) % width, Math.floor(index / 3 / width)];
    const patch = 6 * (Math.floor(y / 8) % 2) + (Math.floor(x / 8) % 6);
    return Math.min(255, Math.max(0, colours[3 * patch + (index % 3)] + random.uniform(-8, 8)));
  });
}

function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs(found[index] - expected[index]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

let runtime: Runtime;
beforeAll(async () => {
  runtime = await nodeRuntime({ threads: 1 });
});

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

describe('the Triton repository', () => {
  const parseList = (text: string, title: string) => {
    const part = new RegExp(`^${title} \\[\\n([\\s\\S]*?)\\n\\]$`, 'm').exec(text)?.[1] ?? '';
    return [...part.matchAll(/name: "(.*)"\s+data_type: (\w+)\s+dims: \[ (.*) \]/g)].map(
      ([, name, type, dims]) => ({
        name,
        type,
        dims: dims.split(', ').map(Number),
      }),
    );
  };

  /** Names, types and sizes as the ONNX file itself declares them; -1 where a size is open. */
  const portsOf = (model: Uint8Array, which: 'input' | 'output') =>
    (fromBinary(ModelProtoSchema, model).graph?.[which] ?? []).map(({ name, type }) => {
      if (type?.value.case !== 'tensorType') throw new Error(`${name} is no tensor`);
      const { elemType, shape } = type.value.value;
      return {
        name,
        type: elemType === TensorProto_DataType.FLOAT ? 'TYPE_FP32' : 'other',
        dims: (shape?.dim ?? []).map(({ value }) => (value.case === 'dimValue' ? Number(value.value) : -1)),
      };
    });

  const check = (network: ExportedNetwork, name: string, batches: boolean): void => {
    const files = new Map(tritonRepository(network, name).map(({ path, content }) => [path, content]));
    expect([...files.keys()].sort()).toEqual([`${name}/1/model.onnx`, `${name}/config.pbtxt`]);
    const text = String(files.get(`${name}/config.pbtxt`));
    expect(text).toMatch(new RegExp(`^name: "${name}"$`, 'm'));
    expect(text).toMatch(/^platform: "onnxruntime_onnx"$/m);
    expect(text).toMatch(batches ? /^max_batch_size: 8$/m : /^max_batch_size: 0$/m);
    expect(text.includes('dynamic_batching { }')).toBe(batches);
    for (const which of ['input', 'output'] as const) {
      const declared = portsOf(network.model, which);
      if (batches) for (const { dims } of declared) expect(dims.shift()).toBe(-1);
      expect(declared.length).toBeGreaterThan(0);
      expect(parseList(text, which)).toEqual(declared);
    }
  };

  it('says of the tensors what the file says', async () => {
    check(await exportWeights(weightsOf('agd-net'), 'agd-net', asked(SRGB)), 'agd-net', true);
    check(await exportWeights(weightsOf('generator'), 'generator', asked('input')), 'any.camera', false);
    check(await exportWeights(weightsOf('srf-estimator'), 'srf-estimator', asked(SRGB)), 'response', false);
  });
});
