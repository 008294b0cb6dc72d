// What sharing work among processes costs and brings: many small photos by one process without manifests, by one shard, by
// two shards at once with half the threads each, and passed over again. Needs `npm run build` and an idle machine:
//   node bench/shards.mjs --out bench/results/shards.json
// [--photos N] [--width W] [--height H] [--rounds N] [--model NAME]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { hashFile } from '../dist/cluster/manifest/file-hash.js';
import { writeFileAtomically } from '../dist/cube/node/atomic-file.js';
import { generateSample } from '../dist/reconstruction/sample/generate-sample.js';
import { nodeRuntime } from '../dist/runtime/node/node-runtime.js';
import { CORES, describeMachine } from './speed/machine.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    photos: { type: 'string', default: '40' },
    width: { type: 'string', default: '480' },
    height: { type: 'string', default: '320' },
    rounds: { type: 'string', default: '3' },
    model: { type: 'string', default: 'agd-net' },
  },
});
const [photos, width, height, rounds] = [values.photos, values.width, values.height, values.rounds].map(
  Number,
);
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'spectralift-bench-shards-'));
const input = join(scratch, 'photos');

/** Seconds of some processes that run at once, from the first start to the last end. */
async function secondsOf(...commands) {
  const start = performance.now();
  await Promise.all(
    commands.map(
      (args) =>
        new Promise((resolve, reject) => {
          const all = [main, 'reconstruct', input, '--model', values.model, '--way', 'default', ...args];
          const child = spawn(process.execPath, all, { stdio: ['ignore', 'ignore', 'pipe'] });
          let said = '';
          child.stderr.on('data', (text) => {
            said += text;
          });
          child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(said))));
        }),
    ),
  );
  return (performance.now() - start) / 1000;
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

try {
  mkdirSync(input);
  const scene = generateSample({ seed: 1, width, height }).photo;
  for (let index = 0; index < photos; index++) {
    await sharp(scene.data, { raw: { width, height, channels: 3 } })
      .modulate({ brightness: 1 - index / (4 * photos) }) // no two are the same file
      .jpeg({ quality: 92 })
      .toFile(join(input, `p${index}.jpg`));
  }
  const half = String(Math.max(1, Math.floor(CORES / 2)));
  const seconds = { plain: [], oneShard: [], twoShards: [], passedOver: [] };
  for (let round = 0; round < rounds; round++) {
    const out = (name) => join(scratch, `${name}-${round}`);
    seconds.plain.push(await secondsOf(['-o', out('plain')]));
    seconds.oneShard.push(await secondsOf(['-o', out('one'), '--shard', '1/1']));
    const shard = (index) => ['-o', out('two'), '--shard', `${index}/2`, '--threads', half];
    seconds.twoShards.push(await secondsOf(shard(1), shard(2)));
    seconds.passedOver.push(await secondsOf(['-o', out('one'), '--shard', '1/1']));
    if (round < rounds - 1)
      for (const name of ['plain', 'one', 'two']) rmSync(out(name), { recursive: true });
  }
  const last = join(scratch, `one-${rounds - 1}`);
  const outputs = readdirSync(last).filter((name) => !name.endsWith('.json'));
  const hashing = performance.now();
  for (const name of outputs) await hashFile(join(last, name));
  const hashSeconds = (performance.now() - hashing) / 1000;
  const bytes = outputs.reduce((sum, name) => sum + statSync(join(last, name)).size, 0);
  const rows = Object.fromEntries(
    Object.entries(seconds).map(([name, all]) => [
      name,
      { seconds: median(all), photosASecond: photos / median(all), all },
    ]),
  );
  const result = {
    command: `node bench/shards.mjs ${process.argv.slice(2).join(' ')}`.trim(),
    machine: describeMachine(await nodeRuntime({ device: 'cpu', threads: 1 })),
    ...{ photos, width, height, rounds, model: values.model, threadsOfTwo: Number(half) },
    rows,
    hashing: {
      seconds: hashSeconds,
      megabytesASecond: bytes / 1e6 / hashSeconds,
      shareOfOneShard: hashSeconds / rows.oneShard.seconds,
    },
  };
  const text = `${JSON.stringify(result, undefined, 2)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else {
    mkdirSync(dirname(values.out), { recursive: true });
    await writeFileAtomically(values.out, text, { overwrite: true });
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
