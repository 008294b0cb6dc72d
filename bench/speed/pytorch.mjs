/** PyTorch in processes of its own (pytorch/serve.py), asked line by line, so that its start is not measured. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SERVE = fileURLToPath(new URL('pytorch/serve.py', import.meta.url));
const CANDIDATES = ['python3', '/usr/bin/python3'];

/**
 * Threads sleep as soon as they have nothing to do, for others are measured between two runs; what the environment
 * says goes before.
 */
const IDLE = { OMP_WAIT_POLICY: 'passive', GOMP_SPINCOUNT: '0', PYTHONDONTWRITEBYTECODE: '1' };
/** glibc then keeps freed memory for the next tensor instead of returning it and paying for fresh pages. */
const KEEP_MEMORY = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_MMAP_THRESHOLD_: '100000000000',
  MALLOC_TRIM_THRESHOLD_: '100000000000',
  MALLOC_TOP_PAD_: '268435456',
};

/** The ways in which PyTorch runs a network, as tables name them. */
export const TORCH_WAYS = new Map([
  ['plain', 'PyTorch, as one runs it'],
  ['tuned', 'PyTorch, tuned'],
]);

/** The first Python that imports PyTorch and NumPy. */
export function findPython(wanted) {
  return (wanted === undefined ? CANDIDATES : [wanted]).find(
    (command) => spawnSync(command, ['-c', 'import torch, numpy'], { stdio: 'ignore' }).status === 0,
  );
}

/** One Python process. */
class TorchServer {
  #child;
  #waiting = [];
  #ended;

  constructor(python, threads, way) {
    const env = { ...IDLE, ...process.env, ...(way === 'tuned' ? KEEP_MEMORY : {}) };
    this.#child = spawn(python, [SERVE, String(threads)], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    let lastWords = '';
    this.#child.stderr.on('data', (data) => {
      lastWords = `${lastWords}${data}`.slice(-400);
    });
    this.#child.stdin.on('error', () => {}); // told by its end
    this.#child.on('error', (error) => this.#end(error.message));
    this.#child.on('close', (status, signal) => {
      const reason = signal === 'SIGKILL' ? 'it was killed, probably for want of memory' : lastWords.trim();
      this.#end(`the Python process ended (${signal ?? status}): ${reason.split('\n').pop()}`);
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const { error, ...answer } = JSON.parse(line);
      const { resolve, reject } = this.#waiting.shift();
      if (error === undefined) resolve(answer);
      else reject(new Error(error));
    });
    this.about = this.#answer();
  }

  get ended() {
    return this.#ended !== undefined;
  }

  ask(message) {
    if (this.#ended !== undefined) return Promise.reject(new Error(this.#ended));
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
    return this.#answer();
  }

  close() {
    this.#child.stdin.end();
  }

  #answer() {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #end(reason) {
    this.#ended ??= reason;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(reason));
  }
}

/**
 * PyTorch on this machine, or undefined with one line said where there is none. `server(way)` gives the living
 * process of a way and starts one where there is none (any more).
 */
export async function openTorch({ python: wanted, threads, say }) {
  const python = findPython(wanted);
  if (python === undefined) {
    const looked = (wanted === undefined ? CANDIDATES : [wanted]).join(', ');
    say(`PyTorch skipped: found no Python that imports torch and numpy (${looked})`);
    return undefined;
  }
  const servers = new Map();
  const server = async (way) => {
    let living = servers.get(way);
    if (living === undefined || living.ended) {
      living = new TorchServer(python, threads, way);
      servers.set(way, living);
      await living.about;
    }
    return living;
  };
  let about;
  try {
    about = await (await server('plain')).about;
  } catch (error) {
    say(`PyTorch skipped: ${error.message}`);
    return undefined;
  }
  return {
    about,
    server,
    close: () => {
      for (const living of servers.values()) living.close();
    },
  };
}

/**
 * A way for `alternate` that runs a work in PyTorch; `job` says what it prepares. `result(path)` writes the latest
 * result to a file.
 */
export function torchWay(torch, way, job) {
  let server;
  return {
    name: TORCH_WAYS.get(way),
    prepare: async () => {
      server = await torch.server(way);
      await server.ask({ ...job, do: 'prepare', way });
    },
    run: () => server.ask({ do: 'run' }),
    save: (path) => server.ask({ do: 'save', path }),
    release: async () => {
      if (server !== undefined && !server.ended) await server.ask({ do: 'release' });
    },
  };
}
