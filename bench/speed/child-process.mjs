/** A command in a process of its own: how long it takes, and the most memory that it holds. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const POLL_MS = 50;
const LAST_WORDS = 400;

/** Peak resident set of a living process in KiB; undefined where the system does not tell, as all but Linux. */
function peakOf(pid) {
  try {
    const line = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line === null ? undefined : Number(line[1]);
  } catch {
    return undefined;
  }
}

/**
 * Runs Node with arguments.
 *
 * @returns wall-clock milliseconds from start to end, standard output, and the peak in KiB or null; the system keeps
 * the peak, so that looking at it now and then misses only what rises in the last moment.
 * @throws Error with the end of standard error if the command fails.
 */
export function runNode(words) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let peak;
    let stdout = '';
    let stderr = '';
    const poll = setInterval(() => {
      peak = peakOf(child.pid) ?? peak;
    }, POLL_MS);
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr = `${stderr}${data}`.slice(-LAST_WORDS);
    });
    child.on('error', (error) => {
      clearInterval(poll);
      reject(error);
    });
    child.on('close', (status, signal) => {
      clearInterval(poll);
      const ms = performance.now() - start;
      if (status === 0) resolve({ ms, stdout, peakKibibytes: peak ?? null });
      else reject(new Error(`ended with ${signal ?? status}: ${stderr.trim().split('\n').pop()}`));
    });
  });
}
