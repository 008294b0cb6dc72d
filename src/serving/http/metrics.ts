/** `/metrics`, in the text format of Prometheus. */
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ServedReport } from '../photo-settings.ts';
import type { Service } from '../service.ts';

export interface ServiceMetrics {
  /** A request has been answered, or its connection has ended. */
  answered(what: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  /** A request was refused or failed. */
  refused(code: string): void;
  /** A photo is done. */
  reconstructed(report: ServedReport): void;
}

/** Seconds; a health check takes milliseconds, a large photo minutes. */
const BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

export function metricsRoute(app: FastifyInstance, service: Service): ServiceMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 10 });
  const requests = new Counter({
    name: 'spectralift_http_requests_total',
    help: 'Requests that were answered',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'spectralift_http_request_seconds',
    help: 'From the headers of a request to the last byte of its answer',
    labelNames: ['route'],
    buckets: BUCKETS,
    registers,
  });
  const refusals = new Counter({
    name: 'spectralift_refused_total',
    help: 'Requests that were refused or failed, by the code of the error',
    labelNames: ['code'],
    registers,
  });
  const megapixels = new Counter({
    name: 'spectralift_megapixels_total',
    help: 'Megapixels that were reconstructed',
    registers,
  });
  const photos = new Histogram({
    name: 'spectralift_photo_seconds',
    help: 'Time of a reconstruction in its engine',
    buckets: BUCKETS,
    registers,
  });
  gauge('spectralift_photos_running', 'Photos that engines are at', () => service.queue.running);
  gauge('spectralift_photos_waiting', 'Photos that wait for an engine', () => service.queue.waiting);
  gauge('spectralift_photos_received', 'Photos that are being received', () => service.uploads);
  gauge('spectralift_held_bytes', 'Bytes of photos and answers in memory', () => service.budget.held);
  gauge('spectralift_engine_resident_bytes', 'Resident memory of all engines after their last photo', () =>
    service.engines.reduce((sum, { memory }) => sum + memory, 0),
  );
  gauge('spectralift_engine_restarts', 'How often engines had to be started again', () =>
    service.engines.reduce((sum, { restarts }) => sum + restarts, 0),
  );

  function gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  }

  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'metrics',
        summary: 'Counters and gauges for Prometheus',
        tags: ['operation'],
        response: {
          200: { description: 'Metrics', content: { 'text/plain': { schema: { type: 'string' } } } },
        },
      },
    },
    async (_request, reply) => {
      reply.header('content-type', registry.contentType);
      return registry.metrics();
    },
  );
  return {
    answered({ method, route, status, seconds }) {
      requests.inc({ method, route, status });
      durations.observe({ route }, seconds);
    },
    refused: (code) => refusals.inc({ code }),
    reconstructed({ megapixels: size = 0, seconds = 0 }) {
      megapixels.inc(size);
      photos.observe(seconds);
    },
  };
}
