/** Many photos through a small untrained generator, in this process. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { generatorParameters } from '../../networks/generator.ts';
import { initialWeights } from '../../networks/parameters.ts';
import { writeSafetensors } from '../../networks/safetensors.ts';
import { Random } from '../../random.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { type ReconstructionModel, readGeneratorModel } from '../model.ts';
import { decodePhoto } from './decode-photo.ts';
import { laneRuntime } from './lane-runtime.ts';
import { planPhoto } from './reconstruct-decoded.ts';
import { type PhotoResult, type ReconstructPhotosOptions, reconstructPhotos } from './reconstruct-photos.ts';

vi.mock('./decode-photo.ts', { spy: true });

const [WIDTH, HEIGHT] = [40, 30];
const size = { width: WIDTH, height: HEIGHT, bitDepth: 8 } as const;
let model: ReconstructionModel;
let runtime: Runtime;
let folder = '';
const path = (...parts: string[]): string => join(folder, ...parts);

beforeAll(async () => {
  const declarations = generatorParameters({ bands: 31, growth: 2 });
  const random = new Random(7);
  const weights = initialWeights(declarations, () => random.uniform());
  const tensors = declarations.map(
    ({ name, shape }) => [name, { shape, data: weights.get(name) ?? new Float32Array() }] as const,
  );
  model = readGeneratorModel(writeSafetensors(new Map(tensors)), 'untrained');
  runtime = await nodeRuntime({ device: 'cpu', threads: 1 });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-photos-'));
  for (const name of ['a', 'b', 'c']) await writePhoto(`${name}.png`);
  vi.mocked(decodePhoto).mockClear();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function writePhoto(name: string, width = WIDTH, height = HEIGHT): Promise<void> {
  const pixels = Uint8Array.from({ length: 3 * width * height }, (_, index) => (index * 37) % 200);
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path(name));
}

function start(names: readonly string[], more: Partial<ReconstructPhotosOptions> = {}) {
  const inputs = names.map((name) => path(name));
  return reconstructPhotos(inputs, path('out'), { runtime, model, maxMemory: 2 ** 30, ...more });
}

async function all(results: AsyncIterable<PhotoResult>): Promise<PhotoResult[]> {
  const list: PhotoResult[] = [];
  for await (const result of results) list.push(result);
  return list;
}

const kinds = (results: readonly PhotoResult[]) => results.map(({ kind, file }) => `${file} ${kind}`);
const outputs = (name: string) => ['hdr', 'img', 'png', 'report.json'].map((ending) => `${name}.${ending}`);

describe('reconstructPhotos', () => {
  it('tells of each photo in order, and goes on after one that fails', async () => {
    await writeFile(path('bad.png'), 'no picture');
    const whole = await readFile(path('a.png'));
    await writeFile(path('cut.png'), whole.subarray(0, whole.length / 2));
    const results = await all(start(['bad.png', 'a.png', 'cut.png', 'missing.png', 'b.png']));
    expect(kinds(results)).toEqual([
      'bad.png failed',
      'a.png done',
      'cut.png failed',
      'missing.png failed',
      'b.png done',
    ]);
    expect((await readdir(path('out'))).sort()).toEqual([...outputs('a'), ...outputs('b')]);
    const reports = results.flatMap((result) => (result.kind === 'done' ? [result.report] : []));
    const written = await readFile(path('out', 'b.report.json'), 'utf8');
    expect(reports[1]).toEqual(JSON.parse(written));
  });

  it('gives what each photo alone gives', async () => {
    await all(start(['a.png', 'b.png']));
    await all(reconstructPhotos([path('b.png')], path('alone'), { runtime, model, maxMemory: 2 ** 30 }));
    expect(await readFile(path('out', 'b.img'))).toEqual(await readFile(path('alone', 'b.img')));
  });

  it('resumes: passes over what is complete, does what is not', async () => {
    await all(start(['a.png', 'c.png']));
    await rm(path('out', 'c.report.json'));
    const names = ['a.png', 'b.png', 'c.png'];
    const again = await all(start(names, { resume: true }));
    expect(kinds(again)).toEqual(['a.png skipped', 'b.png done', 'c.png failed']);
    const replaced = await all(start(names, { resume: true, overwrite: true }));
    expect(kinds(replaced)).toEqual(['a.png skipped', 'b.png skipped', 'c.png done']);
    const refused = await all(start(names));
    expect(refused.map((result) => (result.kind === 'failed' ? String(result.error) : ''))).toEqual(
      names.map((name) => expect.stringMatching(`${name}: expected no outputs yet, found all of them`)),
    );
  });

  it('refuses what no photo can be done with before it decodes any', async () => {
    await expect(all(start(['a.png'], { camera: 'nikn' }))).rejects.toMatchObject({ _tag: 'CameraError' });
    await expect(all(start(['a.png', 'a.png']))).rejects.toMatchObject({ _tag: 'PhotoInputError' });
    await writeFile(path('out'), '');
    await expect(all(start(['a.png', 'b.png']))).rejects.toThrow(/found the file .*out/);
    expect(decodePhoto).not.toHaveBeenCalled();
  });

  it.each([
    ['while the one before is at work', 2 ** 20, 'before'],
    ['only when that is through, where memory does not allow more', 0, 'after'],
  ])('decodes the next photo %s', async (_, spare, when) => {
    const events: string[] = [];
    vi.mocked(decodePhoto).mockImplementation(async (file, options) => {
      events.push(`decode ${String(file).at(-5)}`);
      const { decodePhoto: decode } =
        await vi.importActual<typeof import('./decode-photo.ts')>('./decode-photo.ts');
      return decode(file, options);
    });
    const { peak } = planPhoto(size, { runtime, model, maxMemory: 2 ** 30 });
    const onProgress = ({ file }: { readonly file: string }): void => void events.push(`network ${file[0]}`);
    await all(start(['a.png', 'b.png'], { maxMemory: peak + spare, onProgress }));
    vi.mocked(decodePhoto).mockReset();
    const [decoded, network] = ['decode b', 'network a'].map((event) => events.indexOf(event));
    expect(decoded < network ? 'before' : 'after').toBe(when);
  });

  it('never decodes more than one photo ahead', async () => {
    const seen: number[] = [];
    const results = start(['a.png', 'b.png', 'c.png'], {
      onProgress: ({ index }) => void seen.push(vi.mocked(decodePhoto).mock.calls.length - index),
    });
    await all(results);
    expect(Math.max(...seen)).toBe(1);
  });

  it.each([
    ['empties the runtime before a photo of another size', 0, 2],
    ['keeps it loaded where memory allows', 2 ** 30, 0],
  ])('%s', async (_, spare, times) => {
    const { peak } = planPhoto(size, { runtime, model, maxMemory: 2 ** 30 });
    const lanes = await laneRuntime({ device: 'cpu', threads: 1 });
    const close = vi.fn(lanes.close);
    await writePhoto('b.png', HEIGHT, WIDTH);
    const more = { runtime: { ...lanes, close }, maxMemory: peak + spare };
    expect(kinds(await all(start(['a.png', 'b.png', 'c.png'], more)))).toEqual(
      ['a.png', 'b.png', 'c.png'].map((file) => `${file} done`),
    );
    expect(close).toHaveBeenCalledTimes(times);
    await lanes.close();
  });

  it('counts pixels over all photos, and those that fail no longer', async () => {
    const seen: string[] = [];
    await writeFile(path('bad.png'), '');
    await all(
      start(['a.png', 'bad.png', 'b.png'], {
        onProgress: ({ file, index, count, donePixels, totalPixels }) =>
          void seen.push([file, `${index}/${count}`, donePixels, totalPixels].join(' ')),
      }),
    );
    const pixels = WIDTH * HEIGHT;
    expect([seen[0], seen.at(-1)]).toEqual([
      expect.stringMatching(`^a.png 1/3 \\d+ ${2 * pixels}$`),
      `b.png 3/3 ${2 * pixels} ${2 * pixels}`,
    ]);
  });

  it('stops where the loop is left; what is done stays, nothing half-written does', async () => {
    for await (const result of start(['a.png', 'b.png', 'c.png'])) {
      expect(result.file).toBe('a.png');
      break;
    }
    expect((await readdir(path('out'))).sort()).toEqual(outputs('a'));
  });

  it('stops at a signal, within a tile, with what is done told before', async () => {
    const controller = new AbortController();
    const results: PhotoResult[] = [];
    const onProgress = ({ index }: { readonly index: number }): void => {
      if (index === 2) controller.abort();
    };
    const running = async (): Promise<void> => {
      const { signal } = controller;
      for await (const result of start(['a.png', 'b.png', 'c.png'], { signal, onProgress }))
        results.push(result);
    };
    await expect(running()).rejects.toMatchObject({ name: 'AbortError' });
    expect(kinds(results)).toEqual(['a.png done']);
    expect((await readdir(path('out'))).sort()).toEqual(outputs('a'));
  });
});
