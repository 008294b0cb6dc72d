/** The document that describes the service is sound, and says what the service does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleReport, type TestService, testService } from '../../../test/serving-fixtures.ts';

type Json = Record<string, unknown>;

let running: TestService;
let document: Json;
beforeAll(async () => {
  running = await testService({}, { token: 'a-long-enough-token' });
  const headers = { authorization: 'Bearer a-long-enough-token' };
  document = (await running.app.inject({ url: '/openapi.json', headers })).json();
});
afterAll(() => running.app.close());

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A part of the document, by its keys. */
function at(...keys: string[]): Json {
  let part: unknown = document;
  for (const key of keys) part = isRecord(part) ? part[key] : undefined;
  if (!isRecord(part)) throw new Error(`expected an object at ${keys.join(' / ')}`);
  return part;
}

/** Every object within a part of the document. */
function* objectsOf(part: unknown): Generator<Json> {
  if (Array.isArray(part)) for (const item of part) yield* objectsOf(item);
  if (!isRecord(part)) return;
  yield part;
  for (const value of Object.values(part)) yield* objectsOf(value);
}

const operations = (): [path: string, method: string, operation: Json][] =>
  Object.keys(at('paths')).flatMap((path) =>
    Object.keys(at('paths', path)).map((method): [string, string, Json] => [
      path,
      method,
      at('paths', path, method),
    ]),
  );

