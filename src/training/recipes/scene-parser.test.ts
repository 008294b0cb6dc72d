/** The parser learns to label two halves of photos, and in use gives what it gave in training. */
import { expect, it } from 'vitest';
import { PhotoSampler, photosInMemory } from '../../datasets/photo-sampler.ts';
import { readSafetensors } from '../../networks/safetensors.ts';
import { Random } from '../../random.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { train } from '../trainer.ts';
import { openParser } from '../unsupervised/scene-parser.ts';
import { sceneParserTask } from './scene-parser.ts';

const [WIDTH, HEIGHT, CROP] = [48, 40, 32];

it('learns, and its averages serve single pictures', { timeout: 120_000 }, async () => {
  const random = new Random(1);
  const photos = Array.from({ length: 4 }, () => {
    const rgb = new Uint8Array(3 * WIDTH * HEIGHT);
    const labels = new Int16Array(WIDTH * HEIGHT);
    for (let pixel = 0; pixel < labels.length; pixel++) {
      const sky = Math.floor(pixel / WIDTH) < HEIGHT / 2;
      labels[pixel] = sky ? 0 : 1;
      rgb.set(
        (sky ? [90, 140, 220] : [120, 110, 60]).map((value) => value + random.integer(30)),
        3 * pixel,
      );
    }
    return { width: WIDTH, height: HEIGHT, rgb, labels };
  });
  const sampler = new PhotoSampler(photosInMemory(photos), {
    crop: CROP,
    size: CROP,
    scale: [1, 1],
    linear: false,
  });
  const network = {
    classes: 2,
    stem: 4,
    bottlenecks: { blocks: 1, width: 2 },
    stages: [{ modules: 1, blocks: 1, widths: [4, 6] }],
  };
  const task = sceneParserTask({
    photos: sampler,
    network,
    classes: ['sky', 'ground'],
    batch: 4,
    crop: CROP,
    steps: 80,
    parts: 2,
  });
  const runtime = await nodeRuntime({ threads: 1 });
  const losses: number[] = [];
  const last = await train(task, runtime, {
    reportEvery: 20,
    onProgress: ({ figures }) => void losses.push(figures['loss']),
  });
  expect(losses[3]).toBeLessThan(0.5 * losses[0]);
  const bytes = task.weightFiles(last).get('weights.safetensors') ?? new Uint8Array();
  const { tensors } = readSafetensors(bytes);
  const weights = new Map([...tensors].map(([name, { data }]) => [name, data]));
  const parser = await openParser(
    runtime,
    { kind: 'embedded', weights, options: network },
    { batch: 1, side: CROP },
  );
  expect([parser.classes, parser.logits]).toEqual([2, CROP / 4]);
  const { crop, labels } = await sampler.draw(random);
  const logits = await parser.parse(crop);
  await parser.release();
  let right = 0;
  for (let row = 0; row < CROP / 4; row++) {
    for (let column = 0; column < CROP / 4; column++) {
      const at = (row * CROP) / 4 + column;
      const told = logits[at] > logits[(CROP * CROP) / 16 + at] ? 0 : 1;
      if (told === labels[(4 * row + 2) * CROP + 4 * column + 2]) right++;
    }
  }
  expect(right / (CROP / 4) ** 2).toBeGreaterThan(0.85);
});
