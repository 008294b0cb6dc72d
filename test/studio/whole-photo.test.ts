/** A photo that is worked on at a lower resolution, and saved at its full one. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { developedSrgbResponse } from '../../src/camera/effective-response.ts';
import { readCube } from '../../src/cube/node/open-cube.ts';
import { spectrumAt } from '../../src/cube/spectral-cube.ts';
import { decodeSrgb } from '../../src/spectra/srgb.ts';
import { VISIBLE_31 } from '../../src/spectra/wavelengths.ts';
import { hasBrowser, startBrowser } from './studio-browser.ts';
import { StudioPage, waitingFor } from './studio-page.ts';

/** A little more than what is worked on at full size. */
const [WIDTH, HEIGHT] = [1280, 872];

describe.skipIf(!hasBrowser)('a whole photo', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spectralift-studio-'));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is saved at its full size, in agreement with every pixel', async () => {
    const samples = Uint8Array.from({ length: 3 * WIDTH * HEIGHT }, (_, index) => {
      const [pixel, channel] = [Math.floor(index / 3), index % 3];
      const [x, y] = [pixel % WIDTH, Math.floor(pixel / WIDTH)];
      return 90 + Math.round(40 * Math.sin(x / 37 + channel) + 30 * Math.cos(y / 53 - channel));
    });
    const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
    const bytes = await sharp(samples, { raw }).png().toBuffer();
    const studio = new StudioPage(await browser.newPage({ viewport: { width: 1400, height: 900 } }));
    const { page } = studio;
    await page.goto(waitingFor(inject('studioUrl'), ['a photo']));
    await page.getByText(/This session belongs to a photo/).waitFor();
    await studio.drop({ name: 'large.png', type: 'image/png', bytes });
    const offer = page.getByRole('region', { name: 'Working size' });
    await offer.waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Reconstruct', exact: true }).click();
    await studio.untilReconstructed();
    expect(await page.getByRole('region', { name: 'Result' }).innerText()).toMatch(/640 × 436, 31 bands/);
    await studio.tab('Export');
    await page.getByRole('combobox', { name: 'What' }).selectOption({ label: 'the whole photo, full size' });
    page.setDefaultTimeout(300_000);
    const saved = await studio.saved('Save cube', 2);
    for (const [name, data] of saved) await writeFile(join(folder, name), data);
    const cube = await readCube(join(folder, 'large.hdr'));
    expect(cube).toMatchObject({ width: WIDTH, height: HEIGHT, bands: 31 });
    expect(cube.metadata).toMatchObject({ model: 'agd-net', response: 'srgb', source: 'large.png' });
    const { matrix } = developedSrgbResponse(VISIBLE_31);
    for (const [x, y] of [
      [0, 0],
      [WIDTH - 1, HEIGHT - 1],
      [640, 436],
      [127, 128],
      [901, 7],
    ]) {
      const spectrum = spectrumAt(cube, x, y);
      for (let channel = 0; channel < 3; channel++) {
        const seen = spectrum.reduce((sum, value, band) => sum + matrix[channel * 31 + band] * value, 0);
        const photo = decodeSrgb(samples[3 * (y * WIDTH + x) + channel] / 255);
        expect(Math.abs(seen - photo), `(${x}, ${y}), channel ${channel}`).toBeLessThan(1e-5);
      }
    }
    expect(studio.errors).toEqual([]);
  });
});
