import { describe, expect, it } from 'vitest';
import { RedisError } from './queue-error.ts';
import { redisAddress } from './redis-address.ts';

describe('the address of Redis', () => {
  it('is the one given, else that of the environment, else this machine', () => {
    const environment = { SPECTRALIFT_REDIS: 'redis://a', REDIS_URL: 'redis://b' };
    expect(redisAddress('redis://c:7000/3', environment)).toEqual({
      host: 'c',
      port: 7000,
      database: 3,
      secure: false,
      shown: 'redis://c:7000/3',
    });
    expect(redisAddress(undefined, environment).host).toBe('a');
    expect(redisAddress(undefined, { REDIS_URL: 'redis://b' }).host).toBe('b');
    expect(redisAddress(undefined, { REDIS_URL: '' }).shown).toBe('redis://127.0.0.1:6379');
  });

  it('is shown without name and password, which come from the environment', () => {
    const { shown, username, password, secure } = redisAddress(undefined, {
      SPECTRALIFT_REDIS: 'rediss://me:p%40ss@redis.example:6380',
    });
    expect([shown, username, password, secure]).toEqual(['rediss://redis.example:6380', 'me', 'p@ss', true]);
    expect(redisAddress('redis://a', { SPECTRALIFT_REDIS_PASSWORD: 'secret' }).password).toBe('secret');
  });

  it('may be a socket, or of IPv6', () => {
    expect(redisAddress('unix:///run/redis.sock?db=2', {})).toMatchObject({
      path: '/run/redis.sock',
      database: 2,
    });
    expect(redisAddress('redis://[::1]:6379', {})).toMatchObject({
      host: '::1',
      shown: 'redis://[::1]:6379',
    });
  });

  it.each(['redis://:secret@a', 'redis://me:secret@a'])(
    'holds no password on the command line: %s',
    (text) => {
      expect(() => redisAddress(text, {})).toThrow(RedisError);
    },
  );

  it.each([
    '',
    'localhost:6379',
    'http://secret@a',
    'redis://a/x',
    'redis://a/0/secret',
    'unix:///s?db=secret',
  ])('that is none is refused, and not repeated: %s', (text) => {
    const refused = (): unknown => redisAddress(undefined, { SPECTRALIFT_REDIS: text || ' ' });
    expect(refused).toThrow(/expected .* SPECTRALIFT_REDIS/);
    expect(refused).not.toThrow(/secret/);
  });
});
