/** Clients on real connections: in a hurry, slow, gone, too many, and the end of the service. */
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { gate, openSocket, type TestService, testService, until } from '../../../test/serving-fixtures.ts';

let running: TestService | undefined;
let address = '';

async function start(...args: Parameters<typeof testService>): Promise<TestService> {
  running = await testService(...args);
  address = await running.app.listen({ host: '127.0.0.1', port: 0 });
  return running;
}
afterEach(async () => {
  await running?.app.close();
  running = undefined;
});

function post(signal?: AbortSignal): Promise<Response> {
  return fetch(`${address}/v1/reconstructions`, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: 'a photo',
    ...(signal === undefined ? {} : { signal }),
  });
}

const head = (length: number) =>
  `POST /v1/reconstructions HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: ${length}\r\n\r\n`;

describe('more photos than there is room for', () => {
  it('are told at once when to come again, and others are served', async () => {
    const { engine, service } = await start({ waiting: 2 });
    const { opened, open } = gate();
    engine.gate = opened;
    const first = post();
    await until(() => engine.orders.length === 1);
    const waiting = [post(), post()];
    await until(() => service.queue.waiting === 2);
    const refused = await Promise.all(Array.from({ length: 5 }, () => post()));
    for (const answer of refused) {
      expect([answer.status, (await answer.json()).code]).toEqual([429, 'BusyError']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    open();
    for (const answer of [await first, ...(await Promise.all(waiting))]) {
      expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 100_000]);
    }
    expect(engine.orders).toHaveLength(3);
    await until(() => service.active === 0 && service.budget.held === 0);
  });

  it('are refused before they are sent, and the connection goes on or ends soon', async () => {
    const { engine, service } = await start({ waiting: 0 });
    const { opened, open } = gate();
    engine.gate = opened;
    const first = post();
    await until(() => engine.orders.length === 1);
    const { socket, received, ended } = await openSocket(address);
    socket.write(head(1_000_000));
    await until(() => received().includes('\r\n\r\n'));
    expect(received()).toMatch(/^HTTP\/1.1 429 /);
    expect(service.uploads).toBe(0);
    await ended; // it never sent what it promised
    open();
    await (await first).arrayBuffer();
  });

  it('are as many uploads as there may be at the same time', async () => {
    const { service } = await start({ uploads: 1 });
    const { socket } = await openSocket(address);
    socket.write(`${head(100)}abc`);
    await until(() => service.uploads === 1);
    expect((await post()).status).toBe(429);
    socket.destroy();
    await until(() => service.uploads === 0);
    expect((await post()).status).toBe(200);
  });

  it('are as many connections as there may be', async () => {
    await start({ connections: 2 });
    const [first, second] = [await openSocket(address), await openSocket(address)];
    const third = await openSocket(address);
    await third.ended;
    for (const { socket } of [first, second]) socket.destroy();
  });
});

describe('a client that goes away', () => {
  it('frees its engine while the photo is at work', async () => {
    const { engine, service, log } = await start();
    const { opened, open } = gate();
    engine.gate = opened;
    const gone = new AbortController();
    const answer = post(gone.signal);
    await until(() => engine.orders.length === 1);
    const next = post();
    await until(() => service.queue.waiting === 1);
    gone.abort();
    await expect(answer).rejects.toThrow();
    await until(() => engine.cancelled === 1 && engine.orders.length === 2);
    open();
    expect((await (await next).arrayBuffer()).byteLength).toBe(100_000);
    await until(() => log.filter(({ msg }) => msg === 'answered').length === 2);
    expect(log.map(({ status, whole }) => [status, whole])).toEqual(
      expect.arrayContaining([
        [499, false],
        [200, true],
      ]),
    );
  });

  it('leaves the queue', async () => {
    const { engine, service } = await start();
    const { opened, open } = gate();
    engine.gate = opened;
    const first = post();
    await until(() => engine.orders.length === 1);
    const gone = new AbortController();
    const second = post(gone.signal);
    await until(() => service.queue.waiting === 1);
    gone.abort();
    await expect(second).rejects.toThrow();
    await until(() => service.queue.waiting === 0 && service.active === 1);
    open();
    await (await first).arrayBuffer();
    expect(engine.orders).toHaveLength(1);
  });

  it('frees its engine in the middle of the answer', async () => {
    const { engine, service } = await start({ answerBytes: 100_000 });
    engine.bytes = 500_000_000;
    const gone = new AbortController();
    const reader = (await post(gone.signal)).body?.getReader();
    await reader?.read();
    gone.abort();
    await until(() => service.active === 0 && service.queue.running === 0 && service.budget.held === 0);
  });

  it('before its photo is there leaves nothing', async () => {
    const { engine, service } = await start();
    const { socket } = await openSocket(address);
    socket.write(`${head(100)}abc`);
    await until(() => service.uploads === 1);
    socket.destroy();
    await until(() => service.active === 0 && service.budget.held === 0);
    expect(engine.orders).toEqual([]);
  });
});

