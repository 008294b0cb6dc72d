/** `spectralift cluster worker`: takes photos off the queue until it is stopped. */
import { hostname } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { openPlaces } from '../../cluster/queue/allowed-places.ts';
import { type QueueWorkerOptions, type Rate, startQueueWorker } from '../../cluster/queue/queue-worker.ts';
import { threadsEach } from '../../cluster/queue/unit-process.ts';
import type { WorkerListener } from '../../cluster/queue/unit-processor.ts';
import { failureText } from '../../cluster/travelling-error.ts';
import { parseMemory } from '../../reconstruction/memory-plan.ts';
import {
  deviceOption,
  interruptSignal,
  jsonOption,
  numberOption,
  positiveOption,
  threadsOption,
} from '../options.ts';
import { print, say } from '../output.ts';
import { addRedisOption, type RedisOption, withRedis } from './redis-option.ts';
import { resultLines, sayFailure, unitTitle } from './result-lines.ts';

interface WorkerCommandOptions extends RedisOption {
  readonly root: readonly string[];
  readonly read: readonly string[];
  readonly concurrency: number;
  readonly threads?: number;
  readonly device: 'auto' | 'cpu' | 'webgpu';
  readonly maxMemory: number;
  readonly rate?: Rate;
  readonly lock: number;
  readonly silence: number;
  readonly grace: number;
  readonly untilEmpty: boolean;
  readonly json: boolean;
}

const HELP = `
Who can write into Redis can tell a worker what to read and write; it does so only within the folders of --root and
--read, links followed. Each of --concurrency processes computes one photo with --threads threads.

Told to stop (Ctrl-C, SIGTERM), it takes no more, lets what runs end within --grace, hands the rest back to the queue
and exits with 0; told twice, it ends at once, and other workers take over after --lock.

Examples:
  spectralift cluster worker --root /data
  spectralift cluster worker --read /photos --root /cubes --concurrency 4 --threads 2 --rate 10/s`;

export function registerWorker(command: Command): void {
  command
    .requiredOption('--root <folder>', 'may be read and written, with all in it; may be repeated', collect)
    .option('--read <folder>', 'may be read; may be repeated', collect, [])
    .option('--concurrency <n>', 'photos at once, each in a process of its own', numberOption(1, 256), 1)
    .addOption(threadsOption())
    .addOption(deviceOption())
    .option('--max-memory <size>', 'peak memory of each process', parseMemory, parseMemory('1G'))
    .option('--rate <n/time>', 'photos a second, minute or hour over all workers: 10/s, 90/min', parseRate)
    .option('--lock <seconds>', 'silence of a worker after which others take over', positiveOption, 30)
    .option(
      '--silence <seconds>',
      'silence of a photo after which its process is replaced',
      positiveOption,
      600,
    )
    .option('--grace <seconds>', 'time for what runs to end when told to stop', positiveOption, 20)
    .option('--until-empty', 'end when nothing is left to do', false);
  addRedisOption(command).addOption(jsonOption()).addHelpText('after', HELP).action(runWorker);
}

async function runWorker(options: WorkerCommandOptions): Promise<void> {
  const { root, read, concurrency, threads = threadsEach(concurrency), maxMemory, rate, json } = options;
  const signal = interruptSignal();
  const places = await openPlaces(root, read);
  await withRedis(
    options,
    async (link) => {
      const settings: QueueWorkerOptions = {
        ...{ link, places, concurrency, threads, maxMemory, device: options.device },
        name: `${hostname()}-${process.pid}`,
        ...(rate === undefined ? {} : { rate }),
        lock: 1000 * options.lock,
        silence: 1000 * options.silence,
        grace: 1000 * options.grace,
        listener: tellOf(json),
      };
      const worker = await startQueueWorker(settings);
      say(`waiting for photos on ${link.server}: ${concurrency} at once, ${threads} threads each`);
      const stopped = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await (options.untilEmpty ? Promise.race([worker.untilEmpty(signal), stopped]) : stopped);
      if (signal.aborted) say(`stopping: what runs has ${options.grace} s; once more ends it at once`);
      await worker.stop();
      if (options.untilEmpty) signal.throwIfAborted();
    },
    { notes: true },
  );
}

function tellOf(json: boolean): WorkerListener {
  return {
    onResult: ({ batch, index, unit }, outcomes) => {
      for (const line of resultLines(batch, index, unit, outcomes)) {
        if (json) process.stdout.write(`${JSON.stringify(line)}\n`);
        else if (line.kind === 'failed') sayFailure(line);
        else print(`${line.file}: ${line.kind}, ${line.seconds.toFixed(1)} s, wrote ${line.outputs[0]}`);
      }
    },
    onRetry: ({ unit }, failure) => say(`${unitTitle(unit)}: will be tried again: ${failureText(failure)}`),
    onLeft: ({ unit }, reason) => say(`${unitTitle(unit)}: ${reason}`),
    onTrouble: (text) => say(text),
  };
}

function collect(folder: string, before: readonly string[] = []): string[] {
  return [...before, folder];
}

const DURATIONS: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000 };

function parseRate(text: string): Rate {
  const match = /^(\d{1,6})\/(s|min|h)$/.exec(text.trim());
  const max = Number(match?.[1]);
  if (match === null || max < 1)
    throw new InvalidArgumentError('expected a rate such as 10/s, 90/min or 500/h.');
  return { max, duration: DURATIONS[match[2]] };
}
