/**
 * A connection to Redis that a queue can stand on: the first attempt must succeed and says plainly why it does not,
 * later losses are waited out.
 */
import { isIP } from 'node:net';
import type { Redis } from 'ioredis';
import { errorCode } from '../../cube/files/file-error.ts';
import { RedisError } from './queue-error.ts';
import type { RedisAddress } from './redis-address.ts';

/** Oldest versions that are supported; BullMQ recommends this one. Valkey began as Redis 7.2. */
const OLDEST_REDIS = [6, 2] as const;
/** Milliseconds that the first connection may take. */
const PATIENCE = 5000;
/** Longest pause between attempts to connect again, milliseconds. */
const LONGEST_PAUSE = 5000;

/** A connection, what is to be known of the server, and its end. */
export interface RedisLink {
  readonly redis: Redis;
  /** `Redis 7.0.15` or `Valkey 8.1.1`. */
  readonly server: string;
  /** What of its settings endangers a queue, a sentence each. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

/** What is heard of a connection after it was made. */
export interface RedisListener {
  /** The connection is lost, and attempts to make it again have begun. */
  onLost?(reason: string): void;
  onBack?(): void;
}

/**
 * Connects. Commands that are sent while the connection is lost wait for it to come back.
 *
 * @throws RedisError if Redis cannot be reached, refuses name or password, is too old, or may not be asked what it is.
 */
export async function connectRedis(address: RedisAddress, listener: RedisListener = {}): Promise<RedisLink> {
  const { Redis: Client } = await import('ioredis');
  let connected = false;
  let lost = false;
  let trouble: unknown;
  const redis = new Client({
    ...(address.path === undefined ? { host: address.host, port: address.port } : { path: address.path }),
    db: address.database,
    ...(address.username === undefined ? {} : { username: address.username }),
    ...(address.password === undefined ? {} : { password: address.password }),
    ...(address.secure ? { tls: isIP(address.host) === 0 ? { servername: address.host } : {} } : {}),
    lazyConnect: true,
    connectTimeout: PATIENCE,
    maxRetriesPerRequest: null, // as BullMQ demands: a worker waits as long as Redis is away
    retryStrategy: (times) => (connected ? Math.min(100 * 2 ** Math.min(times, 8), LONGEST_PAUSE) : null),
  });
  redis.on('error', (error) => {
    trouble = error;
  });
  redis.on('close', () => {
    if (!connected || lost) return;
    lost = true;
    listener.onLost?.(reasonOf(trouble));
  });
  redis.on('ready', () => {
    if (lost) listener.onBack?.();
    lost = false;
    trouble = undefined;
  });
  try {
    await redis.connect().catch((cause: unknown) => {
      throw connectProblem(trouble ?? cause, address);
    });
    const facts = await serverFacts(redis, address);
    connected = true;
    return {
      redis,
      ...facts,
      close: async () => {
        connected = false; // no more attempts, if it is away
        redis.disconnect();
      },
    };
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

function connectProblem(cause: unknown, { shown, secure }: RedisAddress): RedisError {
  const said = reasonOf(cause);
  const start = `expected Redis or Valkey at ${shown}, found`;
  const code = errorCode(cause);
  if (/NOAUTH|WRONGPASS|invalid password|without any password configured/i.test(said)) {
    return new RedisError(`${start} one that refuses the name or password`, {
      hint: 'set SPECTRALIFT_REDIS to redis://name:password@host:port, or SPECTRALIFT_REDIS_PASSWORD',
    });
  }
  if (code === 'ECONNREFUSED' || code === 'ENOENT') {
    return new RedisError(`${start} nothing that listens there`, {
      hint: 'start one (redis-server --appendonly yes), or name another with --redis or SPECTRALIFT_REDIS',
    });
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new RedisError(`${start} no machine of that name`, { hint: 'check the address' });
  }
  const tls = secure ? 'does it speak TLS there, with a certificate that this machine trusts' : '';
  return new RedisError(`${start} no connection (${said})`, {
    hint: tls === '' ? 'if it demands TLS, begin the address with rediss://' : `${tls}?`,
  });
}

/** One line of an error, never the command that it was about: that may hold a password. */
export function reasonOf(error: unknown): string {
  if (error === undefined) return 'the connection was closed';
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split('\n', 1)[0].slice(0, 200);
}

async function serverFacts(
  redis: Redis,
  { shown }: RedisAddress,
): Promise<{ readonly server: string; readonly notes: readonly string[] }> {
  const text = await redis.info().catch((cause: unknown) => {
    throw new RedisError(`expected to be allowed INFO at ${shown}, found ${reasonOf(cause)}`, {
      hint: 'the user needs the commands that docs/queue.md lists',
    });
  });
  return judgeServer(text, shown);
}

/**
 * What Redis says of itself, judged.
 *
 * @param text the answer to INFO.
 * @throws RedisError if it is older than 6.2.
 */
export function judgeServer(
  text: string,
  shown: string,
): { readonly server: string; readonly notes: readonly string[] } {
  const fact = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1];
  const valkey = fact('valkey_version');
  const version = fact('redis_version') ?? '0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldest, least] = OLDEST_REDIS;
  const isNew = major > oldest || (major === oldest && minor >= least);
  if (valkey === undefined && !isNew) {
    throw new RedisError(`expected Redis ${oldest}.${least} or newer at ${shown}, found ${version}`, {
      hint: 'any Valkey will do, too',
    });
  }
  const notes: string[] = [];
  const policy = fact('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    notes.push(
      `Redis may throw away parts of the queue when its memory is full (maxmemory-policy ${policy}): set noeviction`,
    );
  }
  if (fact('aof_enabled') === '0') {
    notes.push(
      'Redis keeps no append-only file: what is queued can be lost when it restarts (appendonly yes)',
    );
  }
  return { server: valkey === undefined ? `Redis ${version}` : `Valkey ${valkey}`, notes };
}