describe('slow clients', () => {
  it('that stop sending are told so, and hold nothing', async () => {
    const { service } = await start({ stallSeconds: 1 });
    const { socket, received, ended } = await openSocket(address);
    socket.write(`${head(100_000)}abc`);
    await until(() => received().includes('\r\n\r\n'));
    expect(received()).toMatch(/^HTTP\/1.1 408 /);
    await ended;
    expect([service.uploads, service.budget.held]).toEqual([0, 0]);
  });

  it('that trickle are given up like those that stop', async () => {
    await start({ stallSeconds: 1 });
    const { socket, received, ended } = await openSocket(address);
    socket.write(head(100_000));
    const trickle = setInterval(() => socket.write('a'), 20);
    await until(() => received().includes('\r\n\r\n'));
    clearInterval(trickle);
    expect(received()).toMatch(/^HTTP\/1.1 408 /);
    await ended;
  });

  it('that do not read hold no engine for long, and never get a whole answer', async () => {
    const { engine, service } = await start({ stallSeconds: 1, answerBytes: 100_000 });
    engine.bytes = 500_000_000;
    const { socket, received, ended } = await openSocket(address);
    socket.write(`${head(3)}abc`);
    await until(() => received().length > 0);
    socket.pause();
    await until(() => service.queue.running === 0 && service.active === 0);
    expect(service.budget.held).toBe(0);
    socket.resume();
    await ended;
    expect(received()).toMatch(/content-length: 500000000/);
    expect(received().length).toBeLessThan(100_000_000);
    const id = /x-request-id: (\S+)/.exec(received())?.[1];
    const report = await (await fetch(`${address}/v1/reports/${id}`)).json();
    expect([report.state, report.error.code]).toEqual(['failed', 'RequestError']);
    engine.bytes = 1000;
    expect((await post()).status).toBe(200);
  });

  it('that read slowly keep an engine from nobody else for long', async () => {
    const { engine, service } = await start({ holdSeconds: 1, stallSeconds: 60, answerBytes: 100_000 });
    engine.bytes = 500_000_000;
    const { socket, received } = await openSocket(address);
    socket.write(`${head(3)}abc`);
    await until(() => received().length > 0);
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(service.queue.running).toBe(1); // nobody else is there
    engine.bytes = 1000;
    const other = await post();
    expect([other.status, (await other.arrayBuffer()).byteLength]).toEqual([200, 1000]);
    socket.destroy();
  });

  it('with an answer that fits the room for one free the engine at once', async () => {
    const { engine, service } = await start({ stallSeconds: 2 });
    engine.bytes = 20_000_000;
    const { socket, received } = await openSocket(address);
    socket.write(`${head(3)}abc`);
    await until(() => received().length > 0);
    socket.pause();
    await until(() => service.queue.running === 0);
    expect(service.active).toBe(1);
    socket.resume();
    await until(() => received().length > 20_000_000);
  });

  it.each([
    ['say nothing', ''],
    ['never end their headers', 'POST /v1/reconstructions HTTP/1.1\r\nHost: x\r\nX-A: '],
    ['say something else', '\x16\x03\x01\x02\x00\x01\x00'],
    ['send headers without end', `GET / HTTP/1.1\r\n${'X-A: b\r\n'.repeat(10_000)}`],
    ['say two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'smuggle a request',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET',
    ],
  ])('that %s are ended', async (_, text) => {
    await start({ headerSeconds: 1, stallSeconds: 2 });
    const { socket, ended, received } = await openSocket(address);
    socket.write(text);
    await ended;
    expect(received()).toMatch(/^(HTTP\/1.1 4\d\d .*)?/);
    expect(received()).not.toMatch(/HTTP\/1.1 2/);
    expect((await fetch(`${address}/health/live`)).status).toBe(200);
  });
});

