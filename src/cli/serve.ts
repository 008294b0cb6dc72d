/** `spectralift serve`: the same reconstruction over HTTP, for other programs. */
import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseMemory } from '../reconstruction/memory-plan.ts';
import { DEFAULT_MODEL } from '../reconstruction/model-names.ts';
import { parseToken } from '../serving/parse-token.ts';
import { DEFAULT_SERVING_LIMITS, type ServingLimits } from '../serving/serving-limits.ts';
import { startServing, TOKEN_VARIABLE } from '../serving/start-serving.ts';
import { interruptSignal } from './interrupt.ts';
import { numberOption, threadsOption } from './options.ts';
import { print, say } from './output.ts';

interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly model: readonly string[];
  readonly engines: number;
  readonly threads?: number;
  readonly maxMemory: number;
  readonly limit?: Partial<ServingLimits>;
  readonly tokenFile?: string;
  readonly allowOrigin?: string;
  readonly log: boolean;
}

const USUAL_PORT = 4181;
const LOCAL = new Set(['127.0.0.1', '::1', 'localhost']);

export function registerServe(command: Command): void {
  command
    .option('--port <n>', 'port; 0 takes any that is free', numberOption(0, 65_535), USUAL_PORT)
    .option('--host <address>', 'address to listen at; 0.0.0.0 for all of this machine', '127.0.0.1')
    .option('--model <name...>', 'models that clients may ask for, the first unless they do', [DEFAULT_MODEL])
    .option('--engines <n>', 'photos at the same time, each in a process of its own', numberOption(1, 64), 1)
    .addOption(threadsOption())
    .option('--max-memory <size>', 'peak memory of an engine', parseMemory, parseMemory('1G'))
    .addOption(limitOption())
    .option('--token-file <path>', `file with the token of clients; or set ${TOKEN_VARIABLE}`)
    .option('--allow-origin <origin>', 'origin of pages that may ask, such as https://example.org')
    .option('--no-log', 'no line on standard error for each request')
    .action(runServe);
}

async function runServe(options: ServeOptions): Promise<void> {
  const { model, limit, tokenFile, allowOrigin, threads, log, host, port, engines, maxMemory } = options;
  const signal = interruptSignal();
  const token = parseToken(
    tokenFile === undefined ? process.env[TOKEN_VARIABLE] : await readFile(tokenFile, 'utf8'),
  );
  const serving = await startServing({
    ...{ host, port, engines, maxMemory, models: model },
    ...(threads === undefined ? {} : { threads }),
    ...(limit === undefined ? {} : { limits: limit }),
    ...(token === undefined ? {} : { token }),
    ...(allowOrigin === undefined ? {} : { allowOrigin }),
    ...(log ? { log: process.stderr } : {}),
  });
  print(serving.address);
  if (!LOCAL.has(host) && token === undefined) {
    say('anybody who reaches this address may use it: give --token-file, or let a proxy ask who they are');
  }
  if (!signal.aborted) {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }
  say('no more photos; those that were begun are answered');
  await serving.drain();
}

function limitOption(): Option {
  const names = Object.keys(DEFAULT_SERVING_LIMITS).join(', ');
  return new Option(
    '--limit <name=value>',
    `how much clients may ask (${names}; see docs/serving.md); may be repeated`,
  ).argParser((text: string, before: Partial<ServingLimits> = {}): Partial<ServingLimits> => {
    const [name, value] = text.split('=');
    if (Object.hasOwn(DEFAULT_SERVING_LIMITS, name) && /^\d{1,15}$/.test(value ?? '')) {
      return { ...before, [name]: Number(value) };
    }
    throw new InvalidArgumentError(`expected one of ${names} and a whole number, such as waiting=32.`);
  });
}
