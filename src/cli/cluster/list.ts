/** `spectralift cluster list`: all batches, the newest first. */
import type { Command } from 'commander';
import { readStatus } from '../../cluster/queue/batch-record.ts';
import { BatchStore } from '../../cluster/queue/batch-store.ts';
import { jsonOption, numberOption } from '../options.ts';
import { print, printJson, say } from '../output.ts';
import { addRedisOption, type RedisOption, withRedis } from './redis-option.ts';

interface ListOptions extends RedisOption {
  readonly limit: number;
  readonly skip: number;
  readonly json: boolean;
}

export function registerList(command: Command): void {
  command
    .option('--limit <n>', 'batches to show', numberOption(1, 1000), 20)
    .option('--skip <n>', 'batches to pass over first', numberOption(0), 0);
  addRedisOption(command).addOption(jsonOption()).action(runList);
}

async function runList(options: ListOptions): Promise<void> {
  const { limit, skip, json } = options;
  await withRedis(options, async ({ redis }) => {
    const records = await new BatchStore(redis).list(skip, limit);
    const found = await Promise.all(records.map(({ id }) => readStatus(redis, id)));
    const statuses = found.filter((status) => status !== undefined);
    if (json) {
      printJson(statuses);
      return;
    }
    if (statuses.length === 0) say('no batches');
    for (const { id, name = '-', state, units, created, destination } of statuses) {
      const failed = units.failed === 0 ? '' : `, ${units.failed} failed`;
      const when = new Date(created).toISOString().slice(0, 16).replace('T', ' ');
      print(`${id}  ${when}  ${name}  ${state}, ${units.done}/${units.total}${failed}  ${destination}`);
    }
  });
}
