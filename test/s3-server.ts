/**
 * A small object storage in memory that speaks as much of S3 as spectralift asks for, over HTTP on this machine, and that
 * can be made to fail: what the tests of buckets run against.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with a request: an answer of 500, a broken connection, half a body and then a broken connection. */
export type Fault = 'error' | 'reset' | 'half' | undefined;

/** A request as it came, without credentials. */
export interface SeenRequest {
  readonly method: string;
  /** `bucket/key?query`. */
  readonly target: string;
  readonly range: string | undefined;
}

export interface S3Server {
  readonly url: string;
  /** Objects of the one bucket, `bkt`, by key. */
  readonly objects: Map<string, Buffer>;
  readonly requests: SeenRequest[];
  /** Parts of uploads that are neither completed nor aborted. */
  readonly uploads: ReadonlyMap<string, ReadonlyMap<number, Buffer>>;
  /** Asked before each request is answered. */
  fault: (request: SeenRequest) => Fault;
  /** Keys of a page of a listing. */
  pageSize: number;
  close(): Promise<void>;
}

const BUCKET = 'bkt';

/** Starts it on a free port. */
export async function startS3Server(): Promise<S3Server> {
  const uploads = new Map<string, Map<number, Buffer>>();
  const state = {
    objects: new Map<string, Buffer>(),
    uploads,
    requests: [] as SeenRequest[],
    pageSize: 1000,
  };
  let fault: S3Server['fault'] = () => undefined;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://here');
      const seen = {
        method: request.method ?? '',
        target: `${decodeURIComponent(url.pathname.slice(1))}${url.search}`,
        range: request.headers.range,
      };
      state.requests.push(seen);
      const accident = fault(seen);
      if (accident === 'reset') return request.socket.destroy();
      if (accident === 'error') return refuse(response, 500, 'InternalError');
      answer({ ...state, url, request, response, body: Buffer.concat(pieces), half: accident === 'half' });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...state,
    url: `http://127.0.0.1:${port}`,
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
    },
    get pageSize() {
      return state.pageSize;
    },
    set pageSize(next) {
      state.pageSize = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Question {
  readonly objects: Map<string, Buffer>;
  readonly uploads: Map<string, Map<number, Buffer>>;
  readonly pageSize: number;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly half: boolean;
}

function answer(question: Question): ServerResponse {
  const { url, request, response, objects, uploads, body } = question;
  if (!/^AWS4-HMAC-SHA256 Credential=.+Signature=[0-9a-f]{64}$/.test(request.headers.authorization ?? '')) {
    return refuse(response, 403, 'AccessDenied');
  }
  const [bucket, ...rest] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const key = rest.join('/');
  if (bucket !== BUCKET) return refuse(response, 404, 'NoSuchBucket');
  const upload = url.searchParams.get('uploadId') ?? undefined;
  switch (request.method) {
    case 'GET':
      return key === '' ? list(question) : give(question, key);
    case 'HEAD':
      return give(question, key);
    case 'PUT': {
      if (upload === undefined) objects.set(key, body);
      else uploads.get(upload)?.set(Number(url.searchParams.get('partNumber')), body);
      response.setHeader('ETag', etagOf(body));
      return response.end();
    }
    case 'POST': {
      if (upload === undefined) {
        const id = `upload-${uploads.size + 1}`;
        uploads.set(id, new Map());
        const inner = `<Bucket>${bucket}</Bucket><Key>${escaped(key)}</Key><UploadId>${id}</UploadId>`;
        return xml(response, 200, `<InitiateMultipartUploadResult>${inner}</InitiateMultipartUploadResult>`);
      }
      const parts = uploads.get(upload) ?? new Map<number, Buffer>();
      const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)</g)].map(([, number]) =>
        Number(number),
      );
      const whole = Buffer.concat(numbers.map((number) => parts.get(number) ?? Buffer.alloc(0)));
      uploads.delete(upload);
      objects.set(key, whole);
      const inner = `<Key>${escaped(key)}</Key><ETag>${escaped(etagOf(whole))}</ETag>`;
      return xml(response, 200, `<CompleteMultipartUploadResult>${inner}</CompleteMultipartUploadResult>`);
    }
    case 'DELETE':
      if (upload === undefined) objects.delete(key);
      else uploads.delete(upload);
      response.statusCode = 204;
      return response.end();
    default:
      return refuse(response, 405, 'MethodNotAllowed');
  }
}

function give({ objects, request, response, half }: Question, key: string): ServerResponse {
  const object = objects.get(key);
  if (object === undefined) return refuse(response, 404, 'NoSuchKey', request.method === 'HEAD');
  const etag = etagOf(object);
  const { range, 'if-match': wanted } = request.headers;
  if (wanted !== undefined && wanted !== etag) return refuse(response, 412, 'PreconditionFailed');
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const start = Number(first ?? 0);
  if (first !== undefined && start >= object.length) return refuse(response, 416, 'InvalidRange');
  const end = last === undefined || last === '' ? object.length : Math.min(object.length, Number(last) + 1);
  const part = object.subarray(start, end);
  response.setHeader('ETag', etag);
  response.setHeader('Content-Length', part.length);
  if (first !== undefined) {
    response.statusCode = 206;
    response.setHeader('Content-Range', `bytes ${start}-${end - 1}/${object.length}`);
  }
  if (request.method === 'HEAD') return response.end();
  if (!half) return response.end(part);
  response.write(part.subarray(0, (part.length + 1) >> 1), () => request.socket.destroy());
  return response;
}

function list({ objects, url, response, pageSize }: Question): ServerResponse {
  const prefix = url.searchParams.get('prefix') ?? '';
  const after = url.searchParams.get('continuation-token') ?? '';
  const keys = [...objects.keys()].filter(
    (key) => key.startsWith(prefix) && !key.slice(prefix.length).includes('/'),
  );
  const left = keys.sort().filter((key) => key > after);
  const page = left.slice(0, pageSize);
  const more = left.length > page.length;
  const contents = page.map((key) => {
    const name = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
    return `<Contents><Key>${name}</Key><Size>${objects.get(key)?.length}</Size></Contents>`;
  });
  const token = more ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : '';
  const head = `<Name>${BUCKET}</Name><EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>${token}`;
  return xml(response, 200, `<ListBucketResult>${head}${contents.join('')}</ListBucketResult>`);
}

function refuse(response: ServerResponse, status: number, code: string, silent = false): ServerResponse {
  if (!silent)
    return xml(response, status, `<Error><Code>${code}</Code><Message>it is ${code}</Message></Error>`);
  response.statusCode = status;
  return response.end();
}

function xml(response: ServerResponse, status: number, content: string): ServerResponse {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/xml');
  return response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${content}`);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}
