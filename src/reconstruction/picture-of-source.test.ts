import { describe, expect, it } from 'vitest';
import { memorySource } from '../cube/cube-source.ts';
import { createCube } from '../cube/spectral-cube.ts';
import { toSrgbImage } from '../spectra/srgb.ts';
import { projectSource, showSource } from './picture-of-source.ts';
import { renderCube, trueColour } from './render.ts';
import { generateSample } from './sample/generate-sample.ts';

const { cube } = generateSample({ seed: 2, width: 40, height: 31 });
const how = trueColour(cube.wavelengths, 'reflectance');
const source = memorySource(cube);

describe('pictures of a source', () => {
  it('equal those of the whole cube', async () => {
    const whole = renderCube(cube, how, 1.5);
    const rows: number[] = [];
    const linear = await projectSource(source, (spectra) => how.apply(spectra), {
      exposure: 1.5,
      blockBytes: 3 * 4 * 31 * 40,
      onRows: (done) => rows.push(done),
    });
    expect(linear.data).toEqual(whole.data);
    expect(rows).toEqual([3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 31]);
    const { picture } = await showSource(source, (spectra) => how.apply(spectra), {
      exposure: 1.5,
      blockBytes: 1,
    });
    expect(picture).toEqual(toSrgbImage(whole));
  });

  it('tell how many pixels do not fit', async () => {
    const half = memorySource(createCube(cube, new Float32Array(cube.data.length).fill(0.5)));
    const share = async (exposure: number) =>
      (await showSource(half, (spectra) => how.apply(spectra), { exposure })).clippedShare;
    expect([await share(2), await share(2.01)]).toEqual([0, 1]);
    const broken = memorySource(
      createCube(
        cube,
        cube.data.map((value, index) => (index % 7 === 0 ? Number.NaN : value)),
      ),
    );
    expect((await showSource(broken, (spectra) => how.apply(spectra))).clippedShare).toBe(1);
  });

  it('refuse an exposure that is not positive, and stop when told to', async () => {
    await expect(projectSource(source, how.apply, { exposure: 0 })).rejects.toMatchObject({
      _tag: 'SimulationError',
    });
    await expect(showSource(source, how.apply, { signal: AbortSignal.abort() })).rejects.toThrow(/aborted/);
  });
});
