// Runs a target in a process of its own and watches it: one that makes no progress is ended and the input that it was
// at is a failure; one that crashed or took more memory than it may is followed by a fresh one. A target whose reader
// works in a thread that may be ended is tried without the thread, which is a hundred times faster; an input at which
// the process hangs or crashes is then tried again in the thread, and that answer counts.
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTarget } from './try-inputs.mjs';
import { inputNumber } from './plan.mjs';

const CHILD = fileURLToPath(new URL('try-inputs.mjs', import.meta.url));
const POLL_MS = 250;
/** Failures that are kept; one reader in want of mending fails many times in the same way. */
const MOST_FAILURES = 40;
/** Processes that may hang or crash before the target is given up. */
const MOST_DEATHS = 30;
const MEBIBYTE = 2 ** 20;

/**
 * Tries inputs of a target.
 *
 * @param options `path` of the target's file, `seed`, `inputs`, `whole` (see `inputNumber`), `longest`
 * milliseconds of processor time that an input may take (tried a second time before it counts), `patience` in
 * milliseconds before a process without progress is ended, `onProgress(tried)`.
 * @returns what is kept of it, see `docs/fuzzing.md`.
 */
export async function watchTarget({ path, seed, inputs, whole, longest, patience, onProgress }) {
  const target = await loadTarget(path);
  const folder = mkdtempSync(join(tmpdir(), 'spectralift-fuzz-'));
  const progressPath = join(folder, 'progress');
  const result = emptyResult(target);
  const start = performance.now();
  // Ranges of inputs that are still to be tried; one that is tried alone was counted before.
  const ranges = [{ from: 0, to: inputs, alone: false, apart: false }];
  const longestWait = Math.min(patience, target.patience ?? patience);
  try {
    for (let range = ranges.shift(); range !== undefined; range = ranges.shift()) {
      if (range.from >= range.to) continue;
      const { alone, apart, to } = range;
      writeFileSync(progressPath, new Uint8Array(8));
      const job = { path, seed, inputs, whole, from: range.from, to, apart, longest, progressPath };
      const wait = apart ? patience : longestWait;
      const end = await watchChild(job, result, { alone, patience: wait, onProgress });
      if (result.broken !== undefined) {
        addFailure(result, { k: 0, how: 'seeds', ...result.broken });
        break;
      }
      if (end.failure !== undefined && target.parseApart !== undefined && !apart) {
        const { index } = end;
        ranges.unshift(
          { ...range, from: end.next, to: index },
          { ...range, from: index, to: index + 1, apart: true },
          { ...range, from: index + 1 },
        );
        if (!alone) result.triedApart++;
        continue;
      }
      if (end.failure !== undefined) {
        const k = inputNumber(end.index, inputs, whole, result.counts?.crafted ?? 0);
        addFailure(result, { k, how: '', ...end.failure });
        if (!alone) result.inputs++;
        if (++result.deaths > MOST_DEATHS) break;
        ranges.unshift({ ...range, from: end.next, to: end.index }, { ...range, from: end.index + 1 });
        continue;
      }
      ranges.unshift({ ...range, from: end.next });
      if (end.peak <= target.memoryBytes) {
        result.peak = Math.max(result.peak, end.peak);
      } else if (alone) {
        const message = `${Math.round(end.peak / MEBIBYTE)} MiB`;
        addFailure(result, { ...end.peakInput, kind: 'too much memory', message, where: '' });
        result.peak = Math.max(result.peak, end.peak);
      } else {
        // Garbage of the inputs before may have added up: the last one is tried alone, in a fresh process.
        result.freshStarts++;
        ranges.unshift({ from: end.next - 1, to: end.next, alone: true, apart });
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return summary(target, result, (performance.now() - start) / 1000);
}

function emptyResult(target) {
  return {
    counts: undefined,
    inputs: 0,
    ms: 0,
    answers: Object.fromEntries(['value', ...target.errors].map((answer) => [answer, 0])),
    complaints: new Set(),
    failures: [],
    failed: 0,
    freshStarts: 0,
    triedApart: 0,
    deaths: 0,
    broken: undefined,
    longest: { ms: 0 },
    peak: 0,
  };
}

function addFailure(result, failure) {
  result.failed++;
  const same = result.failures.filter(({ kind, where }) => kind === failure.kind && where === failure.where);
  if (same.length < 3 && result.failures.length < MOST_FAILURES) result.failures.push(failure);
}

/** One process: gives the place it came to, its peak, and why it ended if not by itself. */
function watchChild(job, result, { alone, patience, onProgress }) {
  const child = fork(CHILD, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const state = { next: job.from, peak: 0, peakInput: undefined, ended: false, complaint: '' };
  child.stderr.on('data', (data) => {
    state.complaint = `${state.complaint}${data}`.slice(-2000);
  });
  child.on('message', (report) => take(report, state, result, { alone, onProgress }));
  child.on('error', () => {});
  child.send(job);
  return new Promise((resolve) => {
    let seen = -1;
    let since = performance.now();
    let hung = false;
    const poll = setInterval(() => {
      const place = placeOf(job.progressPath);
      if (place !== seen) [seen, since] = [place, performance.now()];
      if (performance.now() - since < patience) return;
      hung = true;
      child.kill('SIGKILL');
    }, POLL_MS);
    child.on('close', (code, signal) => {
      clearInterval(poll);
      if (state.ended) return resolve(state);
      const index = Math.max(placeOf(job.progressPath), job.from);
      const lastWords = state.complaint.trim().split('\n').slice(-1)[0] ?? '';
      const failure = hung
        ? { kind: 'hang', message: `no answer within ${patience} ms`, where: '' }
        : { kind: 'crash', message: `ended with ${signal ?? code}: ${lastWords}`.slice(0, 300), where: '' };
      resolve({ ...state, index, failure });
    });
  });
}

function take(report, state, result, { alone, onProgress }) {
  if (report.broken !== undefined) {
    result.broken = report.broken;
    return;
  }
  if (report.ready !== undefined) {
    result.counts = report.ready.counts;
    return;
  }
  if (report.next !== undefined) state.next = report.next;
  if (report.ended === true) state.ended = true;
  if (report.peak.bytes > state.peak) {
    const { bytes, k, how } = report.peak;
    [state.peak, state.peakInput] = [bytes, { k, how }];
  }
  if (alone) return;
  result.inputs += report.tried;
  result.ms += report.ms;
  for (const [answer, count] of Object.entries(report.answers)) {
    result.answers[answer] = (result.answers[answer] ?? 0) + count;
  }
  for (const complaint of report.complaints) result.complaints.add(complaint);
  for (const failure of report.failures) addFailure(result, failure);
  if (report.longest.ms > result.longest.ms) result.longest = report.longest;
  onProgress?.(result.inputs);
}

function placeOf(path) {
  return new Float64Array(new Uint8Array(readFileSync(path)).buffer)[0];
}

function summary(target, result, seconds) {
  const { counts, longest } = result;
  return {
    name: target.name,
    reads: target.reads,
    inputs: result.inputs,
    kinds: counts ?? null,
    answers: result.answers,
    differentMessages: result.complaints.size,
    failures: result.failed,
    failed: result.failures,
    longestMs: Number(longest.ms.toFixed(1)),
    longestInput: longest.k ?? null,
    longestHow: longest.how ?? null,
    meanMs: Number((result.ms / Math.max(1, result.inputs)).toFixed(3)),
    freshStarts: result.freshStarts,
    triedApart: result.triedApart,
    peakMebibytes: Number((result.peak / MEBIBYTE).toFixed(0)),
    mostMebibytes: target.memoryBytes / MEBIBYTE,
    seconds: Number(seconds.toFixed(0)),
  };
}
