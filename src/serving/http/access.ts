/** Who may ask, from which pages, and what every answer tells browsers. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { RequestError } from '../serving-error.ts';

export interface AccessOptions {
  /** What clients must send as `Authorization: Bearer ...`; anybody may ask where it is absent. */
  readonly token?: string;
  /** Origin of pages that may ask, such as `https://example.org`; none where it is absent. */
  readonly allowOrigin?: string;
}

const ALWAYS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Probes come without a token. */
const OPEN = /^\/health\//;

export function controlAccess(app: FastifyInstance, { token, allowOrigin }: AccessOptions): void {
  const wanted = token === undefined ? undefined : digest(token);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(ALWAYS).header('x-request-id', request.id);
    if (allowOrigin !== undefined) {
      reply.header('vary', 'Origin');
      if (request.headers.origin === allowOrigin) {
        reply.headers({
          'access-control-allow-origin': allowOrigin,
          'access-control-expose-headers': 'X-Spectralift-Report, X-Request-Id, Link, Retry-After',
        });
      }
      if (request.method === 'OPTIONS') return; // a browser asks before it sends the token
    }
    if (wanted === undefined || OPEN.test(request.url)) return;
    const [, given = ''] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (timingSafeEqual(digest(given), wanted)) return;
    reply.header('www-authenticate', 'Bearer');
    throw new RequestError(401, 'expected the token of this service, found another or none', {
      hint: 'send it as Authorization: Bearer TOKEN',
    });
  });
  if (allowOrigin === undefined) return;
  app.options('/*', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .code(204)
      .headers({
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'Content-Type, Authorization',
        'access-control-max-age': '600',
      })
      .send(),
  );
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
