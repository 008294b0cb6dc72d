/** The whole service: engines, queue and HTTP, from its start to its end. */
import { readFile } from 'node:fs/promises';
import { ByteBudget } from './byte-budget.ts';
import { EngineClient } from './engine/engine-client.ts';
import type { EngineSettings } from './engine/engine-messages.ts';
import { createApp } from './http/create-app.ts';
import { Service } from './service.ts';
import { EngineError } from './serving-error.ts';
import { DEFAULT_SERVING_LIMITS, type ServingLimits } from './serving-limits.ts';

export interface ServingOptions {
  /** Default 127.0.0.1: this machine alone. */
  readonly host?: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** Shipped models by name or weight files by path; the first is the default. */
  readonly models: readonly string[];
  /** Photos that are reconstructed at the same time, each in a process of its own. Default 1. */
  readonly engines?: number;
  /** Threads of each engine; default as many as there are cores. */
  readonly threads?: number;
  /** Bytes that each engine may use at its peak. */
  readonly maxMemory: number;
  readonly limits?: Partial<ServingLimits>;
  readonly token?: string;
  readonly allowOrigin?: string;
  /** Takes the log, a JSON object a line. */
  readonly log?: { write(line: string): void };
}

/** A service that runs. */
export interface Serving {
  /** Without a slash at its end: `http://127.0.0.1:4181`. */
  readonly address: string;
  /** Takes no more photos, answers those that it has within the limit on time, and ends. */
  drain(): Promise<void>;
}

/** Name of the environment variable that may hold the token. */
export const TOKEN_VARIABLE = 'SPECTRALIFT_TOKEN';

/**
 * Starts the service, and returns once it takes photos.
 *
 * @throws EngineError or ReconstructionFailure if an engine cannot be started or a model not be loaded. @throws
 * EngineError if the address cannot be listened to.
 */
export async function startServing(options: ServingOptions): Promise<Serving> {
  const { models, threads, maxMemory, engines: count = 1, host = '127.0.0.1', port } = options;
  const limits = { ...DEFAULT_SERVING_LIMITS, ...options.limits };
  const budget = new ByteBudget(limits.heldBytes);
  const { pixels, answerBytes } = limits;
  const settings: EngineSettings = {
    ...{ models, maxMemory, pixels, answerBytes },
    ...(threads === undefined ? {} : { threads }),
  };
  const engines: EngineClient[] = [];
  const close = () => Promise.all(engines.map((engine) => engine.close()));
  try {
    for (let index = 0; index < count; index++) {
      const onCrash = ({ message }: EngineError) => say(options, message);
      engines.push(await EngineClient.start({ settings, limits, budget, onCrash, hidden: [TOKEN_VARIABLE] }));
    }
    const version = await packageVersion();
    const service = new Service({ engines, facts: engines[0].facts, limits, budget, version });
    const app = await createApp(service, options);
    const address = await app.listen({ host, port }).catch((cause: Error) => {
      throw new EngineError(`expected an address that is free, found ${host}:${port}: ${cause.message}`, {
        hint: 'give another --port, or --port 0 for any',
      });
    });
    return {
      address,
      async drain() {
        await service.drain();
        await app.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function say({ log }: ServingOptions, message: string): void {
  log?.write(`${JSON.stringify({ level: 50, time: Date.now(), msg: message })}\n`);
}

async function packageVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const content: unknown = JSON.parse(text);
  const version = typeof content === 'object' && content !== null && 'version' in content && content.version;
  return String(version);
}
