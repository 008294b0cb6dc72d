/** What the subcommands share: the address of Redis, the connection, and how a batch is told. */
import type { Command } from 'commander';
import type { BatchStatus } from '../../cluster/queue/batch-record.ts';
import { connectRedis, type RedisLink } from '../../cluster/queue/connect-redis.ts';
import { redisAddress } from '../../cluster/queue/redis-address.ts';
import { say, sayNotes } from '../output.ts';

export interface RedisOption {
  readonly redis?: string;
}

export function addRedisOption(command: Command): Command {
  return command.option(
    '--redis <url>',
    'redis://host:port/database, rediss:// for TLS; no password (see spectralift help cluster)',
  );
}

/** Runs something on a connection; tells when it is lost and back. @throws as connecting does. */
export async function withRedis<T>(
  { redis }: RedisOption,
  run: (link: RedisLink) => Promise<T>,
  { notes = false }: { readonly notes?: boolean } = {},
): Promise<T> {
  const address = redisAddress(redis);
  const link = await connectRedis(address, {
    onLost: (reason) => say(`lost the connection to ${address.shown} (${reason}); trying to get it back`),
    onBack: () => say(`connected to ${address.shown} again`),
  });
  try {
    if (notes) sayNotes(link.notes);
    return await run(link);
  } finally {
    await link.close();
  }
}

/** `holiday (3f2a…)`, or the id alone. */
export function batchTitle({ id, name }: Pick<BatchStatus, 'id' | 'name'>): string {
  return name === undefined ? id : `${name} (${id})`;
}

/** Exit code 3 where some units failed, 1 where all did. */
export function setExitCode({ done, failed }: Pick<BatchStatus['units'], 'done' | 'failed'>): void {
  process.exitCode = failed === 0 ? 0 : done === 0 ? 1 : 3;
}
