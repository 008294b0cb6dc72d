/** What the tests of the service share: an engine that does as it is told, photos, sockets. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { crc32, deflateSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import { AnswerBody } from '../src/serving/answer-body.ts';
import { ByteBudget } from '../src/serving/byte-budget.ts';
import type { Answer, Engine, EngineRun, PhotoOrder } from '../src/serving/engine/engine.ts';
import type { OpenEngine } from '../src/serving/engine/open-engine.ts';
import { type Job, runJob } from '../src/serving/engine/run-job.ts';
import { type AppOptions, createApp } from '../src/serving/http/create-app.ts';
import type { ServedReport } from '../src/serving/photo-settings.ts';
import { failureFacts, ReconstructionFailure } from '../src/serving/serving-error.ts';
import { DEFAULT_SERVING_LIMITS, type ServingLimits } from '../src/serving/serving-limits.ts';
import { Service } from '../src/serving/service.ts';

export function exampleReport(id: string, state: ServedReport['state'] = 'done'): ServedReport {
  return {
    id,
    state,
    estimated: true,
    photo: { width: 4, height: 3, bitDepth: 8, encoding: 'srgb', make: 'Nikón' },
    response: { name: 'srgb', reason: 'a test', quantity: 'reflectance', assumption: 'none' },
    model: 'tiny',
    consistency: 'non-negative',
    notes: ['a note'],
    cube: {
      format: 'spectralift-cube',
      wavelengths: [400, 410],
      wavelengthUnits: 'nm',
      quantity: 'reflectance',
      assumption: 'none',
      response: 'srgb',
      model: 'tiny',
      description: 'a test',
    },
    ...(state === 'done' ? { megapixels: 1.5, seconds: 0.25 } : {}),
  };
}

const PIECE = 65_536;

/** An engine that answers with so many bytes of a pattern, once its gate is open. */
export class FakeEngine implements Engine {
  ready = true;
  memory = 1000;
  restarts = 0;
  /** Bytes of an answer. */
  bytes = 100_000;
  /** What `run` waits for. */
  gate: Promise<void> = Promise.resolve();
  /** Thrown before an answer begins. */
  failure: Error | undefined;
  /** Bytes after which an answer that has begun fails. */
  failsAfter = Number.POSITIVE_INFINITY;
  readonly orders: PhotoOrder[] = [];
  cancelled = 0;
  readonly #limits: ServingLimits;
  readonly #budget: ByteBudget;

  constructor(limits: ServingLimits, budget: ByteBudget) {
    this.#limits = limits;
    this.#budget = budget;
  }

  onReady(_listener: () => void): void {}

  run(order: PhotoOrder, signal: AbortSignal): EngineRun {
    this.orders.push(order);
    const { bytes } = this;
    let wake = (): void => undefined;
    const body = new AnswerBody(this.#limits, this.#budget, () => wake());
    body.on('close', () => wake());
    const report = exampleReport(order.id, 'running');
    const begun = (async (): Promise<Answer> => {
      const aborted = once(signal, 'abort').then(() => {
        this.cancelled++;
        throw signal.reason;
      });
      await Promise.race([this.gate, aborted]);
      if (this.failure !== undefined) throw this.failure;
      return { body, report, contentType: 'application/x-npy', bytes };
    })();
    const ended = begun
      .then(async () => {
        for (let sent = 0; sent < bytes && !body.destroyed; sent += PIECE) {
          if (sent >= this.failsAfter) {
            await until(() => body.waiting === 0);
            body.destroy(new ReconstructionFailure({ code: 'RuntimeError', message: 'broke', hint: '' }));
            return undefined;
          }
          body.offer(new Uint8Array(Math.min(PIECE, bytes - sent)).fill(sent / PIECE));
          while (body.waiting > this.#limits.answerBytes && !body.destroyed) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
        body.complete();
        return body.destroyed ? undefined : exampleReport(order.id);
      })
      .catch(() => {
        body.destroy();
        return undefined;
      });
    return { begun, ended };
  }

  async close(): Promise<void> {}
}

/** An engine in this process. */
export function localEngine(open: OpenEngine, limits: ServingLimits, budget: ByteBudget): Engine {
  return {
    ready: true,
    memory: 0,
    restarts: 0,
    onReady: () => undefined,
    close: () => open.runtime.close(),
    run({ id, photo, settings }, signal) {
      const body = new AnswerBody(limits, budget, () => undefined);
      let begin: Job['begin'] = () => undefined;
      const head = new Promise<Parameters<Job['begin']>[0]>((resolve) => {
        begin = resolve;
      });
      const job = runJob(open, {
        ...{ id, settings, signal, begin },
        photo: Buffer.concat(photo),
        send: async (bytes) => body.offer(bytes),
      });
      const failed = job.then(
        () => new Promise<never>(() => undefined),
        (error: unknown) => {
          const failure = new ReconstructionFailure(failureFacts(error));
          body.destroy(failure);
          throw failure;
        },
      );
      failed.catch(() => undefined);
      return {
        begun: Promise.race([head, failed]).then((known) => ({ ...known, body })),
        ended: job.then(
          (report) => {
            body.complete();
            return report;
          },
          () => undefined,
        ),
      };
    },
  };
}

/** A service over fake engines. */
export interface TestService {
  readonly app: FastifyInstance;
  readonly service: Service;
  readonly engine: FakeEngine;
  readonly log: readonly Record<string, unknown>[];
}

export async function testService(
  limits: Partial<ServingLimits> = {},
  options: AppOptions = {},
): Promise<TestService> {
  const all = { ...DEFAULT_SERVING_LIMITS, ...limits };
  const budget = new ByteBudget(all.heldBytes);
  const engine = new FakeEngine(all, budget);
  const log: Record<string, unknown>[] = [];
  const service = new Service({
    engines: [engine],
    facts: { runtime: 'none', models: [{ name: 'tiny', description: 'a test', wavelengths: [400, 410] }] },
    ...{ limits: all, budget, version: '1.2.3' },
  });
  const app = await createApp(service, { log: { write: (line) => log.push(JSON.parse(line)) }, ...options });
  return { app, service, engine, log };
}

/** A promise and what keeps it. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A photo of smooth colours. */
export function examplePhoto(width = 64, height = 48): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: 3 * width * height }, (_, index) => {
    const column = Math.floor(index / 3) % width;
    const row = Math.floor(index / 3 / width);
    return [40 + ((3 * column) % 180), 30 + ((4 * row) % 180), 90 + ((column + row) % 60)][index % 3];
  });
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** A PNG whose header says what it likes, over so many rows of zeros. */
export function lyingPng(width: number, height: number, rows: number): Buffer {
  const chunk = (name: string, body: Buffer): Buffer => {
    const framed = Buffer.alloc(body.length + 12);
    framed.writeUInt32BE(body.length);
    framed.write(name, 4, 'latin1');
    body.copy(framed, 8);
    framed.writeUInt32BE(crc32(framed.subarray(4, body.length + 8)), body.length + 8);
    return framed;
  };
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  const data = deflateSync(Buffer.alloc(rows * (3 * width + 1)));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    ...[signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))],
  ]);
}

/** A connection on which a test writes what it likes. */
export async function openSocket(address: string): Promise<{
  readonly socket: Socket;
  /** What has come so far. */
  received(): string;
  /** Kept when the other side has ended it. */
  readonly ended: Promise<void>;
}> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => undefined);
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  return { socket, received: () => Buffer.concat(chunks).toString('latin1'), ended };
}

/** Waits until something holds. */
export async function until(holds: () => boolean, seconds = 10): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`expected ${holds.toString()} within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
