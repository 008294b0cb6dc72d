/** `spectralift cluster results`: what became of each photo or frame, in the order of the batch. */
import type { Command } from 'commander';
import { BatchStore } from '../../cluster/queue/batch-store.ts';
import { orderedResults } from '../../cluster/queue/ordered-results.ts';
import { interruptSignal, jsonOption } from '../options.ts';
import { print } from '../output.ts';
import { addRedisOption, type RedisOption, setExitCode, withRedis } from './redis-option.ts';
import { resultLines, sayFailure } from './result-lines.ts';

interface ResultsOptions extends RedisOption {
  readonly follow: boolean;
  readonly json: boolean;
}

const HELP = `
Without --follow: all that are there. With it: each photo or frame as soon as it and all before it are there, to the
end of the batch; what failed is told in its place and holds up nothing.

Example:
  spectralift cluster results clip --follow --json | while read -r line; do ...; done

Exit codes: 0 no failures, 3 some photos failed, 1 all did, or no such batch.`;

export function registerResults(command: Command): void {
  command.argument('<batch>', 'id or name').option('--follow', 'go on until the batch ends', false);
  addRedisOption(command).addOption(jsonOption()).addHelpText('after', HELP).action(runResults);
}

async function runResults(batch: string, options: ResultsOptions): Promise<void> {
  await withRedis(options, async (link) => {
    const { id } = await new BatchStore(link.redis).find(batch);
    let [done, failed] = [0, 0];
    const results = orderedResults(link.redis, id, { follow: options.follow, signal: interruptSignal() });
    for await (const { index, result } of results) {
      for (const line of resultLines(id, index, result.unit, result.outcomes)) {
        if (line.kind === 'failed') failed++;
        else done++;
        if (options.json) process.stdout.write(`${JSON.stringify(line)}\n`);
        else if (line.kind === 'failed') sayFailure(line);
        else print(line.outputs[0]);
      }
    }
    setExitCode({ done, failed });
  });
}
