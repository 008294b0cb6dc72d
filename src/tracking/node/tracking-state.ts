/** A tracking that was interrupted, as one file: numbers of the filter as tensors, all else as JSON in its metadata. */
import type { TrackBox } from '../../datasets/track-boxes.ts';
import { readSafetensors, writeSafetensors } from '../../networks/safetensors.ts';
import type { TrackerState } from '../object-tracker.ts';
import { TrackingError } from '../tracking-error.ts';
import type { SpectralSamples } from '../unmixing/spectral-samples.ts';

/** All that is needed to go on. */
export interface SavedTracking {
  /** What is tracked and how; a state of another question is refused. */
  readonly question: string;
  /** Boxes so far. */
  readonly boxes: readonly TrackBox[];
  /** Seconds spent so far. */
  readonly seconds: number;
  readonly notes: readonly string[];
  readonly tracker: TrackerState;
  readonly endmembers?: SpectralSamples;
}

const KEY = 'tracking';

/** The file. Numbers of the filter are float32 as the tracker has them, so nothing is rounded. */
export function writeTrackingState(saved: SavedTracking): Uint8Array {
  const { tracker, endmembers, ...rest } = saved;
  const { model, ...place } = tracker;
  const text = JSON.stringify({
    ...rest,
    place,
    ...(endmembers === undefined
      ? {}
      : { endmembers: { count: endmembers.count, bands: endmembers.bands, data: [...endmembers.data] } }),
  });
  const shape = [model.re.length];
  return writeSafetensors(
    new Map([
      ['model.re', { shape, data: model.re }],
      ['model.im', { shape, data: model.im }],
    ]),
    { [KEY]: text },
  );
}

/** Reads the file. @throws TrackingError or SafetensorsError if it is not one of ours. */
export function readTrackingState(bytes: Uint8Array, name: string): SavedTracking {
  const { tensors, metadata } = readSafetensors(bytes);
  const [re, im] = [tensors.get('model.re')?.data, tensors.get('model.im')?.data];
  const saved = parse(metadata[KEY] ?? '');
  if (re === undefined || im === undefined || saved === undefined) {
    throw new TrackingError(`expected a saved tracking in ${name}, found something else`, {
      hint: 'remove it to begin anew',
    });
  }
  const { place, endmembers, ...rest } = saved;
  return {
    ...rest,
    tracker: { ...place, model: { re, im } },
    ...(endmembers === undefined
      ? {}
      : { endmembers: { ...endmembers, data: Float64Array.from(endmembers.data) } }),
  };
}

/** The JSON part as it is written. */
interface StoredPart {
  readonly question: string;
  readonly boxes: readonly TrackBox[];
  readonly seconds: number;
  readonly notes: readonly string[];
  readonly place: Omit<TrackerState, 'model'>;
  readonly endmembers?: { readonly count: number; readonly bands: number; readonly data: readonly number[] };
}

function parse(text: string): StoredPart | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isStored(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const areNumbers = (values: readonly unknown[]): boolean =>
  values.every((value) => typeof value === 'number');
const isBox = (value: unknown): value is TrackBox =>
  isObject(value) && areNumbers([value['x'], value['y'], value['width'], value['height']]);

function isStored(value: unknown): value is StoredPart {
  if (!isObject(value)) return false;
  const { question, boxes, seconds, notes, place, endmembers } = value;
  return (
    typeof question === 'string' &&
    typeof seconds === 'number' &&
    Array.isArray(boxes) &&
    boxes.length > 0 &&
    boxes.every(isBox) &&
    Array.isArray(notes) &&
    notes.every((note) => typeof note === 'string') &&
    isObject(place) &&
    isBox(place['first']) &&
    areNumbers([place['centreX'], place['centreY'], place['scale'], place['side']]) &&
    (endmembers === undefined ||
      (isObject(endmembers) &&
        areNumbers([endmembers['count'], endmembers['bands']]) &&
        Array.isArray(endmembers['data']) &&
        areNumbers(endmembers['data'])))
  );
}
