/** A batch's own record, and what is told of its progress. */
import type { Redis } from 'ioredis';
import { batchKeys } from './batch-keys.ts';
import { checkedChoice, checkedText, checkedWhole, parseJson } from './checked-values.ts';
import { type BatchPlan, checkPlan } from './queue-content.ts';

const STATES = ['submitting', 'submitted', 'cancelled'] as const;

/** How far its submission is. */
export type BatchState = (typeof STATES)[number];

export interface BatchRecord {
  readonly id: string;
  readonly name?: string;
  readonly plan: BatchPlan;
  readonly state: BatchState;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** What is told of a batch. */
export interface BatchStatus {
  readonly id: string;
  readonly name?: string;
  /**
   * `submitting` while units are added, `interrupted` if that ended early (submit again), `running` while units are
   * left, `finished`, or `cancelled`.
   */
  readonly state: 'submitting' | 'interrupted' | 'running' | 'finished' | 'cancelled';
  readonly created: number;
  readonly destination: string;
  readonly units: {
    readonly total: number;
    /** Whole units without a failure. */
    readonly done: number;
    readonly failed: number;
    /** Of those left: failed in a way that another try may mend, and waiting for it. */
    readonly retrying: number;
    readonly left: number;
  };
  /** Photos and frames, as far as they are known. */
  readonly photos: { readonly done: number; readonly skipped: number; readonly failed: number };
  /** Megapixels that were computed, and seconds of workers that they took. */
  readonly megapixels: number;
  readonly seconds: number;
  /** Units a second, over those that ended in the last minutes; undefined where fewer than two did. */
  readonly unitsPerSecond?: number;
  /** Seconds to the end at that speed; undefined where it is not known. */
  readonly remaining?: number;
}

/** Seconds that count as the last minutes. */
const RECENT_SECONDS = 600;

/** @returns undefined if there is no record. @throws QueueContentError if it is none of ours. */
export function readRecord(
  id: string,
  fields: Readonly<Record<string, string | undefined>>,
): BatchRecord | undefined {
  const { plan, state, created, name } = fields;
  if (plan === undefined || state === undefined) return undefined;
  return {
    id,
    ...(name === undefined ? {} : { name: checkedText(name, 'a name') }),
    plan: checkPlan(parseJson(plan, 'a plan')),
    state: checkedChoice(state, 'a state', STATES),
    created: checkedWhole(Number(created), 'a time', 0, Number.MAX_SAFE_INTEGER),
  };
}

/** How far a batch is. @returns undefined if it is gone. @throws QueueContentError */
export async function readStatus(redis: Redis, id: string): Promise<BatchStatus | undefined> {
  const keys = batchKeys(id);
  const [fields, total, finished, failed, retrying, submitting, recent, time] = await Promise.all([
    redis.hgetall(keys.batch),
    redis.hlen(keys.units),
    redis.hlen(keys.results),
    redis.scard(keys.failed),
    redis.hlen(keys.retrying),
    redis.exists(`${keys.batch}:submitting`),
    redis.lrange(keys.recent, 0, -1),
    redis.time(),
  ]);
  const record = readRecord(id, fields);
  if (record === undefined) return undefined;
  const amount = (name: string): number => {
    const value = Number(fields[name] ?? 0);
    return Number.isFinite(value) ? Math.max(0, value) : 0;
  };
  const left = Math.max(0, total - finished);
  const now = Number(time[0]) + Number(time[1]) / 1e6;
  const unitsPerSecond = speedOf(recent.map(Number), now);
  const state = stateOf(record.state, submitting === 1, left);
  const running = state === 'running' || state === 'submitting';
  return {
    id,
    ...(record.name === undefined ? {} : { name: record.name }),
    state,
    created: record.created,
    destination: record.plan.destination,
    units: { total, done: Math.max(0, finished - failed), failed, retrying, left },
    photos: {
      done: amount('photosDone'),
      skipped: amount('photosSkipped'),
      failed: amount('photosFailed'),
    },
    megapixels: amount('megapixels'),
    seconds: amount('seconds'),
    ...(running && unitsPerSecond !== undefined ? { unitsPerSecond, remaining: left / unitsPerSecond } : {}),
  };
}

function stateOf(state: BatchState, submitting: boolean, left: number): BatchStatus['state'] {
  if (state === 'cancelled') return 'cancelled';
  if (state === 'submitting') return submitting ? 'submitting' : 'interrupted';
  return left === 0 ? 'finished' : 'running';
}

/** Units a second from the times at which they ended. */
export function speedOf(times: readonly number[], now: number): number | undefined {
  const late = times.filter((time) => Number.isFinite(time) && now - time <= RECENT_SECONDS);
  const first = Math.min(...late);
  // The first ends an interval that is not known, so it does not count.
  return late.length < 2 || now <= first ? undefined : (late.length - 1) / (now - first);
}
