/** A worker of a page that runs lanes; its name says where ONNX Runtime Web's files are. */
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
const obey = laneService(
  () => webRuntime({ device: 'cpu', threads: 1, ...(files === null ? {} : { files: () => files }) }),
  (message) => scope.postMessage(message),
);

scope.onmessage = ({ data }) => obey(data);
