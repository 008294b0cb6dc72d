/** The studio's server: what it gives, with which headers, and what it refuses. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedSite, serveSite } from './site-server.ts';

let folder: string;
let site: ServedSite;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-site-'));
  await mkdir(join(folder, 'site/assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'site/index.html'), '<!doctype html>');
  await writeFile(join(folder, 'site/assets/a b.js'), 'export {};');
  await writeFile(join(folder, 'site/assets/x.wasm'), new Uint8Array(3));
  await symlink(join(folder, 'secret.txt'), join(folder, 'site/link.txt')).catch(() => undefined);
  site = await serveSite(join(folder, 'site'), 0);
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

/** Asks for an address exactly as it is written; `fetch` would tidy it up. */
function ask(path: string, method = 'GET') {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      const { hostname, port } = new URL(site.address);
      const asked = request({ hostname, port, path, method }, (response) => {
        let text = '';
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      asked.on('error', reject).end();
    },
  );
}

describe('the site', () => {
  it('is isolated, may ask nobody else, and names the types of its files', async () => {
    const { status, headers, text } = await ask('/?session=1');
    expect([status, text]).toEqual([200, '<!doctype html>']);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-length': '15',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cache-control': 'no-cache',
    });
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'.*connect-src 'self' data: blob:;/,
    );
    const script = await ask('/assets/a%20b.js');
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect((await ask('/assets/x.wasm')).headers['content-type']).toBe('application/wasm');
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/link.txt',
    '/assets',
    '/assets/',
    '/absent.js',
    '/%',
    '/index.html%00.js',
    '//etc/passwd',
  ])('has nothing at %s', async (path) => {
    const { status, text, headers } = await ask(path);
    expect([status, text]).toEqual([404, 'not found\n']);
    expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
  });

  it('is read, never written', async () => {
    expect((await ask('/', 'POST')).status).toBe(405);
    expect(await ask('/', 'HEAD')).toMatchObject({ status: 200, text: '' });
  });
});

describe('what cannot be served', () => {
  it('is a port in use', async () => {
    const port = Number(new URL(site.address).port);
    await expect(serveSite(join(folder, 'site'), port)).rejects.toMatchObject({
      _tag: 'SiteError',
      message: `expected a port that is free, found one that is in use: ${port}`,
      hint: 'give another one with --port, or --port 0 for any',
    });
  });

  it('is a folder without a page', async () => {
    await expect(serveSite(join(folder, 'site/assets'), 0)).rejects.toMatchObject({
      message: expect.stringMatching(/expected the studio's site in .*, found none/),
      hint: 'build it: npm run build',
    });
    await expect(serveSite(join(folder, 'absent'), 0)).rejects.toThrow('found none');
  });
});