describe('an answer that fails on its way', () => {
  it.each(['with a length', 'without one'])('%s breaks the transfer', async (kind) => {
    const { engine, service, log } = await start();
    engine.bytes = 1_000_000;
    engine.failsAfter = 200_000;
    if (kind === 'without one') {
      const run = engine.run.bind(engine);
      engine.run = (order, signal) => {
        const { begun, ended } = run(order, signal);
        return { ended, begun: begun.then(({ bytes: _, ...answer }) => answer) };
      };
    }
    const answer = await post();
    expect(answer.status).toBe(200);
    expect(answer.headers.has('content-length')).toBe(kind === 'with a length');
    await expect(answer.arrayBuffer()).rejects.toThrow();
    await until(() => service.active === 0);
    expect(log.filter(({ msg }) => msg !== 'answered')).toContainEqual(
      expect.objectContaining({
        msg: 'broke off',
        error: { code: 'RuntimeError', message: 'broke', hint: '' },
      }),
    );
    expect(log.at(-1)).toMatchObject({ client: '127.0.0.1', status: 200, whole: false });
    const link = /<(.*)>/.exec(answer.headers.get('link') ?? '')?.[1];
    const report = await (await fetch(address + link)).json();
    expect([report.state, report.error]).toEqual([
      'failed',
      { code: 'RuntimeError', message: 'broke', hint: '' },
    ]);
  });
});

describe('the end of the service', () => {
  it('waits for answers on their way, and takes no more photos', async () => {
    const { app, engine, service, log } = await start();
    const { opened, open } = gate();
    engine.gate = opened;
    const first = post();
    await until(() => engine.orders.length === 1);
    const drained = service.drain().then(() => app.close());
    const refused = await post();
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
    expect((await fetch(`${address}/health/ready`)).status).toBe(503);
    open();
    const answer = await first;
    expect((await answer.arrayBuffer()).byteLength).toBe(100_000);
    await drained;
    await expect(fetch(`${address}/health/live`)).rejects.toThrow();
    expect(log.find(({ id }) => id === answer.headers.get('x-request-id'))).toMatchObject({ whole: true });
  });

  it('does not wait for ever', async () => {
    const { app, engine, service } = await start({ drainSeconds: 1 });
    engine.gate = gate().opened;
    const first = post();
    await until(() => engine.orders.length === 1);
    const waiting = post();
    const failed = [
      expect(first).rejects.toThrow(),
      waiting.then(
        (answer) => answer.status,
        () => 0,
      ),
    ];
    await service.drain();
    await app.close();
    await Promise.all(failed);
  });
});

it('takes a body in pieces of unknown number', async () => {
  const { engine } = await start();
  const sent = request(`${address}/v1/reconstructions`, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
  });
  const answered = new Promise<number | undefined>((resolve) =>
    sent.once('response', (answer) => resolve(answer.resume().statusCode)),
  );
  const large = new Uint8Array(300_000).fill(7);
  for (const piece of [large, 'a', 'bc', large]) sent.write(piece);
  sent.end();
  expect(await answered).toBe(200);
  const got = Buffer.concat(engine.orders[0].photo);
  expect(got.equals(Buffer.concat([large, Buffer.from('abc'), large]))).toBe(true);
});
