// One target in a process of its own: tries inputs one after another and tells the process that watches it what came
// of them. The place of the input that is being tried stands in a file, so that it is known even if this process is
// ended in the midst of it.
import { openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { failureOf, judge } from './judge.mjs';
import { inputNumber, planInputs } from './plan.mjs';

/** Results are sent after so many inputs or milliseconds. */
const REPORT = { inputs: 1000, ms: 500 };

/** Loads a target by the path of its file. */
export async function loadTarget(path) {
  const { target } = await import(pathToFileURL(path).href);
  return target;
}

const stray = [];

/**
 * Tries one input; gives what `judge` does, and the milliseconds of processor time that it took of this process and
 * its threads: what else the machine does in the meantime does not count.
 *
 * @param apart true to read it as the program does where the target's `parse` only comes close to that: in a thread.
 */
export async function tryInput(target, files, apart = false) {
  const start = process.cpuUsage();
  let outcome;
  try {
    outcome = { value: await (apart ? target.parseApart(files) : target.parse(files)) };
  } catch (error) {
    outcome = { error };
  }
  const { user, system } = process.cpuUsage(start);
  const ms = (user + system) / 1000;
  await new Promise(setImmediate); // an error that nobody waits for shows here
  if (stray.length > 0) return { ms, failure: failureOf('error that nobody caught', stray.splice(0)[0]) };
  return { ms, ...judge(target, outcome) };
}

/** Listens to errors that no promise carries. */
export function catchStrayErrors() {
  process.on('uncaughtException', (error) => stray.push(error));
  process.on('unhandledRejection', (error) => stray.push(error));
}

async function tryAll({ path, seed, inputs, whole, from, to, apart, longest, progressPath }) {
  const target = await loadTarget(path);
  const plan = await planInputs(target, seed);
  // What a reader loads and keeps is no cost of an input.
  for (const files of plan.seeds) await tryInput(target, files);
  const progress = openSync(progressPath, 'r+');
  const place = new Float64Array(1);
  const atRest = process.memoryUsage.rss();
  const bound = target.memoryBytes;
  let report = emptyReport();
  let sent = performance.now();
  const send = () => {
    process.send({ ...report, complaints: [...report.complaints] });
    report = emptyReport();
    sent = performance.now();
  };
  process.send({ ready: { counts: plan.counts } });
  for (let index = from; index < to; index++) {
    place[0] = index;
    writeSync(progress, place, 0, 8, 0);
    const k = inputNumber(index, inputs, whole, plan.counts.crafted);
    const { files, how } = await plan.input(k);
    const isApart = target.parseApart !== undefined && (apart || k < plan.counts.crafted);
    let result = await tryInput(target, files, isApart);
    if (result.ms > longest) {
      const again = await tryInput(target, files, isApart);
      if (again.ms < result.ms) result = again;
    }
    report.next = index + 1;
    report.tried++;
    report.ms += result.ms;
    if (result.ms > report.longest.ms) report.longest = { ms: result.ms, k, how };
    const failed = (failure) => report.failures.push({ k, how, ...failure });
    if (result.ms > longest) failed({ kind: 'too slow', message: `${Math.round(result.ms)} ms`, where: '' });
    if (result.failure !== undefined) failed(result.failure);
    else {
      report.answers[result.answer] = (report.answers[result.answer] ?? 0) + 1;
      if (result.complaint !== undefined) report.complaints.add(result.complaint);
    }
    const peak = process.resourceUsage().maxRSS * 1024 - atRest;
    if (peak > report.peak.bytes) report.peak = { bytes: peak, k, how };
    // The peak of a process never falls, so that a fresh one must go on.
    if (peak > bound || target.isSpent?.() === true) break;
    if (report.tried >= REPORT.inputs || performance.now() - sent > REPORT.ms) send();
  }
  await new Promise((sent) =>
    process.send({ ...report, complaints: [...report.complaints], ended: true }, sent),
  );
  process.exit(0);
}

function emptyReport() {
  return {
    tried: 0,
    ms: 0,
    answers: {},
    complaints: new Set(),
    failures: [],
    longest: { ms: 0 },
    peak: { bytes: 0 },
  };
}

if (process.send !== undefined) {
  catchStrayErrors();
  process.once('disconnect', () => process.exit(1)); // nobody watches any more
  process.once('message', (job) => {
    tryAll(job).catch((error) => {
      process.send({ broken: failureOf('target that cannot start', error) }, () => process.exit(1));
    });
  });
}
