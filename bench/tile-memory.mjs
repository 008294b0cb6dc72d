// Peak memory and time of a reconstruction by tile size, each in a process of its own, on a random picture of 600 x 300
// pixels with the shipped generator: the figures behind src/reconstruction/memory-plan.ts. Needs `npm run build`:
//   node bench/tile-memory.mjs --out bench/results/tile-memory.json
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { developedSrgbResponse } from '../dist/camera/effective-response.js';
import { writeFileAtomically } from '../dist/cube/node/atomic-file.js';
import { Random } from '../dist/random.js';
import { loadGenerator } from '../dist/reconstruction/node/shipped-models.js';
import { memoryPicture, reconstruct } from '../dist/reconstruction/reconstruct.js';
import { nodeRuntime } from '../dist/runtime/node/node-runtime.js';

const TILES = [96, 128, 192, 256];
const [WIDTH, HEIGHT] = [600, 300];
const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    threads: { type: 'string', default: '1' },
    tile: { type: 'string' },
  },
});

if (values.tile !== undefined) {
  const runtime = await nodeRuntime({ threads: Number(values.threads) });
  const model = await loadGenerator();
  const random = new Random(1);
  const rgb = Float32Array.from({ length: 3 * WIDTH * HEIGHT }, () => random.uniform());
  const response = developedSrgbResponse(model.wavelengths);
  const picture = memoryPicture(rgb, WIDTH, HEIGHT);
  const options = { runtime, model, response, tile: Number(values.tile) };
  const { seconds } = await reconstruct(picture, options, () => {});
  const peakMebibytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const microsecondsPerPixel = Number(((1e6 * seconds) / (WIDTH * HEIGHT)).toFixed(1));
  console.log(JSON.stringify({ tile: Number(values.tile), peakMebibytes, microsecondsPerPixel }));
} else {
  const results = TILES.map((tile) => {
    const words = [fileURLToPath(import.meta.url), '--tile', String(tile), '--threads', values.threads];
    const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  });
  console.table(results);
  if (values.out !== undefined) {
    mkdirSync(dirname(values.out), { recursive: true });
    const report = { command: 'node bench/tile-memory.mjs', threads: Number(values.threads), results };
    await writeFileAtomically(values.out, `${JSON.stringify(report, undefined, 1)}\n`, { overwrite: true });
  }
}
