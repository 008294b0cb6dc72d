import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CubeWindow, memorySink, memorySource, readWholeCube } from './cube-source.ts';
import { CubeError, type CubeHeader, createCube } from './spectral-cube.ts';

const header: CubeHeader = {
  bands: 3,
  height: 5,
  width: 4,
  wavelengths: [400, 500, 600],
  metadata: { quantity: 'reflectance', source: 'photo.jpg' },
};
const cube = createCube(
  header,
  Float32Array.from({ length: 60 }, (_, index) => index),
);

describe('memory source', () => {
  test('a window holds the samples at its place', async () => {
    const places = fc.tuple(fc.nat(3), fc.nat(4)).chain(([x, y]) =>
      fc.record({
        x: fc.constant(x),
        y: fc.constant(y),
        width: fc.integer({ min: 1, max: 4 - x }),
        height: fc.integer({ min: 1, max: 5 - y }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(places, async (window: CubeWindow) => {
        const samples = await memorySource(cube).readWindow(window);
        const expected: number[] = [];
        for (let band = 0; band < 3; band++) {
          for (let row = 0; row < window.height; row++) {
            for (let column = 0; column < window.width; column++) {
              expected.push(band * 20 + (window.y + row) * 4 + window.x + column);
            }
          }
        }
        expect([...samples]).toEqual(expected);
      }),
    );
  });

  test('a window outside the cube is refused', async () => {
    const outside = [
      { x: -1, y: 0, width: 1, height: 1 },
      { x: 0, y: 0, width: 5, height: 1 },
      { x: 0, y: 4, width: 1, height: 2 },
      { x: 0, y: 0, width: 0, height: 1 },
      { x: 0.5, y: 0, width: 1, height: 1 },
    ];
    for (const window of outside)
      await expect(memorySource(cube).readWindow(window)).rejects.toThrow(CubeError);
  });

  test('an aborted signal stops the reading', async () => {
    const window = { x: 0, y: 0, width: 1, height: 1 };
    await expect(memorySource(cube).readWindow(window, AbortSignal.abort())).rejects.toThrow(/abort/i);
  });
});

describe('memory sink', () => {
  test('rows in any order and any cut give the cube again', async () => {
    const cuts = fc.shuffledSubarray([1, 2, 3, 4]).chain((edges) => {
      const starts = [0, ...edges.sort()];
      const parts = starts.map((start, index) => [start, (starts[index + 1] ?? 5) - start] as const);
      return fc.shuffledSubarray(parts, { minLength: parts.length });
    });
    await fc.assert(
      fc.asyncProperty(cuts, async (parts) => {
        const sink = memorySink(header);
        for (const [y, rows] of parts) {
          const data = await memorySource(cube).readWindow({ x: 0, y, width: 4, height: rows });
          await sink.writeRows(y, rows, data);
        }
        expect(await sink.finish({ model: 'generator' })).toEqual([]);
        expect(sink.cube.data).toEqual(cube.data);
        expect(sink.cube.metadata).toEqual({
          quantity: 'reflectance',
          source: 'photo.jpg',
          model: 'generator',
        });
        expect(await readWholeCube(memorySource(sink.cube))).toEqual(sink.cube);
      }),
    );
  });

  test('holes, doubles, wrong sizes and a closed sink are refused', async () => {
    const sink = memorySink(header);
    const two = new Float32Array(24);
    await sink.writeRows(1, 2, two);
    await expect(sink.writeRows(2, 2, two)).rejects.toThrow(/found row 2 a second time/);
    await expect(sink.writeRows(4, 2, two)).rejects.toThrow(/found 2 rows from row 4/);
    await expect(sink.writeRows(3, 1, two)).rejects.toThrow(/expected 12 samples .* found 24/);
    await expect(sink.finish()).rejects.toThrow(/found 3 not written, the first of them row 0/);
    expect(() => sink.cube).toThrow(CubeError);
    await sink.abort();
    await expect(sink.writeRows(0, 1, new Float32Array(12))).rejects.toThrow(/aborted/);
  });
});
