/** `spectralift cluster status`: how far a batch is, once or until it ends; without one, the queue. */
import type { Command } from 'commander';
import { type BatchStatus, readStatus } from '../../cluster/queue/batch-record.ts';
import { BatchStore } from '../../cluster/queue/batch-store.ts';
import type { RedisLink } from '../../cluster/queue/connect-redis.ts';
import { pause } from '../../cluster/queue/pause.ts';
import { BatchError } from '../../cluster/queue/queue-error.ts';
import { queueStatus, type RunningUnit, runningUnits } from '../../cluster/queue/queue-status.ts';
import { interruptSignal, jsonOption, UsageError } from '../options.ts';
import { formatPairs, print, printJson } from '../output.ts';
import { formatDuration, progressBar } from '../progress.ts';
import { batchTitle, addRedisOption, type RedisOption, setExitCode, withRedis } from './redis-option.ts';
import { unitTitle } from './result-lines.ts';

interface StatusOptions extends RedisOption {
  readonly follow: boolean;
  readonly json: boolean;
}

/** Milliseconds between two looks. */
const LOOK = 1000;

export function registerStatus(command: Command): void {
  command
    .argument('[batch]', 'id or name; without it, the queue as a whole')
    .option(
      '--follow',
      'go on until the batch ends; with --json a line each time that something changed',
      false,
    );
  addRedisOption(command)
    .addOption(jsonOption())
    .addHelpText('after', '\nExit codes: 0 no failures, 3 some units failed, 1 all did, or no such batch.')
    .action(runStatus);
}

async function runStatus(batch: string | undefined, options: StatusOptions): Promise<void> {
  if (batch === undefined) {
    if (options.follow) throw new UsageError('expected a batch to follow, found none');
    await withRedis(options, (link) => tellQueue(link, options.json));
    return;
  }
  await withRedis(options, async (link) => {
    const { id } = await new BatchStore(link.redis).find(batch);
    const status = options.follow ? await follow(link, id, options.json) : await statusOf(link, id);
    setExitCode(status.units);
    if (options.follow && options.json) return;
    const running = await runningUnits(link, id);
    if (options.json) printJson({ ...status, running });
    else print(describe(status, running));
  });
}

async function statusOf(link: RedisLink, id: string): Promise<BatchStatus> {
  const status = await readStatus(link.redis, id);
  if (status === undefined) throw new BatchError(`expected batch ${id}, found it removed`);
  return status;
}

/** Tells how far a batch is until it ends. */
async function follow(link: RedisLink, id: string, json: boolean): Promise<BatchStatus> {
  const signal = interruptSignal();
  const bar = progressBar(!json);
  let told = '';
  try {
    while (true) {
      signal.throwIfAborted();
      const status = await statusOf(link, id);
      const { total, left, failed, retrying } = status.units;
      const counts = [
        ...(failed > 0 ? [`${failed} failed`] : []),
        ...(retrying > 0 ? [`${retrying} to try again`] : []),
      ];
      bar.update(total - left, Math.max(1, total), ['units', ...counts].join(', '), status.remaining);
      const key = JSON.stringify([status.state, status.units, status.photos]);
      if (json && key !== told) process.stdout.write(`${JSON.stringify(status)}\n`);
      told = key;
      if (status.state !== 'running' && status.state !== 'submitting') return status;
      await pause(LOOK, signal);
    }
  } finally {
    bar.done();
  }
}

function describe(status: BatchStatus, running: readonly RunningUnit[]): string {
  const { units, photos, megapixels, seconds, remaining, unitsPerSecond } = status;
  const some = (number: number, what: string): string[] => (number === 0 ? [] : [`${number} ${what}`]);
  const speed = unitsPerSecond === undefined ? '' : `${unitsPerSecond.toPrecision(2)} units a second`;
  return formatPairs([
    ['batch', batchTitle(status)],
    ['state', status.state === 'interrupted' ? 'submitted in part: submit it again' : status.state],
    [
      'units',
      [
        `${units.done} of ${units.total} done`,
        ...some(units.failed, 'failed'),
        ...some(units.retrying, 'to be tried again'),
      ].join(', '),
    ],
    [
      'photos',
      [
        `${photos.done} done`,
        ...some(photos.skipped, 'were complete'),
        ...some(photos.failed, 'failed'),
      ].join(', '),
    ],
    ['computed', `${megapixels.toFixed(2)} megapixels in ${formatDuration(seconds)} of workers' time`],
    ...(remaining === undefined ? [] : [['time left', `${formatDuration(remaining)}, at ${speed}`] as const]),
    ['outputs', status.destination],
    ...running.map(
      ({ unit, worker, percent }) => ['running', `${unitTitle(unit)}, ${percent} %, on ${worker}`] as const,
    ),
  ]);
}

async function tellQueue(link: RedisLink, json: boolean): Promise<void> {
  const { waiting, active, delayed, workers, batches } = await queueStatus(link);
  if (json) {
    printJson({ server: link.server, waiting, active, delayed, workers, batches });
    return;
  }
  const watched = workers === undefined ? 'not told by this Redis' : String(workers);
  print(
    formatPairs([
      ['server', link.server],
      ['workers', watched],
      ['units', `${waiting} waiting, ${active} running, ${delayed} to be tried again`],
      ['batches', String(batches)],
    ]),
  );
}
