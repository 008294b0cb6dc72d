/** `spectralift cluster cancel`: nothing more of a batch is done. */
import type { Command } from 'commander';
import { BatchStore } from '../../cluster/queue/batch-store.ts';
import { cancelBatch } from '../../cluster/queue/end-batch.ts';
import { jsonOption } from '../options.ts';
import { printJson, say } from '../output.ts';
import { addRedisOption, batchTitle, type RedisOption, withRedis } from './redis-option.ts';

interface CancelOptions extends RedisOption {
  readonly json: boolean;
}

export function registerCancel(command: Command): void {
  command.argument('<batch>', 'id or name');
  addRedisOption(command)
    .addOption(jsonOption())
    .addHelpText('after', '\nWhat is done stays. Submitting the same again goes on with the rest.')
    .action(runCancel);
}

async function runCancel(batch: string, options: CancelOptions): Promise<void> {
  await withRedis(options, async (link) => {
    const record = await new BatchStore(link.redis).find(batch);
    const state = (await cancelBatch(link, record.id)) ? 'cancelled' : 'finished';
    if (options.json) printJson({ id: record.id, state });
    else say(`${batchTitle(record)} is ${state}`);
  });
}
