/** A Redis of the tests' own: on a free port of this machine, in a folder of its own, with an append-only file. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type RedisLink, connectRedis } from '../../src/cluster/queue/connect-redis.ts';
import { redisAddress } from '../../src/cluster/queue/redis-address.ts';

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis) console.warn('redis-server is not installed: the tests of the queue are skipped');

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** A connection as the queue makes it. */
  link(): Promise<RedisLink>;
  /** Ends it as a crash does, and starts it again on what it left on disk. */
  restart(): Promise<void>;
  /** Ends it, and keeps what is on disk. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes all. */
  remove(): Promise<void>;
}

/** Starts a server; `settings` are those of its command line. */
export async function startRedis(...settings: string[]): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'spectralift-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const links: RedisLink[] = [];
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn(
      'redis-server',
      [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
        ...['--appendonly', 'yes', '--appendfsync', 'always', ...settings],
      ],
      { stdio: 'ignore' },
    );
    await untilReady(port);
  };
  const stop = async (): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending === undefined) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    url,
    port,
    link: async () => {
      const link = await connectRedis(redisAddress(url, {}));
      links.push(link);
      return link;
    },
    restart: async () => {
      await stop();
      await start();
    },
    start,
    stop,
    remove: async () => {
      await Promise.all(links.map((link) => link.close()));
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(port: number): Promise<void> {
  const client = new Redis({ port, retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await client.ping().catch((error: Error) => {
    if (!/NOAUTH/.test(error.message)) throw error; // it listens, that is enough
  });
  client.disconnect();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('expected a port');
  return address.port;
}
