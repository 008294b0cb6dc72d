/** Requests that are right and wrong, over an engine that does as it is told. */
import { afterEach, describe, expect, it } from 'vitest';
import { exampleReport, type TestService, testService } from '../../../test/serving-fixtures.ts';
import { EngineError, ReconstructionFailure } from '../serving-error.ts';

const url = '/v1/reconstructions';
const png = { 'content-type': 'image/png' };
let running: TestService | undefined;

async function start(...args: Parameters<typeof testService>): Promise<TestService> {
  running = await testService(...args);
  return running;
}
afterEach(async () => {
  await running?.app.close();
  running = undefined;
});

describe('a photo', () => {
  it('is answered with the bytes of the engine, what is known before them as headers', async () => {
    const { app, engine, service } = await start();
    const query = '?format=json&camera=estimate&light=D65&linear=true&point=1,2&point=3,4&region=1,2,3,4';
    const answer = await app.inject({ method: 'POST', url: url + query, headers: png, payload: 'abc' });
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload).toHaveLength(100_000);
    expect(answer.rawPayload[99_999]).toBe(1);
    const id = answer.headers['x-request-id'];
    expect(answer.headers).toMatchObject({
      'content-type': 'application/x-npy',
      'content-length': '100000',
      link: `</v1/reports/${id}>; rel="describedby"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    const told = String(answer.headers['x-spectralift-report']);
    expect(told).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(told)).toEqual(exampleReport(String(id), 'running'));
    expect(Buffer.concat(engine.orders[0].photo).toString()).toBe('abc');
    expect(engine.orders[0].settings).toEqual({
      format: 'json',
      camera: 'estimate',
      light: 'D65',
      linear: true,
      model: 'tiny',
      consistency: 'non-negative',
      dataType: 'float32',
      interleave: 'bip',
      places: [
        { kind: 'point', x: 1, y: 2, width: 1, height: 1 },
        { kind: 'point', x: 3, y: 4, width: 1, height: 1 },
        { kind: 'region', x: 1, y: 2, width: 3, height: 4 },
      ],
    });
    const report = await app.inject(`/v1/reports/${id}`);
    expect(report.json()).toEqual(exampleReport(String(id)));
    expect([service.active, service.budget.held, service.queue.running]).toEqual([0, 0, 0]);
  });

  it.each([
    'format=exe',
    'camera=../../etc/passwd',
    'camera=mine.csv',
    'camera=cameras.txt%23Nikon',
    'model=/tmp/other.safetensors',
    'model=..%2f..%2fmodels%2fagd-net',
    'light=%00',
    `light=${'D'.repeat(99)}`,
    'linear=maybe',
    'point=1',
    'point=-1,2',
    'point=1,2&point=1e3,4',
    'region=1,2,3',
    'interleave=bsq',
    'dataType=float64',
    'output=%2fetc%2fpasswd',
    '__proto__=1',
    'format=npy&format=zip',
    'point=1,2&point=1,2&point=1,2',
  ])('with the options %s is refused before it is read', async (query) => {
    const { app, engine } = await start({ places: 2 });
    const answer = await app.inject({ method: 'POST', url: `${url}?${query}`, headers: png, payload: 'abc' });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ status: 400, code: 'RequestError' });
    expect(answer.json().id).toBe(answer.headers['x-request-id']);
    expect(engine.orders).toEqual([]);
  });

  it('with an option that is nearly right is told which', async () => {
    const { app } = await start();
    const refusal = async (query: string) => {
      const answer = await app.inject({
        method: 'POST',
        url: `${url}?${query}`,
        headers: png,
        payload: 'abc',
      });
      return answer.json();
    };
    expect(await refusal('camera=nikon d70')).toMatchObject({
      message: expect.stringMatching(/^expected camera to be one of \d+ names, found 'nikon d70'$/),
      hint: expect.stringContaining('Nikon D700'),
    });
    expect((await refusal('format=tiff')).hint).toBe('did you mean npy or zip or json or png?');
    expect((await refusal('fromat=npy')).message).toBe("expected options of this service, found 'fromat'");
    const wrong = await app.inject(url);
    expect([wrong.statusCode, wrong.headers['allow']]).toEqual([405, 'POST']);
  });

  it.each([
    [{ 'content-type': 'text/html' }, 'abc', 415],
    [{ 'content-type': 'application/json' }, '{}', 415],
    [{ 'content-type': 'multipart/form-data; boundary=x' }, 'abc', 415],
    [{}, 'abc', 415],
    [{ ...png, 'content-encoding': 'gzip' }, 'abc', 415],
    [png, '', 400],
    [png, 'a'.repeat(1001), 413],
    [{ ...png, 'content-length': '999999999999' }, 'abc', 413],
  ])('with headers %j is refused', async (headers, payload, status) => {
    const { app, engine, service } = await start({ bodyBytes: 1000 });
    const answer = await app.inject({ method: 'POST', url, headers, payload });
    expect([answer.statusCode, answer.json().status]).toEqual([status, status]);
    expect(engine.orders).toEqual([]);
    expect([service.active, service.budget.held, service.uploads]).toEqual([0, 0, 0]);
  });

  it.each([
    ['PhotoError', 422],
    ['PixelLimitError', 413],
    ['MemoryError', 413],
    ['RuntimeError', 500],
  ])('that fails with a %s is answered with %i', async (code, status) => {
    const { app, engine } = await start();
    engine.failure = new ReconstructionFailure({ code, message: 'expected x, found y', hint: 'try z' });
    const answer = await app.inject({ method: 'POST', url, headers: png, payload: 'abc' });
    expect(answer.statusCode).toBe(status);
    const { id } = answer.json();
    expect(answer.json()).toEqual({ id, status, code, message: 'expected x, found y', hint: 'try z' });
    expect(answer.headers['x-spectralift-report']).toBeUndefined();
  });

  it('that fails in an unforeseen way says nothing of the inside', async () => {
    const { app, engine, log } = await start();
    engine.failure = new Error('secret /etc/passwd');
    const answer = await app.inject({ method: 'POST', url, headers: png, payload: 'abc' });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret');
    expect(JSON.stringify(log)).toContain('secret');
  });

  it('that meets an engine which has just ended gives its place back', async () => {
    const { app, engine, service } = await start();
    engine.run = () => {
      throw new EngineError('gone');
    };
    const answer = await app.inject({ method: 'POST', url, headers: png, payload: 'abc' });
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'EngineError']);
    expect([service.queue.running, service.budget.held]).toEqual([0, 0]);
  });

  it('is refused where no more bytes may be held', async () => {
    const { app, service } = await start({ heldBytes: 1000 });
    const answer = await app.inject({ method: 'POST', url, headers: png, payload: 'a'.repeat(2000) });
    expect([answer.statusCode, answer.json().code]).toEqual([429, 'BusyError']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(service.budget.held).toBe(0);
  });
});

describe('operation', () => {
  it('tells whether it lives and takes photos', async () => {
    const { app, engine, service } = await start();
    expect((await app.inject('/health/live')).json()).toEqual({ live: true });
    const ready = { ready: true, draining: false, engines: 1, running: 0, waiting: 0 };
    expect((await app.inject('/health/ready')).json()).toEqual(ready);
    engine.ready = false;
    const down = await app.inject('/health/ready');
    expect([down.statusCode, down.json()]).toEqual([503, { ...ready, ready: false, engines: 0 }]);
    engine.ready = true;
    await service.drain();
    const ending = await app.inject('/health/ready');
    expect([ending.statusCode, ending.json().draining]).toEqual([503, true]);
    const refused = await app.inject({ method: 'POST', url, headers: png, payload: 'abc' });
    expect([refused.statusCode, refused.json().code]).toEqual([503, 'BusyError']);
    expect((await app.inject('/health/live')).statusCode).toBe(200);
  });

  it('tells its version and models, and of no other address', async () => {
    const { app } = await start();
    expect((await app.inject('/version')).json()).toEqual({
      name: 'spectralift',
      version: '1.2.3',
      runtime: 'none',
      models: [{ name: 'tiny', description: 'a test', wavelengths: [400, 410] }],
    });
    for (const path of ['/', '/v1', '/v1/reports', '/..%2f..%2fetc/passwd', '/static/../../x']) {
      const answer = await app.inject(path);
      expect([answer.statusCode, answer.json().status], path).toEqual([404, 404]);
    }
    expect((await app.inject('/v1/reports/..%2fx')).statusCode).toBe(400);
    const unknown = await app.inject('/v1/reports/00000000-0000-4000-8000-000000000000');
    expect(unknown.statusCode).toBe(404);
  });

  it('counts', async () => {
    const { app } = await start();
    await app.inject({ method: 'POST', url, headers: png, payload: 'abc' });
    await app.inject({ method: 'POST', url: `${url}?format=exe`, headers: png, payload: 'abc' });
    const { body, headers } = await app.inject('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=0.0.4/);
    const value = (line: string) =>
      Number(
        body
          .split('\n')
          .find((each) => each.startsWith(`${line} `))
          ?.split(' ')[1],
      );
    const counted = (status: number) =>
      value(`spectralift_http_requests_total{method="POST",route="${url}",status="${status}"}`);
    expect([counted(200), counted(400)]).toEqual([1, 1]);
    expect(value('spectralift_refused_total{code="RequestError"}')).toBe(1);
    expect(value('spectralift_megapixels_total')).toBe(1.5);
    expect(value('spectralift_photo_seconds_count')).toBe(1);
    expect(value('spectralift_engine_resident_bytes')).toBe(1000);
    for (const name of ['spectralift_photos_waiting', 'spectralift_held_bytes']) expect(value(name)).toBe(0);
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  });

  it('logs a line a request, without options or contents', async () => {
    const { app, log } = await start();
    await app.inject({ method: 'POST', url: `${url}?light=D65`, headers: png, payload: 'abc' });
    expect(log).toHaveLength(1);
    expect(log[0]).toMatchObject({ method: 'POST', path: url, status: 200, msg: 'answered' });
    expect(JSON.stringify(log)).not.toMatch(/D65|abc/);
  });
});

describe('access', () => {
  it('is for those who know the token, where there is one', async () => {
    const { app } = await start({}, { token: 'a-long-enough-token' });
    for (const path of ['/version', '/metrics', '/openapi.json', url, '/nowhere']) {
      const method = path === url ? 'POST' : 'GET';
      for (const authorization of [undefined, 'Bearer wrong', 'Basic YTpi', 'Bearer a-long-enough-token2']) {
        const headers = authorization === undefined ? png : { ...png, authorization };
        const answer = await app.inject({ method, url: path, headers });
        expect(answer.statusCode, path).toBe(401);
        expect(answer.headers['www-authenticate']).toBe('Bearer');
      }
    }
    const authorization = 'Bearer a-long-enough-token';
    expect((await app.inject({ url: '/version', headers: { authorization } })).statusCode).toBe(200);
    expect((await app.inject('/health/ready')).statusCode).toBe(200);
  });

  it('is for pages of no other origin, unless one is allowed', async () => {
    const origin = 'https://example.org';
    const plain = await start();
    const none = await plain.app.inject({ url: '/version', headers: { origin } });
    expect(none.headers['access-control-allow-origin']).toBeUndefined();
    expect((await plain.app.inject({ method: 'OPTIONS', url })).statusCode).toBe(405);
    await plain.app.close();
    const { app } = await start({}, { allowOrigin: origin, token: 'a-long-enough-token' });
    const asked = await app.inject({ method: 'OPTIONS', url, headers: { origin } });
    expect([asked.statusCode, asked.headers['access-control-allow-origin']]).toEqual([204, origin]);
    const other = await app.inject({ method: 'OPTIONS', url, headers: { origin: 'https://evil.org' } });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });
});
