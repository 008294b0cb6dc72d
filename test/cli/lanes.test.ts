/**
 * Lanes on threads of their own, through the built library, since threads load built files: they give what one
 * lane gives, stop when asked, stay usable for the next picture, and tell nobody.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Library from '../../src/node.ts';

const built = new URL('../../dist/node.js', import.meta.url);
const library = (await import(built.href)) as typeof Library;
const { developedSrgbResponse, loadGenerator, laneRuntime, memoryPicture, Random, reconstruct } = library;
const { nodeRuntime, reconstructWhole } = library;

const [width, height] = [820, 500];
const random = new Random(8);
const values = Float32Array.from({ length: 3 * width * height }, () => random.uniform());
const picture = memoryPicture(values, width, height);

let lanes: Library.LaneRuntime;
let options: Pick<Library.ReconstructionOptions, 'model' | 'response' | 'way'>;
beforeAll(async () => {
  lanes = await laneRuntime({ threads: 2 });
  const model = await loadGenerator();
  const response = developedSrgbResponse(model.wavelengths);
  options = { model, response, way: { steps: 'stages', tile: 96 } };
});
afterAll(() => lanes.close());

describe('lanes on threads', () => {
  it('give what one lane gives, in spectra, picture and re-projection error', async () => {
    const runtime = await nodeRuntime({ threads: 1 });
    const one = await reconstructWhole(picture, { ...options, runtime });
    const two = await reconstructWhole(picture, { ...options, runtime: lanes });
    expect([one.summary.lanes, two.summary.lanes]).toEqual([1, 2]);
    let difference = 0;
    for (let index = 0; index < one.cube.length; index++) {
      difference = Math.max(difference, Math.abs(one.cube[index] - two.cube[index]));
    }
    expect(difference).toBeLessThan(1e-5);
    expect(two.summary.reprojection.clippedShare).toBe(one.summary.reprojection.clippedShare);
    expect(two.summary.reprojection.rms).toBeCloseTo(one.summary.reprojection.rms, 6);
  }, 120_000);

  it('hand out every row once, from top to bottom, with its picture, and report how far they are', async () => {
    let next = 0;
    let pixels = 0;
    const done: number[] = [];
    await reconstruct(
      picture,
      {
        ...options,
        runtime: lanes,
        picture: true,
        onProgress: ({ donePixels }) => done.push(donePixels),
      },
      (strip) => {
        expect(strip.y).toBe(next);
        expect(strip.cube.length).toBe(31 * strip.rows * width);
        next += strip.rows;
        pixels += strip.picture.length / 3;
      },
    );
    expect(next).toBe(height);
    expect(pixels).toBe(width * height);
    expect(done.length).toBeGreaterThan(1);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done[done.length - 1]).toBe(width * height);
  }, 120_000);

  it('stop within a tile when asked, and work again afterwards', async () => {
    const controller = new AbortController();
    const started = performance.now();
    const stopped = reconstruct(
      picture,
      {
        ...options,
        runtime: lanes,
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('enough')),
      },
      () => undefined,
    );
    await expect(stopped).rejects.toThrow('enough');
    const stopTime = performance.now() - started;
    const again = performance.now();
    await reconstruct(picture, { ...options, runtime: lanes }, () => undefined);
    expect(stopTime).toBeLessThan(0.7 * (performance.now() - again) + 500);
  }, 120_000);

  it('pass on what the consumer of the strips throws', async () => {
    const failed = reconstruct(picture, { ...options, runtime: lanes }, () => {
      throw new Error('the disk is full');
    });
    await expect(failed).rejects.toThrow('the disk is full');
    await expect(
      reconstruct(picture, { ...options, runtime: lanes }, () => undefined),
    ).resolves.toMatchObject({ lanes: 2 });
  }, 120_000);
});

describe('replicas of a model on threads', () => {
  it('give each question its own answer, in order, and failures by name', async () => {
    const runtime = await nodeRuntime({ threads: 2 });
    const { emitOnnx, input, multiply } = library.graph;
    const replicas = await runtime.createReplicas?.(emitOnnx({ y: multiply(input('x', [2]), 3) }));
    if (replicas === undefined) throw new Error('expected a runtime of two threads to make replicas');
    try {
      const feeds = Array.from({ length: 7 }, (_, k) => ({
        x: { shape: [2], data: Float32Array.of(k, k + 1) },
      }));
      const results = await replicas.runAll(feeds);
      expect(results.map((result) => [...result['y'].data])).toEqual(feeds.map((_, k) => [3 * k, 3 * k + 3]));
      await expect(replicas.runAll([{}])).rejects.toThrow("a replica failed: the model needs 'x'");
      const again = await replicas.runAll(feeds.slice(2, 3));
      expect([...again[0]['y'].data]).toEqual([6, 9]);
    } finally {
      await replicas.release();
    }
  });

  it('are not made for one thread', async () => {
    expect((await nodeRuntime({ threads: 1 })).createReplicas).toBeUndefined();
  });
});

describe('privacy', () => {
  it('a command leaves no telemetry of the engine behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spectralift-privacy-'));
    try {
      const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
      const { ORT_DISABLE_TELEMETRY: _, ...environment } = process.env;
      const { status } = spawnSync(process.execPath, [main, 'doctor'], {
        env: { ...environment, TMPDIR: folder },
      });
      expect(status).toBe(0);
      expect(await readdir(folder)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
