/** Every cube format is written and read in a real browser, HDF5 in a worker of the page. */
import { expect, test } from 'vitest';
import { CUBE_FORMATS } from '../../src/cube/formats/index.ts';
import type { FormatOutcome } from './formats-page.ts';
import { browserPath, runInBrowser } from './in-browser.ts';

test.skipIf(browserPath === undefined)('cubes of every format, in a browser', async () => {
  const outcomes = (await runInBrowser('/test/browser/formats-page.ts')) as FormatOutcome[];
  const written = CUBE_FORMATS.filter(({ stores }) => stores !== undefined);
  expect(outcomes.map(({ format }) => format)).toEqual(written.map(({ name }) => name));
  for (const outcome of outcomes) {
    const { format, largestDifference, wavelengths, sample, ofHalf } = outcome;
    const step = format === 'png-bands' ? 1 / 65_535 : 0;
    expect(largestDifference, format).toBeLessThanOrEqual(step);
    expect(wavelengths, format).toEqual([400, 500, 600, 700]);
    expect(Math.abs(sample - 22 / 64), format).toBeLessThanOrEqual(step);
    expect(ofHalf, format).toMatch(/^(CubeError|FileError)$/);
  }
});
