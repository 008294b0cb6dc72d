/** Photos of every kind through the engine of the service, in this process, held against the library. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examplePhoto, localEngine, lyingPng } from '../../../test/serving-fixtures.ts';
import { openCube } from '../../cube/node/open-cube.ts';
import { readWholeCube } from '../../cube/cube-source.ts';
import { generatorParameters } from '../../networks/generator.ts';
import { initialWeights } from '../../networks/parameters.ts';
import { writeSafetensors } from '../../networks/safetensors.ts';
import { Random } from '../../random.ts';
import { decodePhoto } from '../../reconstruction/node/decode-photo.ts';
import { parseCameraChoice } from '../../reconstruction/choose-response.ts';
import { responseChooser } from '../../reconstruction/photo-response.ts';
import { reconstructWhole } from '../../reconstruction/reconstruct.ts';
import { ByteBudget } from '../byte-budget.ts';
import { createApp } from '../http/create-app.ts';
import type { PhotoSettings } from '../photo-settings.ts';
import { DEFAULT_SERVING_LIMITS } from '../serving-limits.ts';
import { Service } from '../service.ts';
import { type OpenEngine, openEngine } from './open-engine.ts';
import { runJob } from './run-job.ts';

const [WIDTH, HEIGHT, BANDS] = [64, 48, 31];
const url = '/v1/reconstructions';
const png = { 'content-type': 'image/png' };
let folder = '';
let open: OpenEngine;
let app: FastifyInstance;
let photo: Buffer;
/** What the library makes of the photo, planar [band, row, column]. */
let expected: Float32Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-serving-'));
  const declarations = generatorParameters({ bands: BANDS, growth: 2 });
  const random = new Random(7);
  const weights = initialWeights(declarations, () => random.uniform());
  const tensors = declarations.map(
    ({ name, shape }) => [name, { shape, data: weights.get(name) ?? new Float32Array() }] as const,
  );
  const path = join(folder, 'tiny.safetensors');
  await writeFile(path, writeSafetensors(new Map(tensors)));
  photo = await examplePhoto(WIDTH, HEIGHT);
  await writeFile(join(folder, 'photo.png'), photo);
  const limits = { ...DEFAULT_SERVING_LIMITS, pixels: 100_000 };
  const { pixels, answerBytes } = limits;
  const decoded = await decodePhoto(join(folder, 'photo.png')); // before the engine blocks files as such
  open = await openEngine({ models: [path], threads: 1, maxMemory: 2 ** 30, pixels, answerBytes });
  const loaded = open.models.get('tiny');
  if (loaded === undefined) throw new Error('expected the model to be loaded');
  const choose = responseChooser({
    ...{ runtime: open.runtime, model: loaded.model, choice: parseCameraChoice('auto') },
    loadEstimator: loaded.loadEstimator,
  });
  const { response } = await choose(decoded);
  const { cube } = await reconstructWhole(decoded, { runtime: open.runtime, model: loaded.model, response });
  expected = cube;
  const budget = new ByteBudget(limits.heldBytes);
  const service = new Service({
    engines: [localEngine(open, limits, budget)],
    ...{ facts: open.facts, limits, budget, version: '0' },
  });
  app = await createApp(service);
});
afterAll(async () => {
  await app.close();
  await open.runtime.close();
  await rm(folder, { recursive: true });
});

const ask = (query: string, payload: Uint8Array = photo, headers: Record<string, string> = png) =>
  app.inject({ method: 'POST', url: url + query, headers, payload: Buffer.from(payload) });

/** The report of an answer, once it has ended. */
async function reportOf(answer: { readonly headers: NodeJS.Dict<unknown> }) {
  const { statusCode, body } = await app.inject(`/v1/reports/${answer.headers['x-request-id']}`);
  expect(statusCode).toBe(200);
  return JSON.parse(body);
}

