/** Runs in a browser: the studio's engine, from a photo to a file, and what it says of what goes wrong. */
import { createEngine } from '../../studio/engine/engine-client.ts';
import { EngineError } from '../../studio/engine/engine-error.ts';
import { toText } from './bytes.ts';

/** What came of it. */
export interface EngineOutcome {
  readonly runtime: string;
  readonly isolated: boolean;
  readonly shared: boolean;
  /** Rows in the order in which they were told. */
  readonly rows: readonly (readonly [y: number, rows: number])[];
  readonly sizes: readonly object[];
  /** Float32 samples in base64. */
  readonly cube: string;
  readonly reprojection: number;
  readonly response: { readonly name: string; readonly reason: string };
  /** Exported files in base64, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** The same photo through `whole-photo`. */
  readonly wholeFiles: Readonly<Record<string, string>>;
  /** The name of what a cancelled call was refused with, and whether the engine went on. */
  readonly cancelled: string;
  readonly refusals: readonly { readonly tag: string; readonly message: string; readonly hint: string }[];
  /** Bands and notes of a cube of many bands. */
  readonly wide: { readonly bands: number; readonly notes: readonly string[] };
  readonly readBack: number;
}

async function given(name: string): Promise<File> {
  return new File([await (await fetch(`/given/${name}`)).blob()], name);
}

export async function run(): Promise<EngineOutcome> {
  const { device } = (await (await fetch('/given/question.json')).json()) as { device: 'wasm' | 'webgpu' };
  const engine = createEngine({ device });
  const runtime = await engine.runtime();
  const photo = await engine.open([await given('photo.png')]);
  if (photo.kind !== 'photo') throw new Error('expected a photo');
  const rows: [number, number][] = [];
  const request = { size: photo.sizes[0], camera: 'auto', linear: false, model: 'generator' } as const;
  const first = await engine.reconstruct(request, { onRows: (y, count) => rows.push([y, count]) });
  const saved = async (what: 'held' | 'whole-photo') => {
    const files = await engine.exportCube({ format: 'envi', dataType: 'float32', name: 'scene', what });
    const texts: Record<string, string> = {};
    for (const { name, blob } of files) texts[name] = toText(new Uint8Array(await blob.arrayBuffer()));
    return { texts, files: files.map(({ name, blob }) => new File([blob], name)) };
  };
  const held = await saved('held');
  const whole = await saved('whole-photo');
  const back = await engine.readCube(held.files);
  let readBack = 0;
  for (const [index, value] of first.cube.data.entries()) {
    readBack = Math.max(readBack, Math.abs(value - back.cube.data[index]));
  }
  const controller = new AbortController();
  const cancelled = await engine
    .reconstruct(request, { signal: controller.signal, onProgress: () => controller.abort() })
    .then(
      () => 'finished',
      (error: unknown) => (error instanceof DOMException ? error.name : String(error)),
    );
  const refusals: { readonly tag: string; readonly message: string; readonly hint: string }[] = [];
  for (const call of [
    () => engine.exportCube({ format: 'envi', dataType: 'float32', name: 'x', what: 'held' }),
    async () => engine.open([new File(['no picture'], 'broken.jpg')]),
    async () => engine.open([await given('cut.tif')]),
    async () => engine.open([new File(['a'], 'a.hdr'), new File(['b'], 'b.hdr')]),
    () => engine.reconstruct({ ...request, camera: 'a camera of nobody' }),
    () => engine.reconstruct({ ...request, model: 'none' }),
  ]) {
    const error: unknown = await call().then(
      () => new Error('nothing was refused'),
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof EngineError)) throw error;
    refusals.push({ tag: error.tag, message: error.message, hint: error.hint });
  }
  const wide = await engine.open([await given('wide.tif')]);
  if (wide.kind !== 'cube') throw new Error('expected a cube');
  return {
    runtime,
    isolated: crossOriginIsolated,
    shared: first.cube.data.buffer instanceof SharedArrayBuffer,
    rows,
    sizes: [...photo.sizes],
    cube: toText(new Uint8Array(first.cube.data.slice().buffer)),
    reprojection: first.reprojection.unclippedPixelRms,
    response: { name: first.response.name, reason: first.response.reason },
    files: held.texts,
    wholeFiles: whole.texts,
    cancelled,
    refusals,
    wide: { bands: wide.cube.bands, notes: wide.notes },
    readBack,
  };
}
