/** Runs in a browser: times forms of a stage's graph, and ways through a network, on ONNX Runtime Web. */
import { developedSrgbResponse } from '../../src/camera/effective-response.ts';
import {
  CPU_PASSES,
  constant,
  emitOnnx,
  input,
  type NamedPass,
  rewriteGraph,
  WASM_PASSES,
  WEBGPU_PASSES,
} from '../../src/graph/index.ts';
import { lookupDeclared } from '../../src/networks/parameters.ts';
import { nextStage } from '../../src/networks/unrolled.ts';
import { Random } from '../../src/random.ts';
import { timeWays } from '../../src/reconstruction/calibrate.ts';
import { type ReconstructionModel, readGeneratorModel } from '../../src/reconstruction/model.ts';
import type { Runtime, Session } from '../../src/runtime/runtime.ts';
import { webRuntime } from '../../src/runtime/web/web-runtime.ts';
import { ORT_FILES } from '../../studio/engine/ort-files.ts';

export interface PageQuestion {
  readonly what: 'forms' | 'ways';
  readonly threads: number;
  readonly model: string;
  readonly rounds: number;
  /** Side of the tile, pixels. */
  readonly side: number;
}

/** A form of the graph or a way, and what it took. */
export interface Timing {
  readonly name: string;
  readonly fastest: number;
  readonly median: number;
  readonly unit: 'ms' | 'us a pixel';
}

export async function run(
  question: PageQuestion,
): Promise<{ readonly runtime: string; readonly rows: Timing[] }> {
  const { model: name, threads } = question;
  const bytes = new Uint8Array(await (await fetch(`/models/${name}.safetensors`)).arrayBuffer());
  const model = readGeneratorModel(bytes, name);
  const runtime = await webRuntime({ device: 'wasm', threads, files: (build) => ORT_FILES[build] });
  const rows =
    question.what === 'ways' ? await ways(runtime, model, question) : await forms(runtime, model, question);
  return { runtime: runtime.name, rows };
}

async function ways(
  runtime: Runtime,
  model: ReconstructionModel,
  { rounds }: PageQuestion,
): Promise<Timing[]> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const { way, microsecondsPerPixel } of await timeWays(runtime, model)) {
      const name = `${way.steps}, tile ${way.tile}`;
      times.set(name, [...(times.get(name) ?? []), microsecondsPerPixel]);
    }
  }
  return [...times].map(([name, values]) => ({ name, ...summary(values), unit: 'us a pixel' }));
}

async function forms(
  runtime: Runtime,
  { network, weights, wavelengths }: ReconstructionModel,
  { rounds, side }: PageQuestion,
): Promise<Timing[]> {
  const random = new Random(1);
  const shapes = { rgb: [1, 3, side, side], cube: [1, 31, side, side], residual: [1, 3, side, side] };
  const feeds = Object.fromEntries(
    Object.entries(shapes).map(([key, shape]) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return [key, { shape, data: Float32Array.from({ length }, () => random.uniform()) }];
    }),
  );
  const srf = constant(developedSrgbResponse(wavelengths).matrix, [1, 3, 31]);
  const [rgb, cube, residual] = Object.entries(shapes).map(([key, shape]) => input(key, shape));
  const stage = nextStage(network, 1, { rgb, cube, residual }, srf, lookupDeclared(network.declarations));
  const outputs = { 'cube.next': stage.cube, 'residual.next': stage.residual };
  const without = (names: readonly string[]) => CPU_PASSES.filter(({ name }) => !names.includes(name));
  const candidates: { readonly name: string; readonly passes: readonly NamedPass[] }[] = [
    { name: 'passes of the CPU', passes: CPU_PASSES },
    { name: 'passes of WebAssembly', passes: WASM_PASSES },
    { name: 'passes of WebGPU', passes: WEBGPU_PASSES },
    ...CPU_PASSES.map(({ name }) => ({ name: `CPU without '${name}'`, passes: without([name]) })),
    { name: 'no pass', passes: [] },
  ];
  const loaded: { readonly name: string; readonly session: Session; readonly times: number[] }[] = [];
  for (const { name, passes } of candidates) {
    const model = emitOnnx(rewriteGraph(outputs, weights, passes));
    const session = await runtime.createSession(model, { memory: 'pooled' });
    await session.run(feeds);
    loaded.push({ name, session, times: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { session, times } of loaded) {
      const start = performance.now();
      await session.run(feeds);
      times.push(performance.now() - start);
    }
  }
  return loaded.map(({ name, times }) => ({ name, ...summary(times), unit: 'ms' }));
}

function summary(times: readonly number[]): { readonly fastest: number; readonly median: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const rounded = (value: number): number => Number(value.toPrecision(4));
  return { fastest: rounded(sorted[0]), median: rounded(sorted[Math.floor(sorted.length / 2)]) };
}
