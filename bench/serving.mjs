// The service under load: throughput and latency within its limits, beyond them, with slow clients and hostile ones,
// and in each case how soon it says that it lives, and its memory. Needs `npm run build`:
//   node bench/serving.mjs --out bench/results/serving.json
// For a short try: `--seconds 5 --only bombs`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { generateSample } from '../dist/reconstruction/sample/generate-sample.js';
import { nodeRuntime } from '../dist/runtime/node/node-runtime.js';
import {
  bomb,
  floodOf,
  garbage,
  halfOpen,
  patientClients,
  slowReader,
  slowUpload,
} from './serving/clients.mjs';
import { quantiles, startService, watch } from './serving/service.mjs';
import { describeMachine } from './speed/machine.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    model: { type: 'string', default: 'agd-net' },
    only: { type: 'string', default: '' },
  },
});
const seconds = Number(values.seconds);
const SIZES = new Map([
  [0.25, [576, 432]],
  [1, [1152, 864]],
]);
const photos = new Map();
for (const [size, [width, height]] of SIZES) photos.set(size, await photoOf(width, height));

const rows = [];
for (const size of SIZES.keys()) {
  for (const clients of [1, 2, 4]) {
    await measure(`${clients} clients, ${size} megapixels`, (address) => load(address, size, clients));
  }
}
await measure('20 clients, 0.25 megapixels', (address) => load(address, 0.25, 20));
await measure('4 slow uploads and 4 slow readers beside one client, 0.25 megapixels', (address) =>
  beside(address, (over) => [
    ...Array.from({ length: 4 }, () => slowUpload(address, photos.get(1), 1000, over)),
    ...Array.from({ length: 4 }, () => slowReader(address, photos.get(1), 10_000, over)),
  ]),
);
await measure('bombs beside one client, 0.25 megapixels', (address) =>
  beside(address, (over) =>
    Array.from({ length: 4 }, () =>
      floodOf(address, [bomb(30_000, 30_000, 1), bomb(16_000, 16_000, 1), bomb(8000, 6000, 20)], over),
    ),
  ),
);
await measure('bytes that are no photo beside one client, 0.25 megapixels', (address) =>
  beside(address, (over) => {
    const noise = Buffer.from(new Uint8Array(1_000_000).map((_, at) => (at * 7919) % 251));
    const cut = photos.get(1).subarray(0, photos.get(1).length / 2);
    return Array.from({ length: 4 }, () => floodOf(address, [noise, cut, Buffer.from('x')], over));
  }),
);
await measure('bytes that are no request beside one client, 0.25 megapixels', (address) =>
  beside(address, (over) => Array.from({ length: 4 }, () => garbage(address, over))),
);
await measure('200 half-open connections beside one client, 0.25 megapixels', (address) =>
  beside(address, (over) => [halfOpen(address, 200, over)]),
);

const machine = describeMachine(await nodeRuntime());
const result = { command: 'node bench/serving.mjs', machine, model: values.model, seconds, rows };
if (values.out === undefined) console.log(JSON.stringify(result, undefined, 1));
else {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(result, undefined, 1)}\n`);
}

/** Runs a scenario on a fresh service that has done one photo of each size. */
async function measure(name, scenario) {
  if (!name.includes(values.only)) return;
  const service = await startService('--model', values.model);
  try {
    for (const photo of photos.values()) await patientClients(service.address, photo, 1, 0.001);
    const end = watch(service);
    const found = await scenario(service.address);
    const row = { name, ...found, ...(await end()) };
    rows.push(row);
    console.error(JSON.stringify(row));
  } finally {
    await service.end();
  }
}

async function load(address, size, clients) {
  const run = await patientClients(address, photos.get(size), clients, seconds);
  return summary(run, size);
}

/** One ordinary client while others go on. */
async function beside(address, others) {
  let ended = false;
  const going = others(() => ended);
  const run = await patientClients(address, photos.get(0.25), 1, seconds);
  ended = true;
  const told = (await Promise.all(going)).filter((each) => each !== undefined);
  return { ...summary(run, 0.25), ...(told.length === 0 ? {} : { others: told }) };
}

function summary({ answers, seconds: taken }, size) {
  const done = answers.filter(({ status }) => status === 200);
  const [width, height] = SIZES.get(size);
  return {
    answered: done.length,
    refused: answers.filter(({ status }) => status === 429).length,
    failed: answers.filter(({ status }) => status !== 200 && status !== 429).length,
    megapixelsPerSecond: Number(((done.length * width * height) / 1e6 / taken).toFixed(3)),
    milliseconds: quantiles(done.map(({ milliseconds }) => milliseconds)),
  };
}

/** The sample scene at a size, as JPEG. */
async function photoOf(width, height) {
  const { data, ...raw } = generateSample({ seed: 1 }).photo;
  return sharp(data, { raw: { width: raw.width, height: raw.height, channels: 3 } })
    .resize(width, height, { fit: 'fill' })
    .jpeg({ quality: 92 })
    .toBuffer();
}
