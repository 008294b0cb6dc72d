// What each rewrite of inference graphs is worth on the CPU: a stage of the shipped generator on a tile, one thread,
// with all passes, without any, and with all but one, in alternation. Needs `npm run build` and an idle machine:
//   node bench/graph-passes.mjs --out bench/results/graph-passes.json
import { mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomically } from '../dist/cube/node/atomic-file.js';
import { CPU_PASSES, constant, emitOnnx, input, rewriteGraph } from '../dist/graph/index.js';
import { lookupDeclared } from '../dist/networks/parameters.js';
import { nextStage } from '../dist/networks/unrolled.js';
import { Random } from '../dist/random.js';
import { loadGenerator } from '../dist/reconstruction/node/shipped-models.js';
import { nodeRuntime } from '../dist/runtime/node/node-runtime.js';

const SIDE = 128;
const STAGE = 1;
const ROUNDS = 9;
const { values } = parseArgs({ options: { out: { type: 'string' } } });
const { network, weights } = await loadGenerator();
const runtime = await nodeRuntime({ threads: 1 });
const random = new Random(1);
const shapes = { rgb: [1, 3, SIDE, SIDE], cube: [1, 31, SIDE, SIDE], residual: [1, 3, SIDE, SIDE] };
const sizeOf = (shape) => shape.reduce((product, size) => product * size, 1);
const feeds = Object.fromEntries(
  Object.entries(shapes).map(([name, shape]) => [
    name,
    { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => random.uniform()) },
  ]),
);
const srf = constant(
  Float64Array.from({ length: 93 }, () => random.uniform() / 15),
  [1, 3, 31],
);
const [rgb, cube, residual] = Object.entries(shapes).map(([name, shape]) => input(name, shape));
const stage = nextStage(network, STAGE, { rgb, cube, residual }, srf, lookupDeclared(network.declarations));
const outputs = { 'cube.next': stage.cube, 'residual.next': stage.residual };

const variants = [
  { name: 'all passes', passes: CPU_PASSES },
  ...CPU_PASSES.map((left) => ({
    name: `without '${left.name}'`,
    passes: CPU_PASSES.filter((pass) => pass !== left),
  })),
  { name: 'no pass', passes: [] },
];
for (const variant of variants) {
  const model = emitOnnx(rewriteGraph(outputs, weights, variant.passes));
  variant.session = await runtime.createSession(model, { memory: 'pooled' });
  variant.times = [];
  variant.found = (await variant.session.run(feeds))['cube.next'].data;
}
for (let round = 0; round < ROUNDS; round++) {
  for (const { session, times } of variants) {
    const start = performance.now();
    await session.run(feeds);
    times.push(performance.now() - start);
  }
}
const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
const [{ found: reference, times: best }] = variants;
const scale = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const rows = variants.map(({ name, times, found }) => ({
  graph: name,
  milliseconds: Number(median(times).toFixed(2)),
  'times all': Number((median(times) / median(best)).toFixed(2)),
  difference: Number(
    (
      found.reduce((most, value, index) => Math.max(most, Math.abs(value - reference[index])), 0) / scale
    ).toExponential(1),
  ),
}));
console.table(rows);
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  const report = {
    command: 'node bench/graph-passes.mjs',
    machine: `${cpus()[0].model}, one thread`,
    engine: runtime.name,
    tile: SIDE,
    rows,
  };
  await writeFileAtomically(values.out, `${JSON.stringify(report, undefined, 1)}\n`, { overwrite: true });
}
