/** Frames and generated videos. */
import { describe, expect, it } from 'vitest';
import { catalogueCamera } from '../../camera/catalogue.ts';
import { developedSrgbResponse, radianceResponse } from '../../camera/effective-response.ts';
import { memorySource } from '../../cube/cube-source.ts';
import { generatorNetwork } from '../../networks/generator.ts';
import { initialWeights } from '../../networks/parameters.ts';
import { Random } from '../../random.ts';
import { createPhoto } from '../../reconstruction/photo.ts';
import { reconstructWhole } from '../../reconstruction/reconstruct.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { cubeFrame } from './cube-frame.ts';
import { generateSequence } from './generated-sequence.ts';
import { cutPlanes, reconstructedFrame } from './reconstructed-frame.ts';
import { rgbFrame } from './rgb-frame.ts';

const [WIDTH, HEIGHT] = [90, 70];
const random = new Random(1);
const photo = createPhoto({
  width: WIDTH,
  height: HEIGHT,
  samples: Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, () => random.integer(256)),
  encoding: 'srgb',
});
const WINDOW = { x: 60, y: 3, width: 20, height: 16 };

describe('an RGB frame', () => {
  it('gives samples as they are stored', async () => {
    const data = await rgbFrame(photo).readWindow(WINDOW);
    const { samples } = photo.data.kind === 'samples' ? photo.data : { samples: [] };
    for (const [row, column, channel] of [
      [0, 0, 0],
      [5, 7, 1],
      [15, 19, 2],
    ]) {
      const stored = samples[3 * ((WINDOW.y + row) * WIDTH + WINDOW.x + column) + channel];
      expect(data[(channel * WINDOW.height + row) * WINDOW.width + column]).toBeCloseTo(stored / 255, 6);
    }
    expect((await rgbFrame(photo).picture()).data).toEqual(Uint8Array.from(samples));
  });
});

describe('a reconstructed frame', () => {
  it('gives of a window what the reconstruction of the whole frame has there', async () => {
    const network = generatorNetwork({ bands: 31, growth: 8 });
    const weights = new Random(2);
    const model = {
      name: 'untrained',
      network,
      wavelengths: VISIBLE_31,
      weights: initialWeights(network.declarations, () => weights.uniform()),
    };
    const runtime = await nodeRuntime({ threads: 1 });
    const options = { runtime, model, response: developedSrgbResponse(VISIBLE_31) };
    const { cube } = await reconstructWhole(photo, options);
    const frame = reconstructedFrame(photo, options);
    for (const window of [WINDOW, { x: 30, y: 30, width: 11, height: 9 }]) {
      const expected = cutPlanes(cube, 31, photo, window);
      const found = await frame.readWindow(window);
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const off = expected.reduce((most, value, index) => Math.max(most, Math.abs(found[index] - value)), 0);
      expect(off).toBeLessThan(1e-5 * largest);
    }
  });
});

describe('a generated video', () => {
  const options = { seed: 3, width: 96, height: 96, frames: 5 };
  const cameras = [
    developedSrgbResponse(VISIBLE_31),
    radianceResponse(catalogueCamera('Canon 5D Mark II', VISIBLE_31)),
  ];

  it.each(cameras.map((response) => [response.name, response] as const))(
    'hides its first object from %s, and not its spectra',
    (_, response) => {
      const video = generateSequence({ ...options, response });
      const { boxes, kind } = video.objects[0];
      expect(kind).toBe('metamer');
      const [one, other] = [video.cube(0), video.cube(4)];
      const [first, second] = [response.project(one.data), response.project(other.data)];
      let [rgb, spectra] = [0, 0];
      const plane = 96 * 96;
      for (let y = 0; y < 96; y++) {
        for (let x = 0; x < 96; x++) {
          const inside = ({ x: left, y: top, width, height }: (typeof boxes)[number]): boolean =>
            x >= left - 1 && x <= left + width && y >= top - 1 && y <= top + height;
          const visible = video.objects[1].boxes;
          if (inside(visible[0]) || inside(visible[4])) continue;
          const at = y * 96 + x;
          for (let channel = 0; channel < 3; channel++) {
            rgb = Math.max(rgb, Math.abs(first[channel * plane + at] - second[channel * plane + at]));
          }
          if (!(inside(boxes[0]) || inside(boxes[4]))) continue;
          for (let band = 0; band < 31; band++) {
            spectra = Math.max(
              spectra,
              Math.abs(one.data[band * plane + at] - other.data[band * plane + at]),
            );
          }
        }
      }
      expect(rgb).toBeLessThan(1e-5);
      expect(spectra).toBeGreaterThan(0.2);
      expect(one.data.every((value) => value > -1e-6 && value < 1 + 1e-6)).toBe(true);
    },
  );

  it('is the same for the same seed, moves, and stays inside', () => {
    const make = (seed: number) => generateSequence({ ...options, seed, response: cameras[0] });
    const [one, same, other] = [make(3), make(3), make(4)];
    const alike = (a: Float32Array, b: Float32Array): boolean =>
      a.every((value, index) => value === b[index]);
    expect(alike(one.cube(2).data, same.cube(2).data)).toBe(true);
    expect(alike(one.picture(2, one.cube(2)).data, same.picture(2, same.cube(2)).data)).toBe(true);
    expect(alike(one.cube(2).data, other.cube(2).data)).toBe(false);
    for (const { boxes } of one.objects) {
      for (const [index, { x, y, width, height }] of boxes.entries()) {
        expect(x >= 0 && y >= 0 && x + width <= 96 && y + height <= 96).toBe(true);
        if (index === 0) continue;
        const step = Math.hypot(x - boxes[index - 1].x, y - boxes[index - 1].y);
        expect(step).toBeGreaterThan(1);
        expect(step).toBeLessThan(5);
      }
    }
  });

  it('refuses sizes that are out of range', () => {
    const [response] = cameras;
    expect(() => generateSequence({ ...options, width: 20, response })).toThrow(
      /sides in 96..1024 pixels, found 20 x 96/,
    );
    expect(() => generateSequence({ ...options, frames: 1, response })).toThrow(/2..2000 frames, found 1/);
  });
});

it('a cube is a frame of its bands', async () => {
  const video = generateSequence({
    seed: 1,
    width: 96,
    height: 96,
    frames: 2,
    response: developedSrgbResponse(VISIBLE_31),
  });
  const cube = video.cube(0);
  const frame = cubeFrame(memorySource(cube));
  expect(frame.planes).toBe(31);
  expect(await frame.readWindow(WINDOW)).toEqual(cutPlanes(cube.data, 31, cube, WINDOW));
  const { data } = await frame.picture();
  expect(data.length).toBe(3 * 96 * 96);
  expect(Math.max(...data)).toBeGreaterThan(200);
});
