/** What tests of training share: small scenes of one camera, runs to the end, and runs that are broken off and resumed. */
import { expect } from 'vitest';
import { catalogueCamera } from '../src/camera/catalogue.ts';
import { radianceResponse } from '../src/camera/effective-response.ts';
import { createCube } from '../src/cube/spectral-cube.ts';
import type { SampledScene } from '../src/datasets/patch-sampler.ts';
import { Random } from '../src/random.ts';
import type { Runtime } from '../src/runtime/runtime.ts';
import { VISIBLE_31 } from '../src/spectra/wavelengths.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../src/training/checkpoint.ts';
import type { OneCameraSources } from '../src/training/one-camera.ts';
import { type Figures, train, type TrainingTask } from '../src/training/trainer.ts';

const SIDE = 32;
const BANDS = VISIBLE_31.length;

/** A scene of smooth spectra in patches of colour; every 50th pixel is saturated, masked, and far too bright. */
function smallScene(seed: number): SampledScene {
  const random = new Random(seed);
  const data = new Float32Array(BANDS * SIDE * SIDE);
  const mask = new Uint8Array(SIDE * SIDE).fill(1);
  const colours = Array.from({ length: 16 }, () => [random.uniform(), random.uniform(), random.uniform()]);
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
    const [level, slope, bow] = colours[4 * Math.floor(row / 8) + Math.floor(column / 8)];
    if (pixel % 50 === 0) mask[pixel] = 0;
    for (let band = 0; band < BANDS; band++) {
      const place = (2 * band) / (BANDS - 1) - 1; // -1..1 along the spectrum
      const value = 0.15 + 0.3 * level + 0.1 * (slope - 0.5) * place + 0.1 * bow * (1 - place * place);
      data[band * SIDE * SIDE + pixel] = mask[pixel] === 1 ? value : 5;
    }
  }
  const header = {
    bands: BANDS,
    width: SIDE,
    height: SIDE,
    wavelengths: VISIBLE_31,
    metadata: { quantity: 'reflectance' as const },
  };
  return { cube: createCube(header, data), mask };
}

/** Two small scenes and a camera. */
export const SMALL_SOURCES: OneCameraSources = {
  scenes: [smallScene(1), smallScene(2)],
  response: radianceResponse(catalogueCamera('Nikon D700')),
};

/** A whole run: the figures of each ten steps, and the last checkpoint. */
export async function wholeRun(
  task: TrainingTask,
  runtime: Runtime,
): Promise<{ readonly figures: readonly Figures[]; readonly checkpoint: Checkpoint }> {
  const figures: Figures[] = [];
  const checkpoint = await train(task, runtime, {
    seed: 2,
    reportEvery: 10,
    onProgress: (progress) => void figures.push(progress.figures),
  });
  return { figures, checkpoint };
}

/** Expects of a task of more than one step that a run which is broken off after one goes on to the same numbers. */
export async function expectResumes(task: TrainingTask, runtime: Runtime): Promise<void> {
  const whole = await train(task, runtime, { seed: 3 });
  const controller = new AbortController();
  let saved = new Uint8Array();
  await train(task, runtime, {
    seed: 3,
    signal: controller.signal,
    reportEvery: 1,
    onProgress: ({ step }) => {
      if (step === 1) controller.abort();
    },
    onCheckpoint: (checkpoint) => {
      saved = new Uint8Array(encodeCheckpoint(checkpoint));
    },
  });
  const checkpoint = decodeCheckpoint(saved, task.recipe, task.lengths);
  expect(checkpoint.step).toBe(1);
  const resumed = await train(task, runtime, { seed: 99, checkpoint });
  expect(resumed.step).toBe(whole.step);
  expect(Object.keys(resumed.state).sort()).toEqual(Object.keys(whole.state).sort());
  for (const [name, values] of Object.entries(whole.state)) {
    expect([...resumed.state[name]], name).toEqual([...values]);
  }
}

/** The weight file that a task leaves. */
export function weightFileOf(task: TrainingTask, checkpoint: Checkpoint): Uint8Array {
  return task.weightFiles(checkpoint).get('weights.safetensors') ?? new Uint8Array();
}
