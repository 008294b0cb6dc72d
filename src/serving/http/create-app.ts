/** The HTTP face of the service: routes, errors, log, and the document that describes them. */
import { randomUUID } from 'node:crypto';
import swagger from '@fastify/swagger';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { BusyError, failureFacts, RequestError, statusOf } from '../serving-error.ts';
import type { Service } from '../service.ts';
import { type AccessOptions, controlAccess } from './access.ts';
import { metricsRoute, type ServiceMetrics } from './metrics.ts';
import { otherRoutes } from './other-routes.ts';
import { PHOTO_PATH, photoRoute } from './photo-route.ts';
import { isOfFastify, requestErrorOf } from './request-error-of.ts';
import { ERROR_SCHEMA, PHOTO_TYPES, REPORT_SCHEMA, SPECTRA_SCHEMA } from './schemas.ts';

export interface AppOptions extends AccessOptions {
  /** Takes the log, a JSON object a line; none where it is absent. */
  readonly log?: { write(line: string): void };
}

/** Milliseconds between two looks at connections whose request is late. */
const LOOK = 1_000;
/** Milliseconds that a client may go on sending what nobody reads, so that it can read why. */
const LINGER = 2_000;
/** Status in log and metrics of a client that went before it got an answer; none is sent. */
const CLIENT_GONE = 499;
/** Characters of an address that are logged. */
const LONGEST_PATH = 200;

/** Makes the application; it listens to nothing yet. */
export async function createApp(service: Service, options: AppOptions = {}): Promise<FastifyInstance> {
  const { limits } = service;
  const { log } = options;
  const app = fastify({
    logger: log === undefined ? false : { level: 'info', base: null, stream: log },
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'id' }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    http: { connectionsCheckingInterval: LOOK, headersTimeout: 1000 * limits.headerSeconds },
    requestTimeout: 1000 * limits.uploadSeconds,
    connectionTimeout: 2000 * limits.stallSeconds,
    keepAliveTimeout: 5_000,
    bodyLimit: limits.bodyBytes,
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array', useDefaults: true } },
  });
  app.server.maxConnections = limits.connections;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...PHOTO_TYPES], (_request, _payload, done) => done(null, null)); // read by the route
  for (const schema of [ERROR_SCHEMA, REPORT_SCHEMA, SPECTRA_SCHEMA]) app.addSchema(schema);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'spectralift',
        description: 'From an ordinary RGB photo to a spectral image. Spectra are estimated, never measured.',
        version: service.version,
      },
      ...(options.token === undefined
        ? {}
        : {
            components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
            security: [{ token: [] }],
          }),
    },
    refResolver: { buildLocalReference: (json) => String(json['$id']) },
  });
  const metrics = metricsRoute(app, service);
  answerErrors(app, metrics);
  watchAnswers(app, metrics); // first of the hooks: it sees also what the others refuse
  controlAccess(app, options);
  photoRoute(app, service, metrics);
  otherRoutes(app, service);
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.ready();
  return app;
}

function answerErrors(app: FastifyInstance, metrics: ServiceMetrics): void {
  app.setNotFoundHandler((request, reply) => {
    if (pathOf(request) === PHOTO_PATH) {
      reply.header('allow', 'POST');
      throw new RequestError(405, `expected POST, found ${request.method}`);
    }
    throw new RequestError(404, 'expected an address of this service, found another', {
      hint: '/openapi.json lists them',
    });
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const ours = isOfFastify(error) ? requestErrorOf(error, request.query) : error;
    const status = statusOf(ours);
    const { code, message, hint } = failureFacts(ours);
    metrics.refused(code);
    if (ours instanceof BusyError) reply.header('retry-after', ours.retryAfter);
    if (code === 'Error') request.log.error({ cause: error.stack }, 'unexpected failure');
    for (const name of ['content-length', 'content-disposition', 'link', 'x-spectralift-report']) {
      reply.removeHeader(name);
    }
    return reply
      .code(status)
      .header('content-type', 'application/json; charset=utf-8')
      .send({ id: request.id, status, code, message, hint });
  });
}

/** Counts and logs every request, and ends clients that go on sending what was refused. */
function watchAnswers(app: FastifyInstance, metrics: ServiceMetrics): void {
  app.addHook('onRequest', async (request, reply) => {
    const { method, raw, ip: client } = request; // a connection that has ended no longer tells its address
    reply.raw.once('close', () => {
      const route = request.routeOptions.url ?? 'none';
      const seconds = reply.elapsedTime / 1000;
      const status = reply.raw.headersSent ? reply.statusCode : CLIENT_GONE;
      metrics.answered({ method, route, status, seconds });
      request.log.info(
        {
          client,
          method,
          path: pathOf(request),
          status,
          whole: reply.raw.writableFinished,
          seconds: Number(seconds.toFixed(3)),
        },
        'answered',
      );
      if (raw.complete || raw.destroyed) return;
      raw.resume();
      setTimeout(() => raw.complete || raw.destroy(), LINGER).unref();
    });
  });
}

/** The address without its options, which say something about the client's photo. */
function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0].slice(0, LONGEST_PATH);
}
