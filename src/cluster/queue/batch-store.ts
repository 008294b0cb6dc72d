/**
 * Batches as Redis keeps them: what was submitted, and what became of each unit. This record is the truth; the jobs of
 * BullMQ only carry units to workers and go when they are done. A result is kept once, however often it is told.
 */
import type { Redis } from 'ioredis';
import type { WorkUnit } from '../work-unit.ts';
import { BATCHES_KEY, batchId, batchKeys, jobPrefix, NAMES_KEY, queueKey, unitKey } from './batch-keys.ts';
import { type BatchRecord, type BatchState, readRecord } from './batch-record.ts';
import {
  CANCEL,
  CHANGE_STATE,
  FORGET_RESULT,
  KEEP_RESULT,
  NOTE_RETRY,
  PLACE_UNITS,
} from './batch-scripts.ts';
import { checkedText, parseJson, wrong } from './checked-values.ts';
import { type BatchPlan, checkResult, isBatchId, type UnitResult } from './queue-content.ts';
import { BatchError } from './queue-error.ts';

/** Times of results that are kept, to tell how fast a batch goes. */
const RECENT_TIMES = 100;
/** Seconds without a sign after which a submission counts as interrupted. */
const SUBMISSION_SILENCE = 120;

/** Keys that are deleted in one go. */
const SWEPT_TOGETHER = 1000;

/** Where a unit stands in its batch. */
export interface PlacedUnit {
  readonly unit: WorkUnit;
  readonly index: number;
  /** Its result is there. */
  readonly finished: boolean;
  /** Larger each time that it is to be done anew. */
  readonly generation: number;
}

export class BatchStore {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /**
   * Opens a batch for units: makes it, or goes on with the one of the same plan, also if it was cancelled.
   *
   * @param name under which it can be found beside its id.
   * @throws BatchError if another batch has that name.
   */
  async open(plan: BatchPlan, name?: string): Promise<{ readonly id: string; readonly existed: boolean }> {
    const id = batchId(plan);
    const { batch } = batchKeys(id);
    if (name !== undefined) await this.#takeName(name, id);
    const existed = (await this.#redis.hsetnx(batch, 'plan', JSON.stringify(plan))) === 0;
    await this.#redis.hsetnx(batch, 'created', Date.now());
    if (name !== undefined) await this.#redis.hset(batch, { name });
    await this.#redis.hset(batch, { state: 'submitting' satisfies BatchState });
    await this.#redis.zadd(BATCHES_KEY, 'NX', Date.now(), id);
    await this.signOfSubmission(id);
    return { id, existed };
  }

  async #takeName(name: string, id: string): Promise<void> {
    await this.#redis.hsetnx(NAMES_KEY, name, id);
    const owner = await this.#redis.hget(NAMES_KEY, name);
    if (owner === null || owner === id) return;
    throw new BatchError(`expected a name that is free, found '${name}' to be that of batch ${owner}`, {
      hint: 'choose another --name, or remove that batch',
    });
  }

  /** Says that units are still being submitted. */
  async signOfSubmission(id: string): Promise<void> {
    await this.#redis.set(`${batchKeys(id).batch}:submitting`, '1', 'EX', SUBMISSION_SILENCE);
  }

