/** Threads that run lanes: started when first needed, kept for the next job, ended by {@link LaneThreads.close}. */
import { residualSamples, tileGrid } from '../lane.ts';
import { type LaneJob, tallestStrip } from '../lanes.ts';
import type { PictureData } from '../linear-picture.ts';
import type { ReprojectionSums } from '../reprojection.ts';
import type { StepPlan } from '../steps.ts';
import { allocateStrip, type StripMemory, stripOf } from '../strip.ts';
import { CONTROL, type LaneAnswer, type LaneOrder, responseData } from './lane-messages.ts';

/** Strips in memory: while one is written, the next is filled. */
const STRIPS = 2;
/** Milliseconds between two looks at how far the lanes are. */
const LOOK = 100;

/** A thread that runs lanes, one after another. Node and a browser start them each in their own way. */
export interface LaneThread {
  /** Sends a lane's share of a job; `onStrip` is told of each strip that it has filled. */
  run(order: LaneOrder, onStrip: (row: number) => void): Promise<ReprojectionSums>;
  end(): Promise<void>;
}

export class LaneThreads {
  readonly #start: () => LaneThread;
  readonly #threads: LaneThread[] = [];
  readonly #planIds = new WeakMap<StepPlan, number>();
  #nextPlan = 0;
  #strips: readonly StripMemory[] = [];

  /** @param start starts a thread. */
  constructor(start: () => LaneThread) {
    this.#start = start;
  }

  /** Runs every lane of a job on a thread of its own. */
  async run(job: LaneJob): Promise<ReprojectionSums[]> {
    const control = new Int32Array(new SharedArrayBuffer(4 * (CONTROL.turns + job.lanes.length)));
    const residuals = new Float32Array(new SharedArrayBuffer(4 * residualSamples(job.picture, job.plan)));
    const strips = this.#stripsFor(job);
    const picture = shared(job.picture.data);
    const stop = (): void => {
      Atomics.store(control, CONTROL.stop, 1);
      Atomics.notify(control, CONTROL.consumed);
    };
    const gate = new StripGate(job.lanes.length);
    const look = watch(control, job);
    job.signal?.addEventListener('abort', stop);
    const lanes = job.lanes.map((columns, index) => {
      const thread = this.#thread(index);
      const order = { ...this.#plan(job.plan), picture, columns, residuals, control, strips };
      const place = { lane: index, lanes: job.lanes.length };
      const described = { ...order, ...place, response: responseData(job.response), finish: job.finish };
      return thread.run(described, (row) => gate.arrived(row));
    });
    const failing = lanes.map((lane) =>
      lane.catch((error: unknown) => {
        stop();
        gate.fail(error);
        throw error;
      }),
    );
    for (const lane of failing) lane.catch(() => undefined); // told through the gate, and below
    try {
      job.signal?.throwIfAborted();
      await consume(job, strips, control, gate);
      return await Promise.all(failing);
    } catch (error) {
      stop();
      await Promise.allSettled(failing);
      job.signal?.throwIfAborted();
      throw error;
    } finally {
      look.end();
      job.signal?.removeEventListener('abort', stop);
    }
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map((thread) => thread.end()));
    this.#strips = [];
  }

  #thread(index: number): LaneThread {
    this.#threads[index] ??= this.#start();
    return this.#threads[index];
  }

  /** A plan with its number, by which threads know whether it is open. */
  #plan(plan: StepPlan): { planId: number; plan: StepPlan } {
    const planId = this.#planIds.get(plan) ?? this.#nextPlan++;
    this.#planIds.set(plan, planId);
    return { planId, plan };
  }

  /** Shared memory for the strips of a job; that of the job before where it fits. */
  #stripsFor(job: LaneJob): readonly StripMemory[] {
    const { bands } = job.plan;
    const { width } = job.picture;
    const rows = tallestStrip(job);
    const { picture } = job.finish;
    const [first] = this.#strips;
    const fits =
      first?.width === width &&
      first.cube.length === bands * rows * width &&
      first.picture.length === (picture ? 3 * rows * width : 0);
    if (!fits) {
      this.#strips = Array.from({ length: STRIPS }, () =>
        allocateStrip({ bands, width, rows, picture }, (bytes) => new SharedArrayBuffer(bytes)),
      );
    }
    return this.#strips;
  }
}

/** Hands out strips in order as soon as all lanes have filled them. */
async function consume(
  job: LaneJob,
  strips: readonly StripMemory[],
  control: Int32Array,
  gate: StripGate,
): Promise<void> {
  for (const [index, row] of tileGrid(job.picture, job.plan).rows.entries()) {
    await gate.wait(index);
    await job.onStrip(stripOf(strips[index % strips.length], row));
    Atomics.store(control, CONTROL.consumed, index + 1);
    Atomics.notify(control, CONTROL.consumed);
  }
}

/** Tells the job now and then how many tiles are done. */
function watch(control: Int32Array, job: LaneJob): { end(): void } {
  let told = 0;
  const tell = (): void => {
    const tiles = Atomics.load(control, CONTROL.tiles);
    if (tiles > told) job.onTiles(tiles - told);
    told = tiles;
  };
  const timer = setInterval(tell, LOOK);
  return {
    end: () => {
      clearInterval(timer);
      tell();
    },
  };
}

/** Counts the lanes that have filled a strip. */
class StripGate {
  readonly #lanes: number;
  readonly #counts = new Map<number, number>();
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(lanes: number) {
    this.#lanes = lanes;
  }

  arrived(row: number): void {
    this.#counts.set(row, (this.#counts.get(row) ?? 0) + 1);
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake?.();
  }

  async wait(row: number): Promise<void> {
    while ((this.#counts.get(row) ?? 0) < this.#lanes) {
      if (this.#failure !== undefined) throw this.#failure.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#counts.delete(row);
  }
}

/** What an answer of a thread says: the result, or nothing yet. @throws Error if the lane failed. */
export function takeAnswer(
  answer: LaneAnswer,
  onStrip: (row: number) => void,
): { readonly result: ReprojectionSums } | undefined {
  if (answer.kind === 'failed') throw new Error(answer.message);
  if (answer.kind === 'done') return { result: answer.sums };
  onStrip(answer.row);
  return undefined;
}

/** The picture on memory that all threads read; copied only if it is not on such memory. */
function shared(data: PictureData): PictureData {
  return data.kind === 'samples'
    ? { ...data, samples: sharedCopy(data.samples) }
    : { ...data, values: sharedCopy(data.values) };
}

function sharedCopy<Values extends Uint8Array | Uint8ClampedArray | Uint16Array | Float32Array>(
  values: Values,
): Values;
function sharedCopy(
  values: Uint8Array | Uint8ClampedArray | Uint16Array | Float32Array,
): Uint8Array | Uint8ClampedArray | Uint16Array | Float32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const memory = new SharedArrayBuffer(values.byteLength);
  const copy =
    values instanceof Uint16Array
      ? new Uint16Array(memory)
      : values instanceof Float32Array
        ? new Float32Array(memory)
        : new Uint8Array(memory);
  copy.set(values);
  return copy;
}
