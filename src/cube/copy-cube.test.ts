import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyRows, partOf } from './copy-cube.ts';
import { memorySink, memorySource, readWholeCube } from './cube-source.ts';
import { CubeError, createCube, spectrumAt } from './spectral-cube.ts';

const cube = createCube(
  { bands: 4, height: 5, width: 6, wavelengths: [400, 450, 500, 650], metadata: { quantity: 'radiance' } },
  Float32Array.from({ length: 120 }, (_, index) => index),
);

test('a copy is the same, and tells of its rows', async () => {
  const sink = memorySink(cube);
  const seen: number[] = [];
  await copyRows(memorySource(cube), sink, { onRows: (done, total) => seen.push(done, total) });
  await sink.finish();
  expect(sink.cube).toEqual(cube);
  expect(seen.slice(-2)).toEqual([5, 5]);
  await expect(
    copyRows(memorySource(cube), memorySink(cube), { signal: AbortSignal.abort() }),
  ).rejects.toThrow(/abort/);
});

test('a part has the spectra of its place, and windows of a part those of theirs', async () => {
  const cuts = fc.record({
    x: fc.nat(5),
    y: fc.nat(4),
    from: fc.constantFrom(0, 400, 420, 500),
    to: fc.constantFrom(500, 650, 900),
  });
  await fc.assert(
    fc.asyncProperty(cuts, async ({ x, y, from, to }) => {
      const window = { x, y, width: 6 - x, height: 5 - y };
      const part = await readWholeCube(partOf(memorySource(cube), { window, range: [from, to] }));
      const kept = cube.wavelengths.flatMap((value, band) => (value >= from && value <= to ? [band] : []));
      expect(part.wavelengths).toEqual(kept.map((band) => cube.wavelengths[band]));
      const last = spectrumAt(cube, 5, 4);
      expect([...spectrumAt(part, part.width - 1, part.height - 1)]).toEqual(kept.map((band) => last[band]));
      const inner = partOf(memorySource(part), { window: { x: 0, y: 0, width: 1, height: 1 } });
      expect(
        await inner.readWindow({
          x: 0,
          y: 0,
          width: 1,
          height: 1,
          bands: { first: part.bands - 1, count: 1 },
        }),
      ).toEqual(Float32Array.of(spectrumAt(cube, x, y)[kept[kept.length - 1]]));
    }),
  );
  expect(() => partOf(memorySource(cube), { range: [700, 800] })).toThrow(CubeError);
  expect(() => partOf(memorySource(cube), { window: { x: 0, y: 0, width: 7, height: 1 } })).toThrow(
    CubeError,
  );
});
