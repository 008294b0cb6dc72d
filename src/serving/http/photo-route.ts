/** `POST /v1/reconstructions`: a photo in, its spectra out while they are computed. */
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerBody } from '../answer-body.ts';
import { Pace, watchPace } from '../pace.ts';
import type { AnswerFormat, PhotoSettings, Place, ServedReport } from '../photo-settings.ts';
import { failureFacts, RequestError, statusOf } from '../serving-error.ts';
import type { Service } from '../service.ts';
import type { ServiceMetrics } from './metrics.ts';
import { checkBodyHeaders, receivePhoto } from './receive-photo.ts';
import { PHOTO_TYPES, photoQuerySchema } from './schemas.ts';

/** The query once it is valid. */
interface PhotoQuery extends Omit<PhotoSettings, 'places'> {
  readonly point: readonly string[];
  readonly region: readonly string[];
}

export const PHOTO_PATH = '/v1/reconstructions';

export function photoRoute(app: FastifyInstance, service: Service, metrics: ServiceMetrics): void {
  const { limits, facts } = service;
  const names = facts.models.map(({ name }) => name);
  app.route<{ Querystring: PhotoQuery }>({
    method: 'POST',
    url: PHOTO_PATH,
    schema: {
      operationId: 'reconstruct',
      summary: 'Reconstruct a photo',
      description: 'The bytes of the photo are the body. Rows leave as they are reconstructed.',
      tags: ['photos'],
      querystring: photoQuerySchema(names, limits.places),
      body: { content: Object.fromEntries(PHOTO_TYPES.map((type) => [type, { schema: {} }])) },
      response: {
        200: {
          description: 'The answer in the format that was asked for; one that is cut off breaks the transfer',
          headers: {
            'X-Spectralift-Report': { type: 'string', description: 'the report so far, as JSON' },
            Link: { type: 'string', description: 'where the whole report is, once this answer has ended' },
          },
          content: {
            'application/x-npy': { schema: {} },
            'application/zip': { schema: {} },
            'image/png': { schema: {} },
            'application/json': { schema: { $ref: 'Spectra#' } },
          },
        },
        ...errors({
          400: 'An option or the body is wrong',
          408: 'The photo came too slowly',
          413: 'The photo has too many bytes or pixels',
          415: 'The body is of a type that is not taken',
          422: 'The photo cannot be reconstructed, or not with these options',
          429: 'Too many photos wait; Retry-After says when to come again',
          500: 'The reconstruction failed',
          503: 'The service is about to end, or no engine was free in time',
          504: 'The reconstruction took too long',
        }),
      },
    },
    preValidation: async (request) => {
      checkBodyHeaders(request.raw, limits.bodyBytes);
      service.expectRoom();
    },
    handler: (request, reply) => answerPhoto(request, reply, service, metrics),
  });
}

/** Error responses for the document. */
export function errors(descriptions: Readonly<Record<number, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [
      status,
      { description, content: { 'application/json': { schema: { $ref: 'Error#' } } } },
    ]),
  );
}

async function answerPhoto(
  request: FastifyRequest<{ Querystring: PhotoQuery }>,
  reply: FastifyReply,
  service: Service,
  metrics: ServiceMetrics,
): Promise<FastifyReply> {
  const { id, raw } = request;
  const { limits, queue, reports } = service;
  const end = service.begin();
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new RequestError(400, 'the client has gone'));
    end();
  });
  limitSilence(raw, 0); // receiving and sending have watches of their own
  const photo = await receivePhoto(raw, service);
  let place: Awaited<ReturnType<typeof queue.enter>> | undefined;
  try {
    service.expectRoom();
    place = await queue.enter(gone.signal);
    const order = { id, photo: photo.pieces, settings: settingsOf(request.query) };
    const { begun, ended } = place.engine.run(order, gone.signal);
    const { leave } = place;
    place = undefined; // left once the job has ended, whatever becomes of the answer
    ended.then((report) => {
      leave();
      if (report === undefined) return;
      metrics.reconstructed(report);
      reports.keep(report);
    });
    const { body, contentType, bytes, report } = await begun;
    if (reports.find(id) === undefined) reports.keep(report); // a quick one may be done
    body.once('error', (error) => {
      reports.fail(id, failureFacts(error));
      request.log.warn({ error: failureFacts(error) }, 'broke off');
    });
    giveWay(body, service);
    body.once('end', () => limitSilence(raw, limits.stallSeconds)); // the last bytes are in the socket
    reply.header('content-type', contentType).headers(reportHeaders(report));
    if (bytes !== undefined) reply.header('content-length', bytes);
    const ending = ENDINGS[request.query.format];
    reply.header('content-disposition', `attachment; filename="photo.${ending}"`);
    return reply.send(body);
  } catch (error) {
    place?.leave();
    if (statusOf(error) === 500) request.log.error({ error: failureFacts(error) }, 'failed');
    throw error;
  } finally {
    photo.release();
  }
}

/** Ends an answer whose reader keeps its engine waiting for long while other photos wait for that. */
function giveWay(body: AnswerBody, { limits, queue }: Service): void {
  const patience = new Pace({ stallSeconds: limits.holdSeconds, slowestRate: Number.POSITIVE_INFINITY });
  const endWatch = watchPace(
    patience,
    () => body.holdsEngine && queue.waiting > 0,
    () => body.destroy(new RequestError(408, 'the answer was read too slowly while other photos waited')),
  );
  body.once('close', endWatch);
}

/** Seconds without a byte after which a connection is ended; 0 for any. */
function limitSilence({ socket }: IncomingMessage, seconds: number): void {
  if (socket instanceof Socket) socket.setTimeout(1000 * seconds); // requests that never were on a wire have none
}

const ENDINGS: Readonly<Record<AnswerFormat, string>> = {
  npy: 'npy',
  zip: 'zip',
  json: 'json',
  png: 'png',
};

/** What is known before the samples, as headers. */
function reportHeaders(report: ServedReport): Record<string, string> {
  return {
    'x-spectralift-report': asciiJson(report),
    link: `</v1/reports/${report.id}>; rel="describedby"`,
  };
}

/** JSON in printable ASCII, as headers want it. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function settingsOf({ point, region, ...settings }: PhotoQuery): PhotoSettings {
  return { ...settings, places: [...point, ...region].map(placeOf) };
}

function placeOf(cells: string): Place {
  const [x, y, width, height] = cells.split(',').map(Number);
  return width === undefined
    ? { kind: 'point', x, y, width: 1, height: 1 }
    : { kind: 'region', x, y, width, height };
}
