import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, startRedis, type TestRedis } from '../../../test/queue/redis-server.ts';
import { connectRedis, judgeServer } from './connect-redis.ts';
import { redisAddress } from './redis-address.ts';

describe('what Redis says of itself', () => {
  const info = (...lines: string[]): string => ['# Server', ...lines, ''].join('\r\n');

  it('is judged: version, eviction, append-only file', () => {
    const good = info('redis_version:7.0.15', 'maxmemory_policy:noeviction', 'aof_enabled:1');
    expect(judgeServer(good, 'x')).toEqual({ server: 'Redis 7.0.15', notes: [] });
    const careless = info('redis_version:6.2.0', 'maxmemory_policy:allkeys-lru', 'aof_enabled:0');
    const { notes } = judgeServer(careless, 'x');
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(/maxmemory-policy allkeys-lru/);
    expect(judgeServer(info('redis_version:7.2.4', 'valkey_version:8.1.1'), 'x').server).toBe('Valkey 8.1.1');
  });

  it.each(['6.0.16', '5.0.0', '', 'nonsense'])('is too old: %s', (version) => {
    expect(() => judgeServer(info(`redis_version:${version}`), 'redis://x')).toThrow(
      /expected Redis 6\.2 or newer at redis:\/\/x/,
    );
  });
});

it('says that nothing listens where nothing does', async () => {
  await expect(connectRedis(redisAddress('redis://127.0.0.1:1', {}))).rejects.toThrow(
    'expected Redis or Valkey at redis://127.0.0.1:1, found nothing that listens there',
  );
});

describe.skipIf(!hasRedis)('a Redis with a password', () => {
  let server: TestRedis;
  beforeAll(async () => {
    server = await startRedis('--requirepass', 'open sesame', '--maxmemory-policy', 'allkeys-lru');
  });
  afterAll(() => server.remove());
  const connect = (password: string | undefined) =>
    connectRedis(
      redisAddress(server.url, password === undefined ? {} : { SPECTRALIFT_REDIS_PASSWORD: password }),
    );

  it('takes it, and is warned of', async () => {
    const link = await connect('open sesame');
    expect(await link.redis.ping()).toBe('PONG');
    expect(link.notes).toHaveLength(1);
    await link.close();
  });

  it.each([undefined, 'wrong secret'])(
    'refuses others in words that do not repeat them: %s',
    async (password) => {
      const refused = connect(password);
      await expect(refused).rejects.toThrow(/found one that refuses the name or password/);
      await expect(refused).rejects.not.toThrow(/secret/);
    },
  );

  it('is connected to again after a restart, and told of', async () => {
    const heard: string[] = [];
    const link = await connectRedis(redisAddress(server.url, { SPECTRALIFT_REDIS_PASSWORD: 'open sesame' }), {
      onLost: () => heard.push('lost'),
      onBack: () => heard.push('back'),
    });
    await link.redis.set('key', 'value');
    await server.stop();
    const asked = link.redis.get('key');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await server.start();
    expect(await asked).toBe('value');
    expect(heard).toEqual(['lost', 'back']);
    await link.close();
  });
});
