// Damaged and hostile inputs for every parser, see docs/fuzzing.md. Each target runs in a process of its own, which is
// watched: every answer must be a value or a tagged error, within 5 s of processor time and the memory that the target
// names. Input k of a target depends on the seed and k alone. Needs `npm run build`:
//   node bench/fuzz.mjs --out bench/results/fuzz.json                      all targets, 100,000 inputs each
//   node bench/fuzz.mjs --only envi,npy --out bench/results/fuzz.json      these; the others stay in the file
//   node bench/fuzz.mjs --inputs 500                                       fewer, evenly from all kinds of inputs
//   node bench/fuzz.mjs --target envi --input 4711 --save /tmp/input       one again, written to a folder
//   node bench/fuzz.mjs --table bench/results/fuzz.json                    the results as a table
//   node bench/fuzz.mjs --table bench/results/fuzz.json --into docs/fuzzing.md
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeFileAtomically } from '../dist/cube/node/atomic-file.js';
import { planInputs } from './fuzz/plan.mjs';
import { failureLines, resultsTable } from './fuzz/table.mjs';
import { catchStrayErrors, loadTarget, tryInput } from './fuzz/try-inputs.mjs';
import { watchTarget } from './fuzz/watch.mjs';
import { describeMachine } from './speed/machine.mjs';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    out: { type: 'string' },
    save: { type: 'string' },
    /** Most milliseconds of processor time that an input may take. */
    longest: { type: 'string', default: '5000' },
    /** Milliseconds without progress before a target's process is ended. */
    patience: { type: 'string', default: '20000' },
    /** Folder with one file a target. */
    targets: { type: 'string', default: fileURLToPath(new URL('fuzz/targets', import.meta.url)) },
    target: { type: 'string' },
    input: { type: 'string', default: '0' },
    table: { type: 'string' },
    into: { type: 'string' },
  },
});
/** Inputs of a whole run; a run with fewer takes some of these. */
const WHOLE = 100_000;
const seed = wholeNumber('seed');
const paths = new Map(
  readdirSync(values.targets)
    .filter((name) => name.endsWith('.mjs'))
    .sort()
    .map((name) => [basename(name, '.mjs'), join(values.targets, name)]),
);

if (values.table !== undefined) showTable(resultsTable(JSON.parse(readFileSync(values.table, 'utf8'))));
else if (values.target !== undefined) await replay(pathOf(values.target), wholeNumber('input'));
else await tryTargets();

function wholeNumber(name) {
  const value = Number(values[name]);
  if (!(Number.isSafeInteger(value) && value >= 0))
    throw new Error(`--${name}: expected a count, found ${values[name]}`);
  return value;
}

function pathOf(name) {
  const path = paths.get(name);
  if (path !== undefined) return path;
  throw new Error(`expected a target among ${[...paths.keys()].join(', ')}, found '${name}'`);
}

/** Prints the table, or puts it between its marks in a document. */
function showTable(table) {
  if (values.into === undefined) return console.log(table);
  const text = readFileSync(values.into, 'utf8');
  const parts = /^([\s\S]*<!-- figures -->\n)[\s\S]*(<!-- end of figures -->[\s\S]*)$/.exec(text);
  if (parts === null) throw new Error(`expected the marks 'figures' and 'end of figures' in ${values.into}`);
  writeFileSync(values.into, `${parts[1]}${table}\n${parts[2]}`);
}

async function tryTargets() {
  const names = values.only?.split(',') ?? [...paths.keys()];
  const [inputs, longest, patience] = ['inputs', 'longest', 'patience'].map(wholeNumber);
  let failures = 0;
  for (const name of names) {
    const path = pathOf(name);
    const onProgress = (tried) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${name}: ${tried} of ${inputs}`);
    };
    const result = await watchTarget({ path, seed, inputs, whole: WHOLE, longest, patience, onProgress });
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    failures += result.failures;
    const all = await keepResult(result, inputs);
    console.log(resultsTable({ ...all, targets: [result] }));
    for (const line of failureLines(result)) console.log(line);
    if (values.save !== undefined) await saveFailures(path, result);
  }
  process.exitCode = failures === 0 ? 0 : 1;
}

/** Puts a result in the place of the one before it, in the file of results. */
async function keepResult(result, inputs) {
  const { out } = values;
  const others = out !== undefined && existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')).targets : [];
  const targets = [...others.filter(({ name }) => name !== result.name), { ...result, seed, asked: inputs }];
  const { runtime, pytorch, freeGibibytes, ...machine } = describeMachine({ name: '' });
  const all = {
    command: 'node bench/fuzz.mjs --out bench/results/fuzz.json',
    machine,
    targets: targets.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
  if (out !== undefined) {
    mkdirSync(dirname(out), { recursive: true });
    await writeFileAtomically(out, `${JSON.stringify(all, undefined, 1)}\n`, { overwrite: true });
  }
  return all;
}

async function saveFailures(path, { name, failed }) {
  const plan = await planInputs(await loadTarget(path), seed);
  for (const { k } of failed) await saveInput(plan, k, join(values.save, `${name}-${k}`));
}

async function saveInput(plan, k, folder) {
  const { files } = await plan.input(k);
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  console.log(`input ${k} is in ${folder}`);
}

/** Tries one input in this process and tells all of it. */
async function replay(path, k) {
  catchStrayErrors();
  const target = await loadTarget(path);
  const plan = await planInputs(target, seed);
  const { how, files } = await plan.input(k);
  console.log(`${target.name}, input ${k}: ${how}`);
  for (const [name, bytes] of files) console.log(`  ${name}: ${bytes.length} bytes`);
  if (values.save !== undefined) await saveInput(plan, k, values.save);
  const { parse } = target;
  const told = {
    ...target,
    parse: (given) =>
      parse(given).catch((error) => {
        console.log(error);
        throw error;
      }),
  };
  console.log(await tryInput(told, files));
}