describe('the cube', () => {
  it.each([
    ['bip', 'float32'],
    ['bil', 'float32'],
    ['bip', 'uint16'],
    ['bil', 'uint16'],
  ])('as NumPy array, %s, %s, is that of the library', async (interleave, dataType) => {
    const answer = await ask(`?interleave=${interleave}&dataType=${dataType}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload).toHaveLength(Number(answer.headers['content-length']));
    const report = await reportOf(answer);
    const name = `${interleave}-${dataType}`;
    await writeFile(join(folder, `${name}.npy`), answer.rawPayload);
    await writeFile(join(folder, `${name}.json`), JSON.stringify(report.cube));
    const source = await openCube(join(folder, `${name}.npy`));
    const { data, metadata, wavelengths } = await readWholeCube(source);
    await source.close();
    expect([source.height, source.width, wavelengths.length]).toEqual([HEIGHT, WIDTH, BANDS]);
    if (dataType === 'float32') expect(data).toEqual(expected);
    else {
      const worst = data.reduce((most, value, at) => {
        const wanted = Math.min(6.5535, Math.max(0, expected[at]));
        return Math.max(most, Math.abs(value - wanted));
      }, 0);
      expect(worst).toBeLessThan(0.51e-4);
    }
    expect(metadata).toMatchObject({
      quantity: 'reflectance',
      response: 'srgb',
      model: 'tiny',
      reprojectionError: report.reprojection.unclippedPixelRms,
    });
    expect(report).toMatchObject({
      state: 'done',
      estimated: true,
      photo: { width: WIDTH, height: HEIGHT, bitDepth: 8, encoding: 'srgb' },
      response: { name: 'srgb', reason: 'the photo is a developed picture' },
      megapixels: (WIDTH * HEIGHT) / 1e6,
    });
    const before = JSON.parse(String(answer.headers['x-spectralift-report']));
    expect(before).toEqual({
      ...Object.fromEntries(Object.entries(report).filter(([key]) => key in before)),
      state: 'running',
      cube: Object.fromEntries(
        Object.entries(report.cube).filter(
          ([key]) => key !== 'reprojectionError' && key !== 'clampedSamples',
        ),
      ),
      notes: before.notes,
    });
  });

  it('in an archive is an ENVI cube with its picture and report', async () => {
    const answer = await ask('?format=zip&interleave=bil');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/zip']);
    const members = storedMembers(answer.rawPayload);
    expect([...members.keys()]).toEqual(['photo.img', 'photo.hdr', 'photo.png', 'photo.report.json']);
    for (const [name, bytes] of members) await writeFile(join(folder, name), bytes);
    const source = await openCube(join(folder, 'photo.hdr'));
    const cube = await readWholeCube(source);
    await source.close();
    expect(cube.data).toEqual(expected);
    expect(cube.metadata.reprojectionError).toBeGreaterThan(0);
    expect(JSON.parse(String(members.get('photo.report.json')))).toEqual(await reportOf(answer));
    const picture = await sharp(members.get('photo.png')).metadata();
    expect([picture.width, picture.height]).toEqual([WIDTH, HEIGHT]);
    const alone = await ask('?format=png');
    expect(alone.rawPayload.equals(members.get('photo.png') ?? Buffer.alloc(0))).toBe(true);
  });

  it('at points and over regions is JSON', async () => {
    const answer = await ask('?format=json&point=0,0&point=63,47&region=10,20,5,4');
    const { wavelengths, spectra, report } = answer.json();
    expect(wavelengths).toHaveLength(BANDS);
    const at = (x: number, y: number) =>
      Array.from({ length: BANDS }, (_, band) => expected[(band * HEIGHT + y) * WIDTH + x]);
    for (const [index, [x, y]] of [
      [0, 0],
      [63, 47],
    ].entries()) {
      expect(spectra[index]).toMatchObject({ kind: 'point', x, y });
      expect(Float32Array.from(spectra[index].spectrum)).toEqual(Float32Array.from(at(x, y)));
    }
    const inside = Array.from({ length: 20 }, (_, pixel) => at(10 + (pixel % 5), 20 + Math.floor(pixel / 5)));
    expect(spectra[2]).toMatchObject({ kind: 'region', x: 10, y: 20, width: 5, height: 4, pixels: 20 });
    for (let band = 0; band < BANDS; band++) {
      const mean = inside.reduce((sum, spectrum) => sum + spectrum[band], 0) / 20;
      const squares = inside.reduce((sum, spectrum) => sum + (spectrum[band] - mean) ** 2, 0);
      expect(spectra[2].mean[band]).toBeCloseTo(mean, 7);
      expect(spectra[2].standardDeviation[band]).toBeCloseTo(Math.sqrt(squares / 19), 7);
    }
    expect(report).toEqual(await reportOf(answer));
  });
});

describe('options', () => {
  it('choose the camera, its light, the agreement', async () => {
    const answer = await ask('?format=json&linear=true&camera=Nikon%20D700&light=D65&consistency=exact');
    expect(answer.json().report).toMatchObject({
      response: { name: expect.stringContaining('Nikon D700'), quantity: 'reflectance' },
      consistency: 'exact',
      photo: { encoding: 'linear' },
    });
    const estimated = await ask('?format=json&linear=true');
    expect(estimated.json().report.response.likeness).toHaveLength(3);
  });

  it.each([
    ['a light for a developed photo', 'light=D65', 'ResponseChoiceError'],
    ['a light that nobody knows', 'linear=true&light=moon', 'SpectraError'],
    ['a point outside', 'point=64,0', 'PlaceError'],
    ['a region that sticks out', 'region=60,40,5,5', 'PlaceError'],
    ['an empty region', 'region=1,1,0,5', 'PlaceError'],
  ])('that do not go with the photo are refused: %s', async (_, query, code) => {
    const answer = await ask(`?format=json&${query}`);
    expect([answer.statusCode, answer.json().code]).toEqual([422, code]);
    expect(answer.json().message).toMatch(/expected .*found/);
  });
});

describe('a body that is no photo of this service', () => {
  const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="9" height="9"/></svg>';
  it.each([
    ['noise', () => Buffer.from(Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256)), 422],
    ['one byte', () => Buffer.from('x'), 422],
    ['half of one', () => photo.subarray(0, photo.length / 2), 422],
    ['a GIF', () => gif, 422],
    ['a drawing', () => Buffer.from(svg), 422],
    [
      'a drawing that reads a file',
      () => Buffer.from(svg.replace('<rect', '<image href="/etc/passwd"')),
      422,
    ],
    ['a text', () => Buffer.from('/etc/passwd\n'), 422],
    ['far too large by its header', () => lyingPng(30_000, 30_000, 1), 422],
    ['larger than allowed', () => lyingPng(400, 300, 300), 413],
    ['without its rows', () => lyingPng(300, 300, 10), 422],
    ['with more pixels than bytes could hold', () => lyingPng(20_000, 10_000, 1), 422],
    ['of one row', () => lyingPng(300, 1, 1), 422],
  ])('is refused: %s', async (_, make, status) => {
    const answer = await ask('', make());
    expect([answer.statusCode, answer.json().status]).toEqual([status, status]);
    expect(answer.json().message.length).toBeLessThan(300);
    expect(answer.json().message).toMatch(/^the photo: expected/);
  });

  it('leaves the engine able to do the next', async () => {
    expect((await ask('')).statusCode).toBe(200);
  });

  it('is read for what it is, whatever it is called', async () => {
    const jpeg = await sharp(await decodedPixels(), raw)
      .jpeg()
      .toBuffer();
    const answer = await ask('?format=json', jpeg, { 'content-type': 'application/octet-stream' });
    expect(answer.statusCode).toBe(200);
    expect((await ask('?format=json', jpeg, { 'content-type': 'image/avif' })).statusCode).toBe(200);
  });
});

it.each([
  ['image/jpeg', 'jpeg'],
  ['image/webp', 'webp'],
  ['image/avif', 'avif'],
  ['image/tiff', 'tiff'],
] as const)('a photo of type %s is reconstructed', async (type, format) => {
  const bytes = await sharp(await decodedPixels(), raw)
    .toFormat(format)
    .toBuffer();
  const answer = await ask('?format=json', bytes, { 'content-type': type });
  expect([answer.statusCode, answer.json().report?.photo.width]).toEqual([200, WIDTH]);
});

const raw = { raw: { width: WIDTH, height: HEIGHT, channels: 3 } } as const;

async function decodedPixels(): Promise<Buffer> {
  return sharp(photo).raw().toBuffer();
}

describe('an interrupt', () => {
  const settings: PhotoSettings = {
    ...{ camera: 'auto', linear: false, model: 'tiny', consistency: 'none', places: [] },
    ...{ format: 'npy', dataType: 'float32', interleave: 'bip' },
  };

  it.each(['npy', 'zip'] as const)('ends a job that has begun, whatever it writes: %s', async (format) => {
    const controller = new AbortController();
    const job = runJob(open, {
      ...{ id: 'a', photo, settings: { ...settings, format }, signal: controller.signal },
      begin: () => controller.abort(new Error('enough')),
      send: async () => undefined,
    });
    await expect(job).rejects.toThrow('enough');
  });

  it('comes from a reader that fails', async () => {
    const job = runJob(open, {
      ...{ id: 'a', photo, settings: { ...settings, format: 'zip' }, signal: new AbortController().signal },
      begin: () => undefined,
      send: async () => {
        throw new Error('no reader');
      },
    });
    await expect(job).rejects.toThrow('no reader');
  });
});

/** Members of an archive that packs nothing, by its directory. */
function storedMembers(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const members = new Map<string, Buffer>();
  for (let index = 0; index < count; index++) {
    const [checkSum, size] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 24)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const local = zip.readUInt32LE(at + 42);
    const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(data, data + size);
    expect(crc32(bytes)).toBe(checkSum);
    members.set(zip.toString('latin1', at + 46, at + 46 + nameLength), bytes);
    at += 46 + nameLength + extra + comment;
  }
  return members;
}