  /** Whether {@link signOfSubmission} was heard of late. */
  async isBeingSubmitted(id: string): Promise<boolean> {
    return (await this.#redis.exists(`${batchKeys(id).batch}:submitting`)) === 1;
  }

  /** Says that the submission ended early. */
  async interruptSubmission(id: string): Promise<void> {
    await this.#redis.del(`${batchKeys(id).batch}:submitting`);
  }

  /** Units that have a place. */
  async count(id: string): Promise<number> {
    return this.#redis.hlen(batchKeys(id).units);
  }

  /** All units are submitted. Answers false if the batch was cancelled meanwhile. */
  async endSubmission(id: string): Promise<boolean> {
    const { batch } = batchKeys(id);
    await this.#redis.del(`${batch}:submitting`);
    return (await this.#redis.eval(CHANGE_STATE, 1, batch, 'submitting', 'submitted')) === 1;
  }

  /** @returns undefined if the batch is gone. @throws QueueContentError */
  async read(id: string): Promise<BatchRecord | undefined> {
    return readRecord(id, await this.#redis.hgetall(batchKeys(id).batch));
  }

  /** The state alone; undefined if the batch is gone. */
  async state(id: string): Promise<string | undefined> {
    return (await this.#redis.hget(batchKeys(id).batch, 'state')) ?? undefined;
  }

  /** The batch that is meant by an id or a name. @throws BatchError if there is none. */
  async find(idOrName: string): Promise<BatchRecord> {
    const named = await this.#redis.hget(NAMES_KEY, idOrName);
    const id = named !== null && isBatchId(named) ? named : idOrName;
    const record = isBatchId(id) ? await this.read(id) : undefined;
    if (record !== undefined) return record;
    throw new BatchError(`expected the id or name of a batch, found '${idOrName}'`, {
      hint: 'spectralift cluster list shows them',
    });
  }

  /** Batches, the newest first. @throws QueueContentError */
  async list(from: number, count: number): Promise<BatchRecord[]> {
    const ids = await this.#redis.zrevrange(BATCHES_KEY, from, from + count - 1);
    const records = await Promise.all(ids.filter(isBatchId).map((id) => this.read(id)));
    return records.filter((record) => record !== undefined);
  }

  /** Gives units their places in the order given; those that have one keep it. @throws BatchError if the batch is gone. */
  async place(id: string, units: readonly WorkUnit[]): Promise<PlacedUnit[]> {
    const keys = batchKeys(id);
    const answer = await this.#redis.eval(
      PLACE_UNITS,
      4,
      ...[keys.batch, keys.units, keys.results, keys.tries],
      ...units.map(unitKey),
    );
    if (!Array.isArray(answer) || answer.length !== 3 * units.length) throw gone(id);
    return units.map((unit, position) => ({
      unit,
      index: Number(answer[3 * position]),
      finished: Number(answer[3 * position + 1]) === 1,
      generation: Number(answer[3 * position + 2]),
    }));
  }

  /** Keeps what became of a unit. Answers false if that was known, or the batch is gone. */
  async keepResult(id: string, index: number, result: UnitResult): Promise<boolean> {
    const { batch, results, failed, retrying, recent } = batchKeys(id);
    const isFailure = result.outcomes.some(({ kind }) => kind === 'failed') ? '1' : '0';
    const answer = await this.#redis.eval(
      KEEP_RESULT,
      5,
      ...[batch, results, failed, retrying, recent, String(index), JSON.stringify(result), isFailure],
      ...[String(RECENT_TIMES), ...countsOf(result, 1)],
    );
    return answer === 1;
  }

  /**
   * Forgets what became of a unit, which is to be done again.
   *
   * @returns its place with the new generation; undefined if nothing was known.
   */
  async forgetResult(id: string, index: number, result: UnitResult): Promise<PlacedUnit | undefined> {
    const { batch, results, failed, tries } = batchKeys(id);
    const keys = [batch, results, failed, tries];
    const answer = await this.#redis.eval(FORGET_RESULT, 4, ...keys, String(index), ...countsOf(result, -1));
    const generation = Number(answer);
    return generation < 0 ? undefined : { unit: result.unit, index, finished: false, generation };
  }

  async hasResult(id: string, index: number): Promise<boolean> {
    return (await this.#redis.hexists(batchKeys(id).results, String(index))) === 1;
  }

  /** Results by their places; undefined where there is none yet. @throws QueueContentError */
  async results(id: string, indices: readonly number[]): Promise<(UnitResult | undefined)[]> {
    if (indices.length === 0) return [];
    const texts = await this.#redis.hmget(batchKeys(id).results, ...indices.map(String));
    return texts.map((text) => (text === null ? undefined : checkResult(parseJson(text, 'a result'))));
  }

  /** Places of failures, ascending. */
  async failedPlaces(id: string): Promise<number[]> {
    const places: number[] = [];
    let cursor = '0';
    do {
      const [next, some] = await this.#redis.sscan(batchKeys(id).failed, cursor, 'COUNT', 1000);
      places.push(...some.map(placeOf));
      cursor = next;
    } while (cursor !== '0');
    return [...new Set(places)].sort((a, b) => a - b);
  }

  /** Notes why a unit will be tried again. */
  async noteRetry(id: string, index: number, reason: string): Promise<void> {
    const { batch, results, retrying } = batchKeys(id);
    await this.#redis.eval(NOTE_RETRY, 3, batch, results, retrying, String(index), reason);
  }

  /** Why units are tried again, by their places; at most some hundred. */
  async retryReasons(id: string): Promise<ReadonlyMap<number, string>> {
    const [, flat] = await this.#redis.hscan(batchKeys(id).retrying, '0', 'COUNT', 500);
    const reasons = new Map<number, string>();
    for (let i = 0; i + 1 < flat.length; i += 2) {
      reasons.set(placeOf(flat[i]), checkedText(flat[i + 1], 'a reason'));
    }
    return reasons;
  }

  /**
   * Takes the units of a batch off the queue; from now on none is begun, and those that run are given up.
   *
   * @throws BatchError if the batch is gone.
   */
  async cancel(id: string): Promise<void> {
    const { batch, retrying, doomed } = batchKeys(id);
    const keys = [batch, retrying, doomed, ...['wait', 'paused', 'delayed'].map(queueKey)];
    const answer = await this.#redis.eval(CANCEL, keys.length, ...keys, jobPrefix(id));
    if (answer !== 1) throw gone(id);
    await this.#sweep(id);
  }

  /** Deletes jobs that were taken off the queue. */
  async #sweep(id: string): Promise<void> {
    const { doomed } = batchKeys(id);
    while (true) {
      const ids = await this.#redis.lrange(doomed, 0, SWEPT_TOGETHER - 1);
      if (ids.length === 0) return;
      await this.#redis.unlink(...ids.map(queueKey));
      await this.#redis.ltrim(doomed, ids.length, -1);
    }
  }

  /** Removes the record of a batch, not its outputs. */
  async remove({ id, name }: BatchRecord): Promise<void> {
    const keys = batchKeys(id);
    await this.#sweep(id);
    if (name !== undefined) await this.#redis.hdel(NAMES_KEY, name);
    await this.#redis.zrem(BATCHES_KEY, id);
    await this.#redis.unlink(...Object.values(keys), `${keys.batch}:submitting`);
  }
}

function gone(id: string): BatchError {
  return new BatchError(`expected batch ${id}, found it removed`, { hint: 'submit it again' });
}

function placeOf(text: string): number {
  const place = Number(text);
  if (!Number.isSafeInteger(place) || place < 0) throw wrong('a place', 'a whole number', text);
  return place;
}

/** Counts of a batch that a result changes, as names and amounts. */
function countsOf({ outcomes }: UnitResult, sign: 1 | -1): string[] {
  const count = (wanted: string): number => outcomes.filter(({ kind }) => kind === wanted).length;
  const sum = (of: 'megapixels' | 'seconds'): number =>
    outcomes.reduce((total, outcome) => total + (outcome.kind === 'done' ? outcome[of] : 0), 0);
  const amounts = {
    photosDone: count('done'),
    photosSkipped: count('skipped'),
    photosFailed: count('failed'),
    megapixels: sum('megapixels'),
    seconds: sum('seconds'),
  };
  return Object.entries(amounts)
    .filter(([, amount]) => amount !== 0)
    .flatMap(([name, amount]) => [name, String(sign * amount)]);
}
