/** `spectralift cluster failed`: the photos of a batch that were given up, with the reasons: its dead letters. */
import type { Command } from 'commander';
import { BatchStore } from '../../cluster/queue/batch-store.ts';
import { failureText } from '../../cluster/travelling-error.ts';
import { jsonOption } from '../options.ts';
import { print, say } from '../output.ts';
import { addRedisOption, type RedisOption, withRedis } from './redis-option.ts';
import { resultLines } from './result-lines.ts';

interface FailedOptions extends RedisOption {
  readonly json: boolean;
}

/** Results that are asked for at once. */
const WINDOW = 100;

export function registerFailed(command: Command): void {
  command.argument('<batch>', 'id or name');
  addRedisOption(command).addOption(jsonOption()).action(runFailed);
}

async function runFailed(batch: string, options: FailedOptions): Promise<void> {
  await withRedis(options, async ({ redis }) => {
    const store = new BatchStore(redis);
    const { id } = await store.find(batch);
    const places = await store.failedPlaces(id);
    for (let start = 0; start < places.length; start += WINDOW) {
      const some = places.slice(start, start + WINDOW);
      const results = await store.results(id, some);
      for (const [position, result] of results.entries()) {
        if (result === undefined) continue;
        const { unit, outcomes, attempts, worker } = result;
        for (const line of resultLines(id, some[position], unit, outcomes)) {
          if (line.kind !== 'failed') continue;
          if (options.json) process.stdout.write(`${JSON.stringify({ ...line, attempts, worker })}\n`);
          else
            print(
              `${line.source}: ${failureText(line.error)}${attempts > 1 ? `, ${attempts} attempts` : ''}`,
            );
        }
      }
    }
    const waiting = await store.retryReasons(id);
    for (const [index, reason] of waiting) {
      if (!options.json) say(`unit ${index} will be tried again: ${reason}`);
    }
    if (places.length > 0 && !options.json) say(`try them again: spectralift cluster retry ${batch}`);
  });
}
