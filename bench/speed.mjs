// How fast spectralift is, beside the machine's own ceiling, the same graphs without rewriting, and PyTorch, all
// measured in alternation on generated pictures (bench/speed/). Needs `npm run build`, an idle machine with 16 GB, and about ten
// minutes; without a Python that has PyTorch its rows are left out:
//   node bench/speed.mjs --out bench/results/speed.json
// [--threads N] [--rounds N] [--only ceiling,inference,training,start-up] [--skip-large] [--python COMMAND]
// [--match TEXT] takes the inference works whose name holds TEXT, such as 'generator 512'
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomically } from '../dist/cube/node/atomic-file.js';
import { nodeRuntime } from '../dist/runtime/node/node-runtime.js';
import { bestCeiling, measureCeiling } from './speed/ceiling.mjs';
import { measureInference, OURS } from './speed/inference.mjs';
import { measureLargePhoto } from './speed/large-photo.mjs';
import { CORES, describeMachine } from './speed/machine.mjs';
import { openTorch } from './speed/pytorch.mjs';
import { completeRows } from './speed/rows.mjs';
import { scratchFolder } from './speed/scratch.mjs';
import { measureStartUp } from './speed/start-up.mjs';
import { reportText } from './speed/table.mjs';
import { checkTargets } from './speed/targets.mjs';
import { measureTraining } from './speed/training.mjs';

const SECTIONS = ['ceiling', 'start-up', 'inference', 'training'];
const WITH_TORCH = ['inference', 'training'];

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    threads: { type: 'string', default: String(CORES) },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: SECTIONS.join(',') },
    'skip-large': { type: 'boolean', default: false },
    python: { type: 'string' },
    match: { type: 'string', default: '' },
  },
});
const only = values.only.split(',');
const [threads, rounds] = [Number(values.threads), Number(values.rounds)];
const wrong = only.find((section) => !SECTIONS.includes(section));
if (wrong !== undefined || ![threads, rounds].every((count) => Number.isInteger(count) && count >= 1)) {
  console.error('usage: node bench/speed.mjs [--out JSON] [--threads N] [--rounds N] [--skip-large]');
  console.error(`         [--only ${SECTIONS.join(',')}] [--python COMMAND] [--match TEXT]`);
  process.exit(2);
}

const began = performance.now();
const notes = [];
const say = (what) => {
  console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${what}`);
  if (/skipped|failed/.test(what)) notes.push(what);
};
const runtime = await nodeRuntime({ threads });
const torch = only.some((section) => WITH_TORCH.includes(section))
  ? await openTorch({ python: values.python, threads, say })
  : undefined;
if (torch !== undefined && threads === 1) {
  notes.push(
    'on one thread conv2d of PyTorch leaves 1 x 1 kernels to its slower path: compare with two or more',
  );
}
const use = {
  runtime,
  torch,
  threads,
  rounds,
  say,
  scratch: scratchFolder(),
  skipLarge: values['skip-large'],
  match: values.match,
};

const measured = [];
if (only.includes('ceiling')) measured.push(...(await measureCeiling(use)));
if (only.includes('start-up')) measured.push(...(await measureStartUp(use)));
if (only.includes('inference')) {
  if (!use.skipLarge) measured.push(...(await measureLargePhoto(use)));
  measured.push(...(await measureInference(use)));
}
if (only.includes('training')) measured.push(...(await measureTraining(use)));
torch?.close();

const ceiling = bestCeiling(measured);
const rows = completeRows(measured, ceiling, OURS);
const report = {
  command: ['node bench/speed.mjs', ...process.argv.slice(2)].join(' '),
  date: new Date().toISOString(),
  seconds: Math.round((performance.now() - began) / 1000),
  threads,
  rounds,
  machine: describeMachine(runtime, torch?.about),
  ceilingGflops: ceiling ?? null,
  targets: checkTargets(rows),
  notes,
  rows,
};
console.log(reportText(report));
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  await writeFileAtomically(values.out, `${JSON.stringify(report, undefined, 1)}\n`, { overwrite: true });
  say(`wrote ${values.out}`);
}
