/** The service as its operator starts it and as clients meet it, over engines in processes of their own. */
import { readFile, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openCube } from '../../src/cube/node/open-cube.ts';
import { readWholeCube } from '../../src/cube/cube-source.ts';
import { examplePhoto, until } from '../serving-fixtures.ts';
import {
  failureOf,
  type RunningCli,
  runCli,
  startCli,
  testFolder,
  writeUntrainedGenerator,
} from './run-cli.ts';

const { path } = testFolder();
let model = '';
let photo: Buffer;
/** Large enough to be at work for a while. */
let large: Buffer;
let running: RunningCli | undefined;
let address = '';

beforeAll(async () => {
  model = await writeUntrainedGenerator(path('tiny.safetensors'));
  photo = await examplePhoto(64, 48);
  large = await examplePhoto(420, 320);
  await writeFile(path('photo.png'), photo);
});
afterEach(async () => {
  running?.child.kill('SIGKILL');
  await running?.ended;
  running = undefined;
});

/** Starts the service and waits until it says where it is. */
async function serve(...args: string[]): Promise<RunningCli> {
  running = startCli('serve', '--port', '0', '--model', model, ...args);
  let said = '';
  running.child.stdout?.on('data', (text: string) => {
    said += text;
  });
  const over = running.ended.then(({ stderr }) => {
    if (said === '') throw new Error(`expected a service, found: ${stderr}`);
  });
  await Promise.race([until(() => said.includes('\n'), 30), over]);
  address = said.trim();
  return running;
}

function post(body: Buffer, query = '', init: RequestInit = {}): Promise<Response> {
  const headers = { 'content-type': 'image/png', ...init.headers };
  const bytes = Uint8Array.from(body);
  return fetch(`${address}/v1/reconstructions${query}`, { ...init, method: 'POST', headers, body: bytes });
}

async function readiness(): Promise<Record<string, unknown>> {
  return (await fetch(`${address}/health/ready`)).json();
}

/** Waits until the service says that so many photos are at work. */
async function untilRunning(count: number): Promise<void> {
  for (let look = 0; look < 1000; look++) {
    if ((await readiness())['running'] === count) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`expected ${count} photos at work`);
}

describe('spectralift serve', () => {
  it('gives the cube that reconstruct writes, logs it, and ends when told to', async () => {
    const { child, ended } = await serve();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await post(photo);
    expect(answer.status).toBe(200);
    await writeFile(path('served.npy'), Buffer.from(await answer.arrayBuffer()));
    const link = /<(.*)>/.exec(answer.headers.get('link') ?? '')?.[1];
    const report = await (await fetch(address + link)).json();
    await writeFile(path('served.json'), JSON.stringify(report.cube));
    const { code } = await runCli('reconstruct', path('photo.png'), '-o', path('own.npy'), '--model', model);
    expect(code).toBe(0);
    const [served, own] = [await openCube(path('served.npy')), await openCube(path('own.npy'))];
    expect((await readWholeCube(served)).data).toEqual((await readWholeCube(own)).data);
    for (const source of [served, own]) await source.close();
    const written = JSON.parse(await readFile(path('own.report.json'), 'utf8'));
    expect(report).toMatchObject({ reprojection: written.reprojection, response: written.response });
    child.kill('SIGTERM');
    const { code: last, stderr } = await ended;
    expect(last).toBe(0);
    const lines = stderr.trim().split('\n');
    const logged = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    expect(logged.filter(({ path: to }) => to === '/v1/reconstructions')).toEqual([
      expect.objectContaining({ id: report.id, status: 200, whole: true, client: '127.0.0.1' }),
    ]);
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([
      'no more photos; those that were begun are answered',
    ]);
  });

  it('is there for others while it is at a photo, and answers that one before it ends', async () => {
    const { child, ended } = await serve();
    const answer = await post(large);
    const delays: number[] = [];
    const body = answer.arrayBuffer();
    let whole = false;
    body.then(() => {
      whole = true;
    });
    let asked = 0;
    while (!whole) {
      const started = performance.now();
      expect((await fetch(`${address}/health/live`)).status).toBe(200);
      delays.push(performance.now() - started);
      if (++asked === 5) {
        child.kill('SIGTERM');
        break;
      }
    }
    expect(delays.sort((a, b) => a - b)[Math.floor(delays.length / 2)]).toBeLessThan(500);
    expect((await body).byteLength).toBe(Number(answer.headers.get('content-length')));
    expect((await ended).code).toBe(0);
  });

  it('goes on at once when a client leaves, and when an engine is killed', async () => {
    const { child } = await serve();
    const gone = new AbortController();
    const left = post(large, '', { signal: gone.signal }).then((answer) => answer.arrayBuffer());
    await untilRunning(1);
    gone.abort();
    await expect(left).rejects.toThrow();
    await untilRunning(0);
    expect((await post(photo)).status).toBe(200);

    for (let patience = 0; patience < 40; patience += 5) {
      const signal = AbortSignal.timeout(patience);
      await post(photo, '', { signal }).catch(() => undefined); // wherever its photo is by then
    }
    await untilRunning(0);
    expect(await (await fetch(`${address}/metrics`)).text()).toContain('spectralift_engine_restarts 0');

    const children = `/proc/${child.pid}/task/${child.pid}/children`;
    if (!existsSync(children)) return; // only Linux tells which process the engine is
    const victim = post(large).then(async (answer) => {
      if (answer.ok) await answer.arrayBuffer(); // breaks off
      throw new Error(`status ${answer.status}`);
    });
    const broken = expect(victim).rejects.toThrow(/status 500|terminated|aborted/);
    await untilRunning(1);
    const engine = Number(readFileSync(children, 'utf8').trim().split(' ')[0]);
    process.kill(engine, 'SIGKILL');
    await broken;
    expect((await post(photo)).status).toBe(200); // waits for the new engine
    const metrics = await (await fetch(`${address}/metrics`)).text();
    expect(metrics).toContain('spectralift_engine_restarts 1');
  });

  it('keeps to its limits, its token and its models', async () => {
    await writeFile(path('token'), 'a-long-enough-token\n');
    await serve(
      '--limit',
      'pixels=2000',
      '--limit',
      'bodyBytes=20000',
      '--token-file',
      path('token'),
      '--no-log',
    );
    expect((await post(photo)).status).toBe(401);
    const headers = { authorization: 'Bearer a-long-enough-token' };
    const tooLarge = await post(photo, '', { headers });
    expect([tooLarge.status, (await tooLarge.json()).code]).toEqual([413, 'PixelLimitError']);
    expect((await post(large, '', { headers })).status).toBe(413);
    expect((await post(await examplePhoto(40, 30), '', { headers })).status).toBe(200);
    expect((await post(photo, '?model=agd-net', { headers })).status).toBe(400);
  });

  it('says in one line why it cannot start', async () => {
    expect(await failureOf(2, 'serve', '--limit', 'patience=9')).toMatch(/expected one of bodyBytes/);
    expect(await failureOf(2, 'serve', '--port', '99999')).toMatch(/whole number/);
    expect(await failureOf(1, 'serve', '--port', '0', '--model', 'agd-nets')).toMatch(/did you mean agd-net/);
    await writeFile(path('short'), 'abc');
    expect(await failureOf(1, 'serve', '--token-file', path('short'))).toMatch(/at least 16/);
    await serve();
    const { port } = new URL(address);
    expect(await failureOf(1, 'serve', '--port', port, '--model', model)).toMatch(
      /address that is free.*in use/i,
    );
  });
});