describe('the document', () => {
  it('is OpenAPI 3.1 with a title and a version', () => {
    expect(document['openapi']).toBe('3.1.0');
    expect(document['info']).toMatchObject({ title: 'spectralift', version: '1.2.3' });
  });

  it('has no reference that leads nowhere', () => {
    const references = [...objectsOf(document)]
      .map(({ $ref }) => $ref)
      .filter((reference) => reference !== undefined);
    expect(references.length).toBeGreaterThan(3);
    for (const reference of references) {
      expect(reference).toMatch(/^#\/components\/schemas\/\w+$/);
      expect(at(...String(reference).slice(2).split('/'))).toHaveProperty('type');
    }
    expect(Object.keys(at('components', 'schemas')).sort()).toEqual(['Error', 'Report', 'Spectra']);
  });

  it('has operations with names, summaries and answers that say what they are', () => {
    const names = operations().map(([, , { operationId }]) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const [path, , operation] of operations()) {
      expect(operation, path).toMatchObject({ operationId: expect.any(String), summary: expect.any(String) });
      const responses = operation['responses'];
      if (!isRecord(responses)) throw new Error(`expected responses of ${path}`);
      expect(Object.keys(responses)).toContain('200');
      for (const [status, response] of Object.entries(responses)) {
        expect(status).toMatch(/^[2345]\d\d$/);
        expect(response, `${path} ${status}`).toHaveProperty('description', expect.stringMatching(/\w/));
        expect(response).toHaveProperty('content');
      }
      for (const name of path.match(/\{\w+\}/g) ?? []) {
        expect(operation['parameters']).toContainEqual(
          expect.objectContaining({ in: 'path', name: name.slice(1, -1), required: true }),
        );
      }
    }
  });

  it('has schemas of types that JSON Schema knows, with required fields that are there', () => {
    const types = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean']);
    const schemas = [...objectsOf(document)].filter(
      ({ type, properties, items }) => typeof type === 'string' && (properties ?? items ?? true),
    );
    expect(schemas.length).toBeGreaterThan(50);
    for (const { type, properties, required, items } of schemas) {
      if (type === 'http') continue; // a security scheme
      expect(types).toContain(type);
      if (type === 'array') expect(items).toBeDefined();
      if (isRecord(properties) && Array.isArray(required)) {
        for (const name of required) expect(properties).toHaveProperty([String(name)]);
      }
    }
  });

  it('lists every address that the service has, and no other', () => {
    const listed = operations().map(([path, method]) => `${method.toUpperCase()} ${path}`);
    expect(listed.sort()).toEqual([
      'GET /health/live',
      'GET /health/ready',
      'GET /metrics',
      'GET /v1/reports/{id}',
      'GET /version',
      'POST /v1/reconstructions',
    ]);
    for (const [path, method] of operations()) {
      const url = path.replace('{id}', '00000000-0000-4000-8000-000000000000');
      expect(
        running.app.hasRoute({ method: method === 'get' ? 'GET' : 'POST', url: path.replace('{id}', ':id') }),
      ).toBe(true);
      expect(url).not.toContain('{');
    }
    const routes = running.app
      .printRoutes({ commonPrefix: false })
      .match(/\((GET|POST|PUT|PATCH|DELETE|OPTIONS)/g);
    expect(routes).toHaveLength(listed.length + 1); // and the document itself
  });

  it('asks for the token where it is asked for', async () => {
    expect(document['security']).toEqual([{ token: [] }]);
    for (const [path, method, { security }] of operations()) {
      const url = path.replace('{id}', '00000000-0000-4000-8000-000000000000');
      const { statusCode } = await running.app.inject({ method: method === 'get' ? 'GET' : 'POST', url });
      expect(statusCode === 401, path).toBe(security === undefined);
    }
  });
});

describe('what is documented is what is done', () => {
  const headers = { authorization: 'Bearer a-long-enough-token', 'content-type': 'image/png' };

  it('for every option: each value that is listed is taken, and its default is what is done', async () => {
    const parameters = at('paths', '/v1/reconstructions', 'post')['parameters'];
    if (!Array.isArray(parameters)) throw new Error('expected parameters');
    expect(parameters.map(({ name }) => name).sort()).toEqual([
      'camera',
      'consistency',
      'dataType',
      'format',
      'interleave',
      'light',
      'linear',
      'model',
      'point',
      'region',
    ]);
    const url = '/v1/reconstructions';
    await running.app.inject({ method: 'POST', url, headers, payload: 'a' });
    const { places, ...taken } = running.engine.orders[0].settings;
    expect(places).toEqual([]);
    for (const { name, in: place, required, schema } of parameters) {
      expect([place, required ?? false]).toEqual(['query', false]);
      if (schema.default !== undefined && schema.type !== 'array') {
        expect(taken).toHaveProperty(name, schema.default);
      }
      for (const value of schema.enum ?? []) {
        const query = `?${name}=${encodeURIComponent(value)}`;
        const { statusCode } = await running.app.inject({
          method: 'POST',
          url: url + query,
          headers,
          payload: 'a',
        });
        expect(statusCode, query).toBe(200);
        expect(running.engine.orders.at(-1)?.settings).toHaveProperty(name, value);
      }
    }
  });

  it('for every type of photo', async () => {
    const body = at('paths', '/v1/reconstructions', 'post', 'requestBody', 'content');
    expect(Object.keys(body)).toHaveLength(6);
    for (const type of Object.keys(body)) {
      const { statusCode } = await running.app.inject({
        ...{ method: 'POST', url: '/v1/reconstructions', payload: 'a' },
        headers: { ...headers, 'content-type': type },
      });
      expect(statusCode, type).toBe(200);
    }
  });

  it('for reports: every field of one is listed, and comes through', async () => {
    const properties = at('components', 'schemas', 'Report', 'properties');
    const report = {
      ...exampleReport('00000000-0000-4000-8000-000000000000'),
      reprojection: { rms: 1, largest: 2, clippedShare: 0.5, unclippedPixelRms: 1e-9 },
      runtime: 'x',
      way: { steps: 'stages' as const, tile: 128 },
      lanes: 2,
      inferenceSeconds: 0.5,
      error: { code: 'a', message: 'b', hint: '' },
    };
    expect(Object.keys(report).sort()).toEqual(Object.keys(properties).sort());
    running.service.reports.keep(report);
    const answer = await running.app.inject({ url: `/v1/reports/${report.id}`, headers });
    expect(answer.json()).toEqual(report);
  });

  it('for errors', async () => {
    const { properties } = at('components', 'schemas', 'Error');
    for (const url of ['/nowhere', '/v1/reports/x']) {
      const answer = await running.app.inject({ url, headers });
      expect(Object.keys(answer.json()).sort()).toEqual(
        Object.keys(isRecord(properties) ? properties : {}).sort(),
      );
    }
  });
});
