/** Videos as the benchmarks lay them out: mosaics of 16 bands, and what goes wrong with them. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jpeg, png } from '../../../../test/dataset-trees.ts';
import { HOTC_WAVELENGTHS } from '../../../datasets/hotc.ts';
import { ValueNoise } from '../../../reconstruction/sample/value-noise.ts';
import { trackIntoFolder } from '../../node/track-into-folder.ts';
import { materialTracking } from '../../tracking-method.ts';
import { findSequence, streamOf } from './find-sequence.ts';
import { openSequence } from './open-sequence.ts';

const [WIDTH, HEIGHT] = [96, 72];
const STEP = 1.5;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-hotc-'));
  const noise = new ValueNoise(3);
  for (const kind of ['HSI', 'RGB']) await mkdir(join(folder, 'ball', kind), { recursive: true });
  for (let frame = 0; frame < 3; frame++) {
    const mosaic = png({ width: 4 * WIDTH, height: 4 * HEIGHT, depth: 16 }, (column, row) => {
      const band = 4 * (row % 4) + (column % 4);
      const [x, y] = [Math.floor(column / 4) - STEP * frame, Math.floor(row / 4)];
      return Math.round(60_000 * noise.layered(x / 7, y / 7, band / 3, 2));
    });
    await writeFile(join(folder, 'ball', 'HSI', `000${frame + 1}.png`), mosaic);
    await writeFile(join(folder, 'ball', 'RGB', `000${frame + 1}.jpg`), await jpeg(WIDTH, HEIGHT, frame));
  }
  const boxes = [0, 1, 2].map((frame) => `${31 + STEP * frame}\t25\t16\t16\n`).join('');
  await writeFile(join(folder, 'ball', 'HSI', 'groundtruth_rect.txt'), boxes);
});
afterAll(() => rm(folder, { recursive: true }));

describe('a video of mosaics', () => {
  it('is tracked by its own 16 bands', async () => {
    const place = await findSequence(join(folder, 'ball'));
    expect(streamOf(place, 'mosaic')?.frames.length).toBe(3);
    const sequence = await openSequence(place, { look: { kind: 'mosaic' } });
    const frame = await sequence.open(0);
    expect([frame?.width, frame?.height, frame?.planes, frame?.wavelengths]).toEqual([
      WIDTH,
      HEIGHT,
      16,
      HOTC_WAVELENGTHS,
    ]);
    const result = await trackIntoFolder(sequence, join(folder, 'out'), {
      method: materialTracking(),
      name: 'measured bands',
    });
    expect(result.features).toMatch(/of 16 bands, and shares of \d+ endmembers/);
    expect(result.figures?.frames).toBe(3);
    expect(result.figures?.locationError).toBeLessThan(0.5);
  });

  it('has RGB frames beside, without boxes of their own', async () => {
    const place = await findSequence(join(folder, 'ball'));
    await expect(openSequence(place, { look: { kind: 'rgb' } })).rejects.toThrow(
      /the box of an object in ball/,
    );
    const box = { x: 2, y: 2, width: 20, height: 20 };
    const sequence = await openSequence(place, { look: { kind: 'rgb' }, boxes: [box], frames: 2 });
    expect(sequence.length).toBe(2);
    expect((await sequence.open(1))?.planes).toBe(3);
    expect(await sequence.open(2)).toBeUndefined();
  });
});
