/**
 * What stands in Redis: the plan of a batch, its units as jobs, and what became of each, with the checks that every
 * reader makes. Who can write into Redis can write anything; nothing is used before it went through here.
 */
import { RECONSTRUCTION_FORMATS } from '../../reconstruction/node/output-paths.ts';
import type { JobSettings, UnitOutcome, WorkUnit } from '../work-unit.ts';
import {
  checkedAmount,
  checkedChoice,
  checkedFlag,
  checkedList,
  checkedObject,
  checkedText,
  checkedWhole,
  messageText,
  wrong,
} from './checked-values.ts';

/** Most inputs that one submission names (a folder counts as one), frames of a job, and units of a batch. */
export const MOST_SOURCES = 10_000;
export const MOST_FRAMES = 1000;
export const MOST_UNITS = 1_000_000_000;
/** Most photos and frames of a unit that is told of: a video in a bucket is one. */
export const MOST_OUTCOMES = 20_000;
/** Most files that belong to one photo. */
const MOST_OUTPUTS = 64;

/** What is submitted together. Paths are absolute, or `s3://bucket/key`. */
export interface BatchPlan {
  /** As they were named: photos, folders, videos. */
  readonly sources: readonly string[];
  /** The folder, or `s3://bucket/prefix`, of all outputs. */
  readonly destination: string;
  readonly settings: JobSettings;
  /** Frames of a video that one job takes. */
  readonly framesPerJob: number;
  /** Which frames of videos are taken, counted from 1; all where absent. */
  readonly frames?: { readonly from: number; readonly to?: number; readonly every?: number };
}

/** A unit of a batch as it waits in the queue. */
export interface QueuedUnit {
  readonly batch: string;
  /** Its place in the batch, from 0; results are told in this order. */
  readonly index: number;
  readonly unit: WorkUnit;
}

/** What became of a unit in the end. */
export interface UnitResult {
  readonly unit: WorkUnit;
  readonly outcomes: readonly UnitOutcome[];
  /** How often it was tried. */
  readonly attempts: number;
  /** Name of the worker. */
  readonly worker: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

const BATCH_ID = /^[0-9a-f]{16}$/;

/** Whether a text has the form of a batch's id. */
export function isBatchId(text: string): boolean {
  return BATCH_ID.test(text);
}

/** @throws QueueContentError */
export function checkPlan(value: unknown): BatchPlan {
  const plan = checkedObject(value, 'a plan');
  return {
    sources: checkedList(plan['sources'], 'sources', MOST_SOURCES, checkedText),
    destination: checkedText(plan['destination'], 'a destination'),
    settings: checkSettings(plan['settings']),
    framesPerJob: checkedWhole(plan['framesPerJob'], 'frames of a job', 1, MOST_FRAMES),
    ...(plan['frames'] === undefined ? {} : { frames: checkFrames(plan['frames']) }),
  };
}

/** Frames that are chosen; `every` only where it is more than 1. */
function checkFrames(value: unknown): NonNullable<BatchPlan['frames']> {
  const frames = checkedObject(value, 'frames');
  const from = checkedWhole(frames['from'], 'a first frame', 1, MOST_UNITS);
  const [to, every] = [frames['to'], frames['every']];
  return {
    from,
    ...(to === undefined ? {} : { to: checkedWhole(to, 'a last frame', from, MOST_UNITS) }),
    ...(every === undefined ? {} : { every: checkedWhole(every, 'a step of frames', 2, MOST_UNITS) }),
  };
}

function checkSettings(value: unknown): JobSettings {
  const settings = checkedObject(value, 'settings');
  const light = settings['light'];
  return {
    camera: checkedText(settings['camera'], 'a camera'),
    ...(light === undefined ? {} : { light: checkedText(light, 'a light') }),
    linear: checkedFlag(settings['linear'], 'linear'),
    model: checkedText(settings['model'], 'a model'),
    format: checkedChoice(settings['format'], 'a format', RECONSTRUCTION_FORMATS),
    dataType: checkedChoice(settings['dataType'], 'a data type', ['float32', 'uint16']),
    consistency: checkedChoice(settings['consistency'], 'a consistency', ['non-negative', 'exact', 'none']),
  };
}

/** @throws QueueContentError */
export function checkUnit(value: unknown): WorkUnit {
  const unit = checkedObject(value, 'a unit');
  const source = checkedText(unit['source'], 'a source');
  if (unit['frames'] === undefined) return { source };
  const frames = checkFrames(unit['frames']);
  const { from, to = from, every = 1 } = frames;
  if ((to - from) / every >= MOST_FRAMES) throw wrong('frames', `at most ${MOST_FRAMES}`, frames);
  return { source, frames };
}

/** The data of a job. @throws QueueContentError */
export function checkQueuedUnit(value: unknown): QueuedUnit {
  const job = checkedObject(value, 'a job');
  const batch = checkedText(job['batch'], 'a batch');
  if (!isBatchId(batch)) throw wrong('a batch', '16 hexadecimal digits', batch);
  return {
    batch,
    index: checkedWhole(job['index'], 'a place', 0, MOST_UNITS),
    unit: checkUnit(job['unit']),
  };
}

/** @throws QueueContentError */
export function checkResult(value: unknown): UnitResult {
  const result = checkedObject(value, 'a result');
  return {
    unit: checkUnit(result['unit']),
    outcomes: checkedList(result['outcomes'], 'outcomes', MOST_OUTCOMES, checkOutcome),
    attempts: checkedWhole(result['attempts'], 'attempts', 0, MOST_UNITS),
    worker: messageText(result['worker']),
    at: checkedAmount(result['at'], 'a time'),
  };
}

/** What a runner says of a photo. @throws QueueContentError */
export function checkOutcome(value: unknown): UnitOutcome {
  const outcome = checkedObject(value, 'an outcome');
  const kind = checkedChoice(outcome['kind'], 'a kind of outcome', ['done', 'skipped', 'failed']);
  const file = checkedText(outcome['file'], 'a file');
  if (kind === 'failed') {
    const error = checkedObject(outcome['error'], 'an error');
    const [name, message, hint] = [error['name'], error['message'], error['hint']].map(messageText);
    return { kind, file, error: { name, message, hint } };
  }
  return {
    kind,
    file,
    outputs: checkedList(outcome['outputs'], 'outputs', MOST_OUTPUTS, checkedText),
    megapixels: checkedAmount(outcome['megapixels'], 'megapixels'),
    seconds: checkedAmount(outcome['seconds'], 'seconds'),
  };
}
