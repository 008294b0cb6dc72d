/** The service's side of an engine: starts the process, gives it jobs, ends it when it hangs, starts it again when it ends. */
import { type ChildProcess, fork } from 'node:child_process';
import { AnswerBody } from '../answer-body.ts';
import type { ByteBudget } from '../byte-budget.ts';
import type { ServedReport } from '../photo-settings.ts';
import { EngineError, ReconstructionFailure } from '../serving-error.ts';
import type { ServingLimits } from '../serving-limits.ts';
import type { Answer, Engine, EngineRun, PhotoOrder } from './engine.ts';
import type { EngineAnswer, EngineFacts, EngineOrder, EngineSettings } from './engine-messages.ts';

/** What an engine needs to know besides its own settings. */
export interface EngineContext {
  readonly settings: EngineSettings;
  readonly limits: Pick<ServingLimits, 'jobSeconds' | 'stallSeconds' | 'slowestRate' | 'answerBytes'>;
  readonly budget: ByteBudget;
  /** Told when the process has ended without being asked to. */
  onCrash?(error: EngineError): void;
  /** Environment variables that the process is not given. */
  readonly hidden: readonly string[];
}

/** Milliseconds that a cancelled job is given to end before its process is. */
const CANCEL_PATIENCE = 5_000;
/** Milliseconds before a process is started again, doubled each time that it did not even get ready. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 30_000;

interface CurrentJob {
  readonly id: string;
  take(answer: EngineAnswer): void;
  fail(error: unknown): void;
}

export class EngineClient implements Engine {
  readonly #context: EngineContext;
  readonly #listeners: (() => void)[] = [];
  #child: ChildProcess | undefined;
  #job: CurrentJob | undefined;
  #facts: EngineFacts | undefined;
  #pause = FIRST_PAUSE;
  #closed = false;
  ready = false;
  memory = 0;
  restarts = 0;

  private constructor(context: EngineContext) {
    this.#context = context;
  }

  /** Starts an engine and waits until it is ready. @throws ReconstructionFailure if its models cannot be loaded. */
  static async start(context: EngineContext): Promise<EngineClient> {
    const engine = new EngineClient(context);
    await engine.#open();
    return engine;
  }

  /** What it said of itself when it was opened. */
  get facts(): EngineFacts {
    if (this.#facts === undefined) throw new EngineError('expected an engine that is open, found none');
    return this.#facts;
  }

  onReady(listener: () => void): void {
    this.#listeners.push(listener);
  }

  run(order: PhotoOrder, signal: AbortSignal): EngineRun {
    const child = this.#child;
    if (child === undefined || this.#job !== undefined) {
      throw new EngineError('expected an engine that is free, found none');
    }
    const { id } = order;
    let body: AnswerBody | undefined;
    let tellBegun: (answer: Answer) => void = () => undefined;
    let tellFailed: (error: unknown) => void = () => undefined;
    const begun = new Promise<Answer>((resolve, reject) => {
      tellBegun = resolve;
      tellFailed = reject;
    });
    const ended = new Promise<ServedReport | undefined>((resolve) => {
      let patience: NodeJS.Timeout | undefined;
      let cancelled = false;
      const stop = (error: unknown): void => {
        tellFailed(error);
        body?.destroy(error instanceof Error ? error : new EngineError('cancelled'));
        cancelled = true;
        send(child, { kind: 'cancel', id });
        patience ??= setTimeout(() => child.kill('SIGKILL'), CANCEL_PATIENCE);
      };
      const abort = (): void => stop(signal.reason);
      const { jobSeconds } = this.#context.limits;
      const timer = setTimeout(() => {
        stop(new EngineError(`expected a photo that takes ${jobSeconds} s at most`, { status: 504 }));
      }, 1000 * jobSeconds);
      const end = (report?: ServedReport): void => {
        clearTimeout(timer);
        clearTimeout(patience);
        signal.removeEventListener('abort', abort);
        this.#job = undefined;
        resolve(report);
      };
      this.#job = {
        id,
        take: (answer) => {
          if (answer.kind === 'begun') {
            if (cancelled) return; // it crossed the order to end
            body = new AnswerBody(this.#context.limits, this.#context.budget, (bytes) =>
              send(child, { kind: 'taken', id, bytes }),
            );
            body.once('close', () => {
              if (!body?.readableEnded && this.#job?.id === id) stop(new EngineError('the client has gone'));
            });
            tellBegun({ ...answer.head, body });
          } else if (answer.kind === 'part') {
            body?.offer(answer.bytes);
          } else if (answer.kind === 'done') {
            body?.complete();
            end(answer.report);
          } else if (answer.kind === 'failed') {
            const failure = new ReconstructionFailure(answer.error);
            tellFailed(failure);
            body?.destroy(failure);
            end();
          }
        },
        fail: (error) => {
          tellFailed(error);
          body?.destroy(error instanceof Error ? error : undefined);
          end();
        },
      };
      signal.addEventListener('abort', abort);
      if (signal.aborted) abort();
      this.#give(child, order, () => cancelled);
    });
    begun.catch(() => undefined); // told to whoever awaits it
    return { begun, ended };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.ready = false;
    const child = this.#child;
    if (child === undefined) return;
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.connected) child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), CANCEL_PATIENCE);
    await exited;
    clearTimeout(timer);
  }

  /** Sends the photo piece by piece, so that a large one holds up nothing else; a job that is cancelled meanwhile ends as all do. */
  async #give(
    child: ChildProcess,
    { id, photo, settings }: PhotoOrder,
    cancelled: () => boolean,
  ): Promise<void> {
    for (const bytes of photo) {
      if (this.#job?.id !== id || cancelled()) break;
      await new Promise<void>((resolve) => {
        send(child, { kind: 'photo', id, bytes }, resolve);
      });
    }
    if (this.#job?.id !== id) return;
    send(child, { kind: 'start', id, settings });
    if (cancelled()) send(child, { kind: 'cancel', id });
  }

  #open(): Promise<void> {
    const env = { ...process.env };
    for (const name of this.#context.hidden) delete env[name];
    const child = fork(new URL('./engine-process.js', import.meta.url), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env,
    });
    this.#child = child;
    return new Promise((resolve, reject) => {
      child.on('message', (answer: EngineAnswer) => {
        if ('memory' in answer) this.memory = answer.memory;
        if (answer.kind === 'open') {
          this.#facts = answer.facts;
          this.#pause = FIRST_PAUSE;
          this.ready = true;
          resolve();
          for (const listener of this.#listeners) listener();
        } else if (answer.kind === 'not open') {
          reject(new ReconstructionFailure(answer.error));
          child.kill('SIGKILL');
        } else if (this.#job?.id === answer.id) {
          this.#job.take(answer);
        }
      });
      child.once('error', (cause) =>
        reject(new EngineError(`an engine cannot be started: ${cause.message}`)),
      );
      child.once('exit', (code, signal) => {
        const error = new EngineError(`an engine ended unexpectedly (${signal ?? `code ${code}`})`);
        reject(error);
        this.#gone(error);
      });
      send(child, { kind: 'open', settings: this.#context.settings });
    });
  }

  /** The process is gone: its job has failed, and unless that was meant, another takes its place. */
  #gone(error: EngineError): void {
    this.ready = false;
    this.memory = 0;
    this.#child = undefined;
    this.#job?.fail(error);
    if (this.#closed || this.#facts === undefined) return;
    this.#context.onCrash?.(error);
    this.restarts++;
    const timer = setTimeout(() => {
      if (!this.#closed) this.#open().catch(() => undefined); // its end has been told, and it is tried again
    }, this.#pause);
    timer.unref();
    this.#pause = Math.min(LONGEST_PAUSE, 2 * this.#pause);
  }
}

/** Sends an order; a process that is gone has told so in another way. */
function send(child: ChildProcess, order: EngineOrder, sent: () => void = () => undefined): void {
  if (!child.connected) sent();
  else child.send(order, () => sent());
}
