/**
 * Names of everything that the queue keeps in Redis, and the ids that are made of what is submitted, so that the same
 * submission has the same ids on every machine.
 */
import { createHash } from 'node:crypto';
import type { WorkUnit } from '../work-unit.ts';
import type { BatchPlan } from './queue-content.ts';

/** Prefix of all keys, and the name of the one queue that all batches share. */
export const PREFIX = 'spectralift';
export const QUEUE = 'units';

/** All batches by the time that they were made (sorted set), and ids by name (hash). */
export const BATCHES_KEY = `${PREFIX}:batches`;
export const NAMES_KEY = `${PREFIX}:names`;

/** The keys of a batch. */
export interface BatchKeys {
  /** Hash: plan, name, state, counts. */
  readonly batch: string;
  /** Hash: a unit's key to its place in the batch. */
  readonly units: string;
  /** Hash: place to what became of it in the end. */
  readonly results: string;
  /** Set: places in `results` that are failures. */
  readonly failed: string;
  /** Hash: place to how often its result was forgotten, where it ever was. */
  readonly tries: string;
  /** Hash: place to why it is tried again. */
  readonly retrying: string;
  /** List: ids of jobs that were taken off the queue, and whose keys are still to be deleted. */
  readonly doomed: string;
  /** List: times of the last units done, newest first. */
  readonly recent: string;
}

export function batchKeys(id: string): BatchKeys {
  const batch = `${PREFIX}:batch:${id}`;
  const part = (name: string): string => `${batch}:${name}`;
  return {
    batch,
    units: part('units'),
    results: part('results'),
    failed: part('failed'),
    tries: part('tries'),
    retrying: part('retrying'),
    doomed: part('doomed'),
    recent: part('recent'),
  };
}

/** The id of a batch: 16 hexadecimal digits of the hash of its plan. */
export function batchId({ sources, destination, settings, framesPerJob, frames }: BatchPlan): string {
  const { camera, light, linear, model, format, dataType, consistency } = settings;
  const decided = [camera, light ?? null, linear, model, format, dataType, consistency];
  const range = frames === undefined ? null : [frames.from, frames.to ?? null, frames.every ?? 1];
  return digest([sources, destination, decided, framesPerJob, range], 'hex').slice(0, 16);
}

/** A unit's name within its batch: 96 bits of the hash of what it is. */
export function unitKey({ source, frames }: WorkUnit): string {
  const range = frames === undefined ? [] : [frames.from, frames.to ?? null, frames.every ?? 1];
  return digest([source, ...range], 'base64url').slice(0, 16);
}

/**
 * The id of a unit's job; BullMQ adds no second job of the same id. What is done again gets another, since the job
 * before may be about to end.
 */
export function jobId(batch: string, index: number, generation: number): string {
  return `${jobPrefix(batch)}${index}-${generation}`;
}

/** What the ids of a batch's jobs begin with. */
export function jobPrefix(batch: string): string {
  return `${batch}-`;
}

/** A key of BullMQ's: of a list such as `wait`, or of a job by its id. */
export function queueKey(name: string): string {
  return `${PREFIX}:${QUEUE}:${name}`;
}

function digest(value: unknown, encoding: 'hex' | 'base64url'): string {
  return createHash('sha256').update(JSON.stringify(value)).digest(encoding);
}
