// Peak memory of a reconstruction against what src/reconstruction/memory-plan.ts expects of it, for several ways,
// numbers of lanes and photos, each in a process of its own: decoded from a JPEG, written to an ENVI cube in a
// temporary folder. Needs `npm run build`:
//   node bench/memory-plan.mjs --out bench/results/memory-plan.json
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { developedSrgbResponse } from '../dist/camera/effective-response.js';
import { writeFileAtomically } from '../dist/cube/node/atomic-file.js';
import { createCubeSink } from '../dist/cube/node/open-cube.js';
import { Random } from '../dist/random.js';
import { expectedPeak } from '../dist/reconstruction/memory-plan.js';
import { decodePhoto } from '../dist/reconstruction/node/decode-photo.js';
import { laneRuntime } from '../dist/reconstruction/node/lane-runtime.js';
import { loadGenerator } from '../dist/reconstruction/node/shipped-models.js';
import { reconstruct } from '../dist/reconstruction/reconstruct.js';

const SIZES = [
  [640, 480],
  [4000, 700],
];
const WAYS = [
  { steps: 'stages', tile: 64 },
  { steps: 'stages', tile: 96 },
  { steps: 'stages', tile: 128 },
  { steps: 'stages', tile: 160 },
  { steps: 'whole', tile: 80 },
  { steps: 'whole', tile: 128 },
  { steps: 'whole', tile: 192 },
];
const LANES = [1, 2];
const MEBIBYTE = 2 ** 20;
const { values } = parseArgs({ options: { out: { type: 'string' }, job: { type: 'string' } } });

if (values.job !== undefined) await measure(JSON.parse(values.job));
else await measureAll();

/** One reconstruction in this process. */
async function measure({ photo: path, way, lanes, cube }) {
  const runtime = await laneRuntime({ threads: lanes });
  const model = await loadGenerator();
  const response = developedSrgbResponse(model.wavelengths);
  const photo = await decodePhoto(path);
  const { width, height } = photo;
  const header = { bands: 31, width, height, wavelengths: model.wavelengths };
  const metadata = { quantity: response.quantity };
  const sink = await createCubeSink(cube, { ...header, metadata }, { format: 'envi', overwrite: true });
  const picture = new Uint8Array(3 * width * height);
  const options = { runtime, model, response, way, picture: true };
  const summary = await reconstruct(photo, options, async (strip) => {
    picture.set(strip.picture, 3 * strip.y * width);
    await sink.writeRows(strip.y, strip.rows, strip.cube);
  });
  await sink.finish({});
  await runtime.close();
  const question = { width, height, bitDepth: 8, network: model.network };
  const expected = Math.round(expectedPeak(question, { way, lanes }) / MEBIBYTE);
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ lanes: summary.lanes, peakMebibytes: peak, expectedMebibytes: expected }));
}

async function measureAll() {
  const folder = mkdtempSync(join(tmpdir(), 'spectralift-memory-'));
  const rows = [];
  try {
    for (const [width, height] of SIZES) {
      const photo = join(folder, `${width}x${height}.jpg`);
      const random = new Random(1);
      const samples = Uint8Array.from({ length: 3 * width * height }, () => 256 * random.uniform());
      await sharp(samples, { raw: { width, height, channels: 3 } })
        .jpeg()
        .toFile(photo);
      for (const way of WAYS) {
        for (const lanes of LANES) {
          const job = JSON.stringify({ photo, way, lanes, cube: join(folder, 'cube.hdr') });
          const words = [fileURLToPath(import.meta.url), '--job', job];
          const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8' });
          if (status !== 0) throw new Error(stderr);
          rows.push({ size: `${width} x ${height}`, ...way, threads: lanes, ...JSON.parse(stdout) });
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.table(rows);
  if (values.out === undefined) return;
  mkdirSync(dirname(values.out), { recursive: true });
  const report = { command: 'node bench/memory-plan.mjs', node: process.version, rows };
  await writeFileAtomically(values.out, `${JSON.stringify(report, undefined, 1)}\n`, { overwrite: true });
}
