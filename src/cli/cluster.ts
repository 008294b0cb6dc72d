/** `spectralift cluster`: many photos on many machines, by a queue on Redis or Valkey. One file a subcommand. */
import type { Command } from 'commander';
import { registerCancel } from './cluster/cancel.ts';
import { registerFailed } from './cluster/failed.ts';
import { registerList } from './cluster/list.ts';
import { registerRemove } from './cluster/remove.ts';
import { registerResults } from './cluster/results.ts';
import { registerRetry } from './cluster/retry.ts';
import { registerStatus } from './cluster/status.ts';
import { registerSubmit } from './cluster/submit.ts';
import { registerWorker } from './cluster/worker.ts';

const HELP = `
For a start, in three terminals:
  redis-server --appendonly yes
  spectralift cluster worker --root ~/photos
  spectralift cluster submit ~/photos/holiday -o ~/photos/cubes --name holiday
and then:
  spectralift cluster status holiday --follow

Redis is at redis://127.0.0.1:6379 unless --redis, SPECTRALIFT_REDIS or REDIS_URL say otherwise; a password is
taken from the environment alone. docs/queue.md has the settings, and what happens when something fails.`;

export function registerCluster(command: Command): void {
  command.addHelpText('after', HELP);
  registerSubmit(command.command('submit').description('queue photos, folders of photos, or videos'));
  registerWorker(command.command('worker').description('take photos off the queue and reconstruct them'));
  registerStatus(command.command('status').description('how far a batch is, or the queue'));
  registerResults(command.command('results').description('what became of each photo or frame, in order'));
  registerList(command.command('list').description('all batches, the newest first'));
  registerFailed(command.command('failed').description('photos that were given up, with the reasons'));
  registerRetry(command.command('retry').description('try again what failed'));
  registerCancel(command.command('cancel').description('take what is left of a batch off the queue'));
  registerRemove(command.command('remove').description('forget batches; their outputs stay'));
}
