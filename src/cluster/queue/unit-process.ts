/** A worker's side of the process that computes: it is started when it is needed, watched, and replaced when it dies. */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { TravelledError } from '../travelling-error.ts';
import type { UnitOutcome, WorkUnit } from '../work-unit.ts';
import { checkedList, checkedObject } from './checked-values.ts';
import { checkOutcome, MOST_OUTCOMES } from './queue-content.ts';
import { UnitProcessError } from './queue-error.ts';
import { ADDRESS_VARIABLES, PASSWORD_VARIABLE } from './redis-address.ts';
import type { RunnerSettings, UnitAnswer, UnitOrder } from './unit-process-messages.ts';

/** Milliseconds that a process has to give up a unit before it is killed. */
const LONGEST_FAREWELL = 5000;

export interface UnitProcessOptions {
  /** Milliseconds without a sign of life after which a process counts as hung. */
  readonly silence: number;
  /** The program of the process, built; and the module that opens its runners. */
  readonly program?: URL;
  readonly runnerModule?: URL;
}

/** What a run is told, and tells meanwhile. */
export interface RunOptions {
  readonly signal: AbortSignal;
  onProgress?(share: number): void;
}

export class UnitProcess {
  readonly #options: UnitProcessOptions;
  #child: ChildProcess | undefined;

  constructor(options: UnitProcessOptions) {
    this.#options = options;
  }

  /** The number of the process that runs now. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Has a unit done. One at a time.
   *
   * @throws UnitProcessError if the process died or hung; the next run starts another. @throws TravelledError if the
   * runner could not be opened or broke. @throws the signal's reason if it aborts, when the process has given up.
   */
  async run(
    runner: RunnerSettings,
    unit: WorkUnit,
    { signal, onProgress }: RunOptions,
  ): Promise<UnitOutcome[]> {
    signal.throwIfAborted();
    const child = this.#child ?? this.#start();
    const { silence } = this.#options;
    let clock: NodeJS.Timeout | undefined;
    let hung = false;
    const kill = (): boolean => child.kill('SIGKILL');
    const wait = (milliseconds: number, then: () => void): void => {
      clearTimeout(clock);
      clock = setTimeout(then, milliseconds);
    };
    const waitForLife = (): void =>
      wait(silence, () => {
        hung = true;
        kill();
      });
    const abort = (): void => {
      send(child, { kind: 'abort' });
      wait(LONGEST_FAREWELL, kill);
    };
    let onMessage: (message: unknown) => void = () => undefined;
    let onExit: (code: number | null, ended: string | null) => void = () => undefined;
    try {
      return await new Promise<UnitOutcome[]>((resolve, reject) => {
        onMessage = (message) => {
          let answer: UnitAnswer;
          try {
            answer = checkedAnswer(message);
          } catch (error) {
            reject(error);
            return;
          }
          if (answer.kind === 'progress') {
            if (signal.aborted) return;
            waitForLife();
            onProgress?.(answer.share);
          } else if (answer.kind === 'outcomes') resolve([...answer.outcomes]);
          else if (answer.kind === 'failed') reject(new TravelledError(answer.error));
          else reject(signal.reason);
        };
        onExit = (code, ended) => {
          if (this.#child === child) this.#child = undefined;
          reject(signal.aborted ? signal.reason : deathOf(code, ended, hung, silence));
        };
        child.on('message', onMessage);
        child.once('exit', onExit);
        signal.addEventListener('abort', abort, { once: true });
        waitForLife();
        send(child, { kind: 'run', runner, unit });
      });
    } finally {
      clearTimeout(clock);
      child.off('message', onMessage);
      child.off('exit', onExit);
      signal.removeEventListener('abort', abort);
    }
  }

  /** Ends the process at once. */
  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const clock = setTimeout(() => child.kill('SIGKILL'), LONGEST_FAREWELL);
    child.disconnect();
    await ended;
    clearTimeout(clock);
  }

  #start(): ChildProcess {
    const {
      program = new URL('./unit-process-main.js', import.meta.url),
      runnerModule = new URL('./open-runner.js', import.meta.url),
    } = this.#options;
    const child = fork(fileURLToPath(program), [runnerModule.href], {
      execArgv: [],
      env: environmentWithoutRedis(),
      stdio: ['ignore', 2, 2, 'ipc'], // results of a worker go through Redis; what libraries print is talk
    });
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    child.on('error', () => undefined); // an end follows
    this.#child = child;
    return child;
  }
}

/** Threads of each of several processes that share the machine. */
export function threadsEach(processes: number): number {
  return Math.max(1, Math.floor(availableParallelism() / processes));
}

function send(child: ChildProcess, order: UnitOrder): void {
  if (child.connected) child.send(order, () => undefined);
}

/** It parses files of strangers and has no business with Redis. */
function environmentWithoutRedis(): NodeJS.ProcessEnv {
  const hidden: readonly string[] = [...ADDRESS_VARIABLES, PASSWORD_VARIABLE];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !hidden.includes(name)));
}

/** The process is ours, but what it computes on is not: its words are looked at as all others. */
function checkedAnswer(message: unknown): UnitAnswer {
  const answer = checkedObject(message, 'an answer');
  switch (answer['kind']) {
    case 'progress':
      return { kind: 'progress', share: Math.min(1, Math.max(0, Number(answer['share']) || 0)) };
    case 'outcomes':
      return {
        kind: 'outcomes',
        outcomes: checkedList(answer['outcomes'], 'outcomes', MOST_OUTCOMES, checkOutcome),
      };
    case 'aborted':
      return { kind: 'aborted' };
    default: {
      const error = checkedObject(answer['error'], 'an error');
      const [name, text, hint] = ['name', 'message', 'hint'].map((field) => String(error[field] ?? ''));
      return { kind: 'failed', error: { name, message: text, hint } };
    }
  }
}

function deathOf(
  code: number | null,
  ended: string | null,
  hung: boolean,
  silence: number,
): UnitProcessError {
  if (hung) {
    return new UnitProcessError(
      `expected a sign of life within ${Math.round(silence / 1000)} s, found none: the process was ended`,
      { hint: 'raise --silence if photos take long to open' },
    );
  }
  const how = ended === null ? `exit code ${code}` : `signal ${ended}`;
  return new UnitProcessError(`expected the process that computes to go on, found it ended by ${how}`, {
    hint: ended === 'SIGKILL' ? 'SIGKILL is what a system does when memory runs out' : '',
  });
}
