/** Everything besides photos and metrics: reports, health, version. */
import type { FastifyInstance } from 'fastify';
import { RequestError } from '../serving-error.ts';
import type { Service } from '../service.ts';
import { errors } from './photo-route.ts';
import { LIVE_SCHEMA, READY_SCHEMA, VERSION_SCHEMA } from './schemas.ts';

export function otherRoutes(app: FastifyInstance, service: Service): void {
  app.get<{ Params: { id: string } }>(
    '/v1/reports/:id',
    {
      schema: {
        operationId: 'report',
        summary: 'The report of a photo that was sent lately',
        tags: ['photos'],
        params: {
          type: 'object',
          properties: { id: { type: 'string', format: 'uuid' } },
          required: ['id'],
        },
        response: { 200: { $ref: 'Report#' }, ...errors({ 400: 'No such id', 404: 'No such report' }) },
      },
    },
    async (request) => {
      const report = service.reports.find(request.params.id);
      if (report !== undefined) return report;
      throw new RequestError(404, 'expected the id of a photo that was sent lately, found another', {
        hint: `the youngest ${service.limits.reports} are kept, until the service ends`,
      });
    },
  );
  app.get(
    '/health/live',
    {
      schema: {
        operationId: 'live',
        summary: 'Whether the service runs',
        tags: ['operation'],
        security: [],
        response: { 200: { description: 'It runs', ...LIVE_SCHEMA } },
      },
    },
    async () => ({ live: true }),
  );
  app.get(
    '/health/ready',
    {
      schema: {
        operationId: 'ready',
        summary: 'Whether the service takes photos',
        tags: ['operation'],
        security: [],
        response: {
          200: { description: 'It does', ...READY_SCHEMA },
          503: { description: 'It does not: it is about to end, or no engine is open', ...READY_SCHEMA },
        },
      },
    },
    async (_request, reply) => {
      const { ready, draining, engines, queue } = service;
      reply.code(ready ? 200 : 503);
      return {
        ready,
        draining,
        engines: engines.filter((engine) => engine.ready).length,
        running: queue.running,
        waiting: queue.waiting,
      };
    },
  );
  app.get(
    '/version',
    {
      schema: {
        operationId: 'version',
        summary: 'What runs here, and with which models',
        tags: ['operation'],
        response: { 200: { description: 'Names and versions', ...VERSION_SCHEMA } },
      },
    },
    async () => ({ name: 'spectralift', version: service.version, ...service.facts }),
  );
}
