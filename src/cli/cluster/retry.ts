/** `spectralift cluster retry`: what failed goes back onto the queue. */
import type { Command } from 'commander';
import { BatchStore } from '../../cluster/queue/batch-store.ts';
import { retryFailed } from '../../cluster/queue/submit-batch.ts';
import { jsonOption } from '../options.ts';
import { print, printJson } from '../output.ts';
import { addRedisOption, type RedisOption, withRedis } from './redis-option.ts';

interface RetryOptions extends RedisOption {
  readonly json: boolean;
}

export function registerRetry(command: Command): void {
  command.argument('<batch>', 'id or name');
  addRedisOption(command).addOption(jsonOption()).action(runRetry);
}

async function runRetry(batch: string, options: RetryOptions): Promise<void> {
  await withRedis(options, async (link) => {
    const { id } = await new BatchStore(link.redis).find(batch);
    const units = await retryFailed(link, id);
    if (options.json) printJson({ id, units });
    else print(`${units} unit${units === 1 ? '' : 's'} queued again`);
  });
}
