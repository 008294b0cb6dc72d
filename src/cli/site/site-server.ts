/** A server of one folder of files to this machine alone: names that lead out of the folder lead nowhere. */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { SpectraliftError } from '../../errors.ts';
import { CONTENT_POLICY, ISOLATION_HEADERS, KEEP_FOR_GOOD } from './site-headers.ts';

/** A site that is not there, or that cannot be served. */
export class SiteError extends SpectraliftError {
  readonly _tag = 'SiteError';
}

const HOST = '127.0.0.1';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.tif': 'image/tiff',
};

/** A site that is being served. */
export interface ServedSite {
  /** With a slash at its end. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves a folder at 127.0.0.1, with the headers that threads need.
 *
 * @param port 0 takes any that is free.
 * @throws SiteError if the folder holds no page, or the port is taken.
 */
export async function serveSite(folder: string, port: number): Promise<ServedSite> {
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined || (await fileAt(root, '/')) === undefined) {
    throw new SiteError(`expected the studio's site in ${folder}, found none`, {
      hint: 'build it: npm run build',
    });
  }
  const server = createServer((request, response) => {
    answer(root, request, response).catch(() => response.destroy());
  });
  await listen(server, port);
  const bound = server.address();
  const taken = typeof bound === 'object' && bound !== null ? bound.port : port;
  return {
    address: `http://${HOST}:${taken}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      const found = taken
        ? 'one that is in use'
        : cause.code === 'EACCES'
          ? 'one that is forbidden'
          : cause.message;
      reject(
        new SiteError(`expected a port that is free, found ${found}: ${port}`, {
          hint: 'give another one with --port, or --port 0 for any',
          cause,
        }),
      );
    });
    server.listen(port, HOST, resolve);
  });
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = {
    ...ISOLATION_HEADERS,
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': CONTENT_POLICY,
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...headers, Allow: 'GET, HEAD' }).end();
    return;
  }
  const file = await fileAt(root, request.url ?? '/');
  if (file === undefined) {
    response.writeHead(404, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end('not found\n');
    return;
  }
  response.writeHead(200, {
    ...headers,
    'Content-Type': TYPES[extname(file.path)] ?? 'application/octet-stream',
    'Content-Length': file.bytes,
    'Cache-Control': file.path.startsWith(join(root, 'assets') + sep) ? KEEP_FOR_GOOD : 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  else
    createReadStream(file.path)
      .on('error', () => response.destroy())
      .pipe(response);
}

/** The file of the folder that an address names, links followed; undefined for everything else. */
async function fileAt(
  root: string,
  address: string,
): Promise<{ readonly path: string; readonly bytes: number } | undefined> {
  try {
    const name = decodeURIComponent(address.split(/[?#]/, 1)[0]);
    if (!name.startsWith('/') || name.includes('\0')) return undefined;
    const path = await realpath(join(root, name.endsWith('/') ? `${name}index.html` : name));
    if (!path.startsWith(root + sep)) return undefined;
    const found = await stat(path);
    return found.isFile() ? { path, bytes: found.size } : undefined;
  } catch {
    return undefined; // not there, or no name
  }
}
