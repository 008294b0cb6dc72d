/** A worker of a page that runs lanes; its name says where ONNX Runtime Web's files are. */
import { emitOnnx, input, relu } from '../../graph/index.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { type OrtFiles, webRuntime } from '../../runtime/web/web-runtime.ts';
import type { LaneAnswer, LaneOrder } from '../lane-threads/lane-messages.ts';
import { laneService } from '../lane-threads/lane-service.ts';

/** What a worker of a browser has, which the declarations of pages do not know. */
interface WorkerScope {
  readonly name: string;
  onmessage: ((event: { readonly data: LaneOrder }) => void) | null;
  postMessage(message: LaneAnswer): void;
}

const scope = globalThis as unknown as WorkerScope;
const files = JSON.parse(scope.name) as OrtFiles | null;

/** The engine's WebAssembly is loaded by its first session: by one of nothing, while the first photo is still decoded. */
async function warmRuntime(): Promise<Runtime> {
  const given = files === null ? {} : { files: () => files };
  const runtime = await webRuntime({ device: 'wasm', threads: 1, ...given });
  await (await runtime.createSession(emitOnnx({ y: relu(input('x', [1])) }))).release();
  return runtime;
}

const runtime = warmRuntime();
runtime.catch(() => undefined); // told with the first order
const obey = laneService(
  () => runtime,
  (message) => scope.postMessage(message),
);

scope.onmessage = ({ data }) => obey(data);
