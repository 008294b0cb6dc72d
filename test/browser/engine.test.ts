/** The studio's engine in a real browser finds what the command line finds, and outlives what goes wrong. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCube } from '../../src/cube/node/open-cube.ts';
import { developedSrgbResponse } from '../../src/camera/effective-response.ts';
import { memoryOutput } from '../../src/cube/files/output-files.ts';
import { createCubeIn } from '../../src/cube/formats/open-cube.ts';
import { decodePhoto } from '../../src/reconstruction/node/decode-photo.ts';
import { loadGenerator } from '../../src/reconstruction/node/shipped-models.ts';
import { reconstructWhole } from '../../src/reconstruction/reconstruct.ts';
import { generateSample } from '../../src/reconstruction/sample/generate-sample.ts';
import { nodeRuntime } from '../../src/runtime/node/node-runtime.ts';
import { fromText } from './bytes.ts';
import type { EngineOutcome } from './engine-page.ts';
import { browserPath, runInBrowser } from './in-browser.ts';

/** More than one tile each way, and enough pixels for several lanes. */
const [WIDTH, HEIGHT] = [320, 200];
/** A machine that does much else is slow. */
const SECONDS = 280;
const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe.skipIf(browserPath === undefined)('the engine of the studio', { timeout: 300_000 }, () => {
  let folder: string;
  let expected: Float32Array;
  const given = new Map<string, Uint8Array>();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spectralift-engine-'));
    const { photo } = generateSample({ seed: 2, width: WIDTH, height: HEIGHT });
    const png = await sharp(photo.data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .png()
      .toBuffer();
    await writeFile(join(folder, 'photo.png'), png);
    const wide = await manyBands(64);
    given
      .set('photo.png', png)
      .set('wide.tif', wide)
      .set('cut.tif', wide.subarray(0, wide.length - 9));
    const model = await loadGenerator('generator');
    const result = await reconstructWhole(await decodePhoto(join(folder, 'photo.png')), {
      runtime: await nodeRuntime({ threads: 1 }),
      model,
      response: developedSrgbResponse(model.wavelengths),
    });
    expected = result.cube;
  });
  afterAll(() => rm(folder, { recursive: true }));

  function differences(found: string): number {
    const values = new Float32Array(fromText(found).buffer);
    expect(values.length).toBe(expected.length);
    return values.reduce((most, value, index) => Math.max(most, Math.abs(value - expected[index])), 0);
  }

  it('computes on WebAssembly what Node computes, saves it, stops when told, and outlives broken files', async () => {
    given.set('question.json', text({ device: 'wasm' }));
    const outcome = (await runInBrowser('/test/browser/engine-page.ts', {
      given,
      seconds: SECONDS,
    })) as EngineOutcome;
    expect(outcome.runtime).toMatch(/^onnxruntime-web [\d.]+, WebAssembly, \d+ threads?$/);
    expect([outcome.isolated, outcome.shared]).toEqual([true, true]);
    expect(outcome.sizes).toEqual([
      { width: WIDTH, height: HEIGHT, reduction: 1, cubeBytes: 4 * 31 * WIDTH * HEIGHT },
    ]);
    expect(differences(outcome.cube)).toBeLessThan(1e-5);
    expect(outcome.rows.reduce((next, [y, rows]) => (y === next ? y + rows : Number.NaN), 0)).toBe(HEIGHT);
    expect(outcome.rows.length).toBeGreaterThan(1);
    expect(outcome.reprojection).toBeLessThan(1e-6);
    expect(outcome.response.reason).toBe('the photo is a developed picture');

    expect(outcome.readBack).toBe(0);
    for (const [name, files] of Object.entries({ held: outcome.files, whole: outcome.wholeFiles })) {
      for (const [file, content] of Object.entries(files)) {
        await writeFile(join(folder, file.replace('scene', name)), fromText(content));
      }
      const cube = await readCube(join(folder, `${name}.hdr`));
      expect([cube.bands, cube.height, cube.width]).toEqual([31, HEIGHT, WIDTH]);
      expect(differences(outcome.cube)).toBeLessThan(1e-5);
      expect(cube.data.every((value, index) => Math.abs(value - expected[index]) < 1e-5)).toBe(true);
      expect(cube.metadata).toMatchObject({
        model: 'generator',
        source: 'photo.png',
        quantity: 'reflectance',
      });
      expect(cube.metadata.reprojectionError).toBeLessThan(1e-6);
    }

    expect(outcome.cancelled).toBe('AbortError');
    expect(outcome.refusals.map(({ tag }) => tag)).toEqual([
      'CubeError',
      'PhotoError',
      'CubeError',
      'FileError',
      'CameraError',
      'NetworkError',
    ]);
    expect(outcome.refusals[0].hint).toBe('reconstruct the photo first');
    expect(outcome.refusals[1].message).toMatch(/^broken.jpg: expected an image/);
    expect(outcome.wide.bands).toBe(31);
    expect(outcome.wide.notes.at(-1)).toMatch(/shown in 31 bands from 400 to 700 nm.*64/);
  });

  it('computes on WebGPU what Node computes', async () => {
    const small = await sharp(given.get('photo.png'))
      .extract({ left: 0, top: 0, width: 32, height: 24 })
      .png()
      .toBuffer();
    given.set('question.json', text({ device: 'webgpu' })).set('small.png', small);
    const outcome = (await runInBrowser('/test/browser/webgpu-page.ts', {
      given,
      seconds: SECONDS,
      flags: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan'],
    })) as { readonly runtime: string; readonly cube: string; readonly auto: string };
    expect(outcome.runtime).toMatch(/^onnxruntime-web [\d.]+, WebGPU$/);
    expect(outcome.auto).toMatch(/WebAssembly/); // an adapter in software is no GPU
    const path = join(folder, 'small.png');
    await writeFile(path, small);
    const model = await loadGenerator('generator');
    const { cube } = await reconstructWhole(await decodePhoto(path), {
      runtime: await nodeRuntime({ threads: 1 }),
      model,
      response: developedSrgbResponse(model.wavelengths),
    });
    const found = new Float32Array(fromText(outcome.cube).buffer);
    expect(found.every((value, index) => Math.abs(value - cube[index]) < 1e-4)).toBe(true);
  });
});

/** A cube of so many bands, 396..711 nm by 5, as a file. */
async function manyBands(bands: number): Promise<Uint8Array> {
  const outputs = memoryOutput();
  const wavelengths = Array.from({ length: bands }, (_, band) => 396 + 5 * band);
  const header = { bands, height: 3, width: 4, wavelengths, metadata: { quantity: 'radiance' } } as const;
  const sink = await createCubeIn(outputs, 'wide.tif', header, { format: 'tiff' });
  await sink.writeRows(0, 3, new Float32Array(bands * 12).fill(0.5));
  await sink.finish();
  return new Uint8Array((await outputs.files.get('wide.tif')?.arrayBuffer()) ?? []);
}
