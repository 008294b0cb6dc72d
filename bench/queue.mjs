// What the queue costs: a thousand jobs that do nothing, small photos through one worker and through two, locks that are
// renewed while a processor is busy, memory of Redis a job. Needs redis-server, `npm run build` and an idle machine:
//   node bench/queue.mjs --out bench/results/queue.json
// Smaller, to try it: node bench/queue.mjs --jobs 100 --photos 10 --busy 3
import { fork, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { readStatus } from '../dist/cluster/queue/batch-record.js';
import { connectRedis } from '../dist/cluster/queue/connect-redis.js';
import { redisAddress } from '../dist/cluster/queue/redis-address.js';
import { submitBatch } from '../dist/cluster/queue/submit-batch.js';
import { openUnitRunner } from '../dist/cluster/unit-runner.js';
import { writeFileAtomically } from '../dist/cube/node/atomic-file.js';
import { generateSample } from '../dist/reconstruction/sample/generate-sample.js';
import { describeMachine } from './speed/machine.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    jobs: { type: 'string', default: '1000' },
    photos: { type: 'string', default: '60' },
    busy: { type: 'string', default: '10' },
  },
});
const [JOBS, PHOTOS, BUSY] = [values.jobs, values.photos, values.busy].map(Number);
const CORES = availableParallelism();
const SETTINGS = {
  camera: 'auto',
  linear: false,
  model: 'agd-net',
  format: 'npy',
  dataType: 'float32',
  consistency: 'non-negative',
};
const root = realpathSync(mkdtempSync(join(tmpdir(), 'spectralift-queue-bench-')));
const port = await freePort();
const url = `redis://127.0.0.1:${port}`;
const redis = spawn(
  'redis-server',
  ['--port', String(port), '--bind', '127.0.0.1', '--dir', root, '--save', '', '--appendonly', 'yes'],
  { stdio: 'ignore' },
);
const link = await connected();
const round = (number) => Number(number.toPrecision(3));
const results = { machine: describeMachine({ name: 'onnxruntime-node' }, undefined), redis: link.server };
try {
  const size = { width: 160, height: 120 };
  const photo = await pictureOf(size);
  fill('empty', JOBS, (path) => writeFileSync(path, ''));
  fill('photos', PHOTOS, (path) => symlinkSync(photo, path));
  fill('first', 1, (path) => writeFileSync(path, ''));
  await measure('first', 1, 1, true); // scripts are loaded into Redis, modules here
  results.nothing = [];
  for (const workers of [1, 2]) results.nothing.push(await measure('empty', JOBS, workers, true));
  results.photos = { ...size, model: SETTINGS.model, alone: await withoutQueue(), throughQueue: [] };
  for (const workers of [1, 2]) {
    results.photos.throughQueue.push(await measure('photos', PHOTOS, workers, false));
  }
  results.locks = await renewals();
} finally {
  await link.close();
  redis.kill();
  rmSync(root, { recursive: true, force: true });
}
console.log(JSON.stringify(results, undefined, 2));
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  await writeFileAtomically(values.out, Buffer.from(`${JSON.stringify(results, undefined, 2)}\n`), {
    overwrite: true,
  });
}

/** Submits a folder, has it done by so many workers, and tells seconds and bytes a job. */
async function measure(folder, jobs, workers, noop) {
  const plan = planOf(folder, `out-${folder}-${workers}`);
  const before = await usedMemory();
  const submitting = performance.now();
  const { id } = await submitBatch(link, plan);
  const submitted = performance.now();
  const waiting = await usedMemory();
  const children = await startWorkers(workers, {
    noop,
    lock: 30_000,
    threads: Math.max(1, Math.floor(CORES / workers)),
  });
  // The first job starts a process and loads the network; what is timed begins with the second.
  const first = await until(id, ({ units }) => units.done >= 1);
  const started = performance.now();
  await until(id, ({ state }) => state === 'finished');
  const seconds = (performance.now() - started) / 1000;
  await stopWorkers(children);
  const timed = jobs - first.units.done;
  return {
    workers,
    jobs,
    submittedASecond: round((1000 * jobs) / (submitted - submitting)),
    bytesOfRedisAJobWaiting: Math.round((waiting - before) / jobs),
    bytesOfRedisAJobDone: Math.round(((await usedMemory()) - before) / jobs),
    millisecondsAJob: round((1000 * seconds) / timed),
    jobsASecond: round(timed / seconds),
  };
}

/** The same photos by the same runner in one process, without a queue. */
async function withoutQueue() {
  const runner = await openUnitRunner(join(root, 'alone'), SETTINGS, {
    device: 'cpu',
    threads: CORES,
    maxMemory: 2 ** 30,
  });
  await runner.run({ source: join(root, 'photos', 'p0.png') });
  const started = performance.now();
  for (let job = 1; job < PHOTOS; job++) await runner.run({ source: join(root, 'photos', `p${job}.png`) });
  const milliseconds = (performance.now() - started) / (PHOTOS - 1);
  await runner.close();
  return { threads: CORES, millisecondsAPhoto: round(milliseconds) };
}

/** One job that keeps a processor busy for long, with locks that last two seconds; two workers would both take it. */
async function renewals() {
  process.env.SPECTRALIFT_BENCH_BUSY = String(1000 * BUSY);
  fill('busy', 1, (path) => writeFileSync(path, ''));
  const children = await startWorkers(2, { noop: true, lock: 2000, threads: 1 });
  const { id } = await submitBatch(link, planOf('busy', 'out-busy'));
  await until(id, ({ state }) => state === 'finished');
  const counts = await stopWorkers(children);
  return {
    secondsBusy: BUSY,
    lockSeconds: 2,
    renewed: counts.reduce((sum, count) => sum + count, 0),
    timesDone: (await readStatus(link.redis, id)).photos.done,
  };
}

async function startWorkers(count, options) {
  const children = Array.from({ length: count }, () => fork(new URL('./queue/worker.mjs', import.meta.url)));
  for (const child of children) {
    const ready = new Promise((resolve) => child.once('message', resolve));
    child.send({ url, root, ...options });
    await ready;
  }
  return children;
}

async function stopWorkers(children) {
  return Promise.all(
    children.map(async (child) => {
      const told = new Promise((resolve) => child.once('message', resolve));
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.send('stop');
      const { renewals: count } = await told;
      await ended;
      return count;
    }),
  );
}

async function until(id, wanted) {
  while (true) {
    const status = await readStatus(link.redis, id);
    if (wanted(status)) return status;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function planOf(folder, out) {
  return { sources: [join(root, folder)], destination: join(root, out), settings: SETTINGS, framesPerJob: 1 };
}

function fill(folder, count, make) {
  mkdirSync(join(root, folder));
  for (let file = 0; file < count; file++) make(join(root, folder, `p${file}.png`));
}

async function pictureOf({ width, height }) {
  const photo = join(root, 'photo.png');
  const { data } = generateSample({ seed: 1, width, height }).photo;
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(photo);
  return photo;
}

async function usedMemory() {
  return Number(/^used_memory:(\d+)/m.exec(await link.redis.info('memory'))[1]);
}

async function connected() {
  for (let attempt = 0; ; attempt++) {
    try {
      return await connectRedis(redisAddress(url, {}));
    } catch (error) {
      if (attempt > 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: free } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return free;
}
