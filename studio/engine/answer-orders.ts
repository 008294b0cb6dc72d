/** The engine's side of the messages: takes the page's calls, gives answers. All work is in `engine-service.ts`. */
import { webLaneRuntime } from '../../src/web.ts';
import { errorFacts } from './engine-error.ts';
import { type CallContext, EngineService } from './engine-service.ts';
import type { Answer, CallNews, Order } from './messages.ts';
import { ORT_FILES } from './ort-files.ts';

/** What a worker has, which the declarations of pages do not know. */
export interface WorkerScope {
  readonly name: string;
  onmessage: ((event: { readonly data: Order }) => void) | null;
  postMessage(message: Answer, transfer?: readonly Transferable[]): void;
}

/** Answers orders from now on, those that came before first. */
export function answerOrders(scope: WorkerScope, early: readonly Order[]): void {
  const { site, device } = JSON.parse(scope.name) as {
    readonly site: string;
    readonly device: 'auto' | 'wasm' | 'webgpu';
  };
  /** Addresses of the engine's files that were asked for. */
  const used: string[] = [];
  const service = new EngineService(site, () =>
    webLaneRuntime({
      device,
      files: (build) => {
        used.push(...Object.values(ORT_FILES[build]));
        return ORT_FILES[build];
      },
    }),
  );
  const running = new Map<number, AbortController>();

  const take = async (data: Order): Promise<void> => {
    const { id } = data;
    if (data.kind === 'abort') {
      running.get(id)?.abort(new DOMException('the page ended it', 'AbortError'));
      return;
    }
    const controller = new AbortController();
    running.set(id, controller);
    const tell = (news: CallNews): void => {
      const transfer =
        news.kind === 'rows' && news.samples !== undefined ? [news.samples.buffer as ArrayBuffer] : [];
      scope.postMessage({ ...news, id }, transfer);
    };
    try {
      scope.postMessage({
        kind: 'done',
        id,
        result: await answer(service, used, data, { signal: controller.signal, tell }),
      });
    } catch (error) {
      scope.postMessage({ kind: 'failed', id, error: errorFacts(error) });
    } finally {
      running.delete(id);
    }
  };
  scope.onmessage = ({ data }) => void take(data);
  for (const order of early) void take(order);
}

async function answer(
  service: EngineService,
  used: readonly string[],
  order: Extract<Order, { kind: 'call' }>,
  context: CallContext,
): Promise<unknown> {
  switch (order.name) {
    case 'runtime':
      return { name: await service.runtime(), files: used };
    case 'open':
      return service.open(order.argument, context);
    case 'openSample':
      return service.openSample();
    case 'readCube':
      return service.readCube(order.argument, context);
    case 'chooseResponse':
      return service.chooseResponse(order.argument);
    case 'reconstruct':
      return service.reconstruct(order.argument, context);
    case 'exportCube':
      return service.exportCube(order.argument, context);
  }
}
