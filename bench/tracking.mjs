// How well and how fast objects are tracked: real sequences (OTB layout), and generated ones in which RGB cannot show the
// object. Needs `npm run build` and, for the real ones, the data:
//   node bench/tracking.mjs --data FOLDER --work FOLDER --out bench/results/tracking.json
// --frames DragonBaby=40 takes only the first frames of a sequence.
// What is complete in the work folder is read back, so the bench can be stopped and started again. Frames a second are wall
// time, one thread, on a machine that may have other work; CPU seconds a frame are of the second to fifth step of each sequence.
import { existsSync, mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { developedSrgbResponse } from '../dist/camera/effective-response.js';
import { writeFileAtomically } from '../dist/cube/node/atomic-file.js';
import { laneRuntime } from '../dist/reconstruction/node/lane-runtime.js';
import { loadGenerator } from '../dist/reconstruction/node/shipped-models.js';
import { VISIBLE_31 } from '../dist/spectra/wavelengths.js';
import { comparisonPlots, methodRows } from '../dist/tracking/metrics/tracking-comparison.js';
import { trackingTable } from '../dist/tracking/metrics/tracking-table.js';
import { compareTrackers } from '../dist/tracking/node/compare-trackers.js';
import { trackIntoFolder } from '../dist/tracking/node/track-into-folder.js';
import { generateSequence } from '../dist/tracking/sequences/generated-sequence.js';
import { sequencesIn } from '../dist/tracking/sequences/node/find-sequence.js';
import { openSequence } from '../dist/tracking/sequences/node/open-sequence.js';
import { writeSequence } from '../dist/tracking/sequences/node/write-sequence.js';
import { materialTracking, rgbTracking } from '../dist/tracking/tracking-method.js';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    work: { type: 'string', default: 'runs/tracking' },
    models: { type: 'string', default: 'unsupervised,agd-net' },
    seeds: { type: 'string', default: '1,2,3' },
    frames: { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
  },
});
const models = values.models.split(',');
const firstFrames = new Map(values.frames.map((text) => text.split('=')));
const runtime = await laneRuntime({ threads: 1 });
const METAMERS = { width: 192, height: 128, frames: 30 };
const rounded = (value) => Number(value.toPrecision(4));
const short = ({ figures, framesPerSecond, ...rest }) => ({
  ...rest,
  averagePrecision: rounded(figures.averagePrecision),
  precisionAt20: rounded(figures.precisionAt20),
  successAuc: rounded(figures.successAuc),
  locationError: rounded(figures.locationError),
  frames: figures.frames,
  framesPerSecond: rounded(framesPerSecond),
});
const progress = (method, sequence, { done, total }) => {
  if (done % 20 === 0) process.stderr.write(`${sequence}, ${method}: ${done}/${total}\n`);
};

async function comparison(data, folder, models) {
  const framesOf = (name) => (firstFrames.has(name) ? Number(firstFrames.get(name)) : undefined);
  const { scores } = await compareTrackers({ data, folder, models, runtime, framesOf, onProgress: progress });
  const rows = methodRows(scores);
  console.log(trackingTable(rows, 'method'));
  const plots = comparisonPlots({ scores });
  for (const [name, svg] of Object.entries(plots)) {
    await writeFileAtomically(join(folder, `${name}.svg`), svg, { overwrite: true });
  }
  return { methods: rows.map(short), sequences: scores.map(short) };
}

// Spectra from RGB cannot show what RGB does not: the models are tried on the first video only.
async function metamers() {
  const sequences = [];
  for (const [index, seed] of values.seeds.split(',').map(Number).entries()) {
    const folder = join(values.work, 'metamers', `seed${seed}`, `seed${seed}`);
    if (!existsSync(join(folder, 'sequence.json'))) {
      const video = generateSequence({ seed, ...METAMERS, response: developedSrgbResponse(VISIBLE_31) });
      await writeSequence(folder, video, { seed, encoding: 'srgb', camera: 'srgb', overwrite: true });
    }
    const tracks = join(values.work, 'metamer-tracks');
    sequences.push(...(await comparison(dirname(folder), tracks, index === 0 ? models : [])).sequences);
  }
  const of = (object) => sequences.filter(({ sequence }) => sequence.endsWith(`.${object}`));
  return { size: METAMERS, hidden: of(1), visible: of(2) };
}

async function cpuPerFrame(place) {
  const FRAMES = 6;
  const result = {};
  for (const name of ['RGB', ...models]) {
    const look =
      name === 'RGB' ? { kind: 'rgb' } : { kind: 'model', runtime, model: await loadGenerator(name) };
    const sequence = await openSequence(place, { look, frames: FRAMES });
    const marks = [];
    await trackIntoFolder(sequence, join(values.work, 'speed', name), {
      method: name === 'RGB' ? rgbTracking() : materialTracking(),
      name,
      overwrite: true,
      saveEvery: 1000,
      onProgress: () => marks.push(process.cpuUsage()),
    });
    await sequence.close();
    const [first, last] = [marks[0], marks[marks.length - 1]];
    const used = last.user + last.system - first.user - first.system;
    result[name] = rounded(used / 1e6 / (marks.length - 1));
  }
  return result;
}

mkdirSync(values.work, { recursive: true });
const real =
  values.data === undefined ? undefined : await comparison(values.data, join(values.work, 'real'), models);
const hidden = await metamers();
const speed = {};
for (const place of values.data === undefined ? [] : await sequencesIn(values.data)) {
  speed[place.name] = await cpuPerFrame(place);
}
await runtime.close();
const result = {
  command:
    'node bench/tracking.mjs --data ../shared/data/tracking --work FOLDER --out bench/results/tracking.json',
  machine: `${cpus().length} x ${cpus()[0].model}, one thread, other work running`,
  node: process.version,
  firstFrames: Object.fromEntries(firstFrames),
  real,
  metamers: hidden,
  cpuSecondsPerFrame: speed,
};
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  await writeFileAtomically(values.out, `${JSON.stringify(result, undefined, 1)}\n`, { overwrite: true });
}
