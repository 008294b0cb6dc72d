/**
 * Memory that an exported network takes untiled, by the size of the picture, in plain ONNX Runtime on one thread:
 *
 *     npm run build && node bench/export-memory.mjs --out bench/results/export-memory.json
 *
 * Each size runs in a process of its own; what counts is the largest resident set less that before the run.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { out: { type: 'string' }, run: { type: 'string' }, side: { type: 'string' } },
});

if (values.run !== undefined) await measure(values.run, Number(values.side));
else compare();

async function measure(file, side) {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(file, { logSeverityLevel: 3, intraOpNumThreads: 1 });
  const before = process.memoryUsage().rss;
  const rgb = new Tensor('float32', new Float32Array(3 * side * side).fill(0.3), [1, 3, side, side]);
  await session.run({ rgb });
  const peak = 1024 * process.resourceUsage().maxRSS;
  process.stdout.write(JSON.stringify({ side, peakBytes: peak, bytesPerPixel: (peak - before) / side ** 2 }));
}

function compare() {
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'spectralift-export-'));
  const results = [];
  try {
    for (const model of ['agd-net', 'generator']) {
      run(main, 'export', model, '--onnx', folder);
      for (const side of [256, 512, 1024]) {
        const file = join(folder, model, '1', 'model.onnx');
        const found = JSON.parse(run(fileURLToPath(import.meta.url), '--run', file, '--side', String(side)));
        results.push({ model, ...found });
        process.stderr.write(`${model} ${side}: ${found.bytesPerPixel.toFixed(0)} bytes a pixel\n`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const text = `${JSON.stringify({ node: process.version, results }, undefined, 2)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
}

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
