/** The service in a process of its own, and what is watched of it: how soon it says that it lives, and its memory. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Starts `spectralift serve` on a free port. */
export async function startService(...args) {
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', '--no-log', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const address = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
      if (said.includes('\n')) resolve(said.trim());
    });
    child.once('exit', () => reject(new Error('the service did not start')));
  });
  return {
    address,
    pid: child.pid,
    async end() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Watches until told to stop, which gives the figures. */
export function watch({ address, pid }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const delays = [];
  let failures = 0;
  let most = { service: 0, engines: 0 };
  let over = false;
  const probe = () =>
    new Promise((resolve) => {
      const started = performance.now();
      get(`${address}/health/live`, { agent }, (answer) => {
        answer.resume().once('end', () => {
          delays.push(performance.now() - started);
          resolve();
        });
      }).once('error', () => {
        failures++;
        resolve();
      });
    });
  const done = (async () => {
    while (!over) {
      await probe();
      const now = memory(pid);
      most = {
        service: Math.max(most.service, now.service),
        engines: Math.max(most.engines, now.engines),
      };
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return async () => {
    over = true;
    await done;
    agent.destroy();
    return {
      healthMilliseconds: quantiles(delays),
      healthFailures: failures,
      largestMebibytes: most,
    };
  };
}

/** Resident mebibytes of the service and of its engines; 0 where the system does not tell. */
function memory(pid) {
  const resident = (of) => {
    try {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${of}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  };
  let engines = [];
  try {
    engines = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/);
  } catch {
    // not Linux
  }
  return {
    service: Math.round(resident(pid)),
    engines: Math.round(engines.reduce((sum, engine) => sum + resident(engine), 0)),
  };
}

/** Median, 95th and 99th percentile, and the most, by the nearest rank. */
export function quantiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => {
    if (sorted.length === 0) return null;
    return Number(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)].toFixed(1));
  };
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) };
}
