/** Asks the engine for the spectra of the open photo, and passes on what arrives. */
import { batch, signal } from '@preact/signals';
import type { OpenedPhoto, Reconstruction, ReconstructionRequest, WorkingSize } from '../engine/contract.ts';
import { showError, showNotice } from './messages.ts';
import { markRows, resetRows } from './rows.ts';
import type { ReadingChoice } from './settings.ts';
import {
  activity,
  cube,
  engine,
  linearPhoto,
  pins,
  photo,
  reading,
  regions,
  response,
  result,
  runtime,
} from './store.ts';

/** The size that a choice means for a photo. */
export function sizeOf({ sizes }: OpenedPhoto, { reduction }: ReadingChoice): WorkingSize {
  return sizes.find((size) => size.reduction === reduction) ?? sizes[0];
}

/** The part of a request that decides the response. */
export function responseRequest(choice: ReadingChoice): Omit<ReconstructionRequest, 'size' | 'model'> {
  const { camera, responseFile, light, linear } = choice;
  return {
    camera,
    linear,
    ...(light === '' ? {} : { light }),
    ...(camera === 'file' && responseFile !== undefined ? { responseFile } : {}),
  };
}

/** The choices that the cube on the page was made with. */
export const usedReading = signal<ReadingChoice | undefined>(undefined);

let running: AbortController | undefined;

/** Ends a reconstruction that is under way; the rows that have arrived stay. */
export function cancelReconstruction(): void {
  running?.abort(new DOMException('cancelled', 'AbortError'));
}

/** Reconstructs the open photo with the choices of the moment; errors become messages. */
export async function reconstructPhoto(): Promise<void> {
  const works = engine.peek();
  const opened = photo.peek();
  if (works === undefined || opened === undefined) return;
  cancelReconstruction();
  const controller = new AbortController();
  running = controller;
  const choice = reading.peek();
  const size = sizeOf(opened, choice);
  const live = (): boolean => running === controller && photo.peek() === opened;
  const cancel = (): void => controller.abort(new DOMException('cancelled', 'AbortError'));
  const what = `Reconstructing ${size.width} × ${size.height}`;
  activity.value = { kind: 'working', what, cancel };
  usedReading.value = choice;
  try {
    const finished = await works.reconstruct(
      { ...responseRequest(choice), size, model: choice.model },
      {
        signal: controller.signal,
        onStart: (held, facts, rgb) => {
          if (live()) start(held, facts, rgb);
        },
        onRows: (y, rows) => {
          if (live()) markRows(y, rows);
        },
        onProgress: (progress) => {
          if (live()) activity.value = { kind: 'working', what, progress, cancel };
        },
      },
    );
    if (!live()) return;
    batch(() => {
      take(finished);
      runtime.value = finished.runtime;
      markRows(0, finished.cube.height);
    });
  } catch (error) {
    if (controller.signal.aborted) {
      if (live()) showNotice('Cancelled. The rows that had arrived stay.');
    } else {
      showError(error);
    }
  } finally {
    if (running === controller) {
      running = undefined;
      activity.value = { kind: 'idle' };
    }
  }
}

/** Shows a reconstruction of the open photo that was made beforehand, with the choices of the moment. */
export function showReconstruction(finished: Reconstruction): void {
  batch(() => {
    usedReading.value = reading.peek();
    resetRows(finished.cube.height, true);
    take(finished);
  });
}

function take(finished: Reconstruction): void {
  cube.value = finished.cube;
  response.value = finished.response;
  linearPhoto.value = finished.rgb;
  result.value = finished;
}

type Started = Parameters<NonNullable<import('../engine/contract.ts').ReconstructionCallbacks['onStart']>>;

function start(...[held, facts, rgb]: Started): void {
  batch(() => {
    const before = cube.peek();
    if (before !== undefined && (before.width !== held.width || before.height !== held.height)) {
      scalePlaces(held.width / before.width, held.height / before.height);
    }
    resetRows(held.height, false);
    cube.value = held;
    response.value = facts;
    linearPhoto.value = rgb;
    result.value = undefined;
  });
}

/** Marked places stay where they were when the photo is worked on at another size. */
function scalePlaces(x: number, y: number): void {
  pins.value = pins.peek().map((pin) => ({
    ...pin,
    x: Math.floor((pin.x + 0.5) * x),
    y: Math.floor((pin.y + 0.5) * y),
  }));
  regions.value = regions.peek().map((region) => ({
    ...region,
    x: Math.floor(region.x * x),
    y: Math.floor(region.y * y),
    width: Math.max(1, Math.floor(region.width * x)),
    height: Math.max(1, Math.floor(region.height * y)),
  }));
}
