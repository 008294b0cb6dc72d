/** Kinds of files beside PNG, the clipboard, a response file, and a cube of radiance. One page for all. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { catalogueCamera } from '../../src/camera/catalogue.ts';
import { radianceResponse } from '../../src/camera/effective-response.ts';
import { writeCube } from '../../src/cube/node/open-cube.ts';
import { createCube, spectrumAt } from '../../src/cube/spectral-cube.ts';
import { spectralAngle } from '../../src/evaluation/metrics/spectral-angle.ts';
import { generateSample } from '../../src/reconstruction/sample/generate-sample.ts';
import { VISIBLE_31 } from '../../src/spectra/wavelengths.ts';
import { hasBrowser, startBrowser } from './studio-browser.ts';
import { StudioPage, waitingFor } from './studio-page.ts';

const [WIDTH, HEIGHT] = [144, 96];
/** A pixel of the lemon, and the largest angle to its truth that the shipped weights may have, degrees. */
const LEMON = { x: 77, y: 66, degrees: 8 };
const CAMERA = 'Nikon D700';

describe.skipIf(!hasBrowser)('other files', () => {
  const { cube: truth, photo } = generateSample({ seed: 2, width: WIDTH, height: HEIGHT });
  const picture = sharp(photo.data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
  let browser: Browser;
  let studio: StudioPage;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spectralift-studio-'));
    browser = await startBrowser();
    const context = await browser.newContext({
      viewport: { width: 1400, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    studio = new StudioPage(await context.newPage());
    studio.size = { width: WIDTH, height: HEIGHT };
    await studio.page.goto(waitingFor(inject('studioUrl'), ['a photo']));
    await studio.page.getByText(/This session belongs to a photo/).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  const openName = (): Promise<string> => studio.page.locator('.open-name').innerText();

  /** Pins the lemon and gives its spectrum. */
  async function lemon(): Promise<readonly number[]> {
    await studio.pin(LEMON.x, LEMON.y);
    return (await studio.table())[0].values;
  }

  it.each([
    { name: 'lossless.webp', type: 'image/webp', make: () => picture.clone().webp({ lossless: true }) },
    { name: 'fine.avif', type: 'image/avif', make: () => picture.clone().avif({ quality: 90 }) },
    { name: 'packed.tif', type: 'image/tiff', make: () => picture.clone().tiff({ compression: 'lzw' }) },
  ])('$name becomes spectra when it is dropped', async ({ name, type, make }) => {
    await studio.drop({ name, type, bytes: await make().toBuffer() });
    await expect.poll(openName, { timeout: 20_000 }).toBe(name);
    await studio.untilReconstructed();
    const angle = spectralAngle({
      truth: spectrumAt(truth, LEMON.x, LEMON.y),
      estimate: await lemon(),
      bands: 31,
    });
    expect(angle).toBeLessThan(LEMON.degrees);
  });

  it('a picture is taken from the clipboard by its keys', async () => {
    const png = await picture.clone().png().toBuffer();
    await studio.page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const blob = new Blob([bytes], { type: 'image/png' });
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    }, png.toString('base64'));
    await studio.surface.focus();
    await studio.page.keyboard.press('Control+V');
    await expect.poll(openName, { timeout: 20_000 }).toMatch(/\.png$/);
    await studio.untilReconstructed();
    expect(await lemon()).toHaveLength(31);
  });

  it('a linear photo is read through the response of a file, and gives radiance', async () => {
    const camera = catalogueCamera(CAMERA, VISIBLE_31);
    const rows = VISIBLE_31.map((wavelength, band) =>
      [wavelength, ...[0, 1, 2].map((row) => camera.matrix[row * 31 + band])].join(','),
    );
    const response = join(folder, 'my camera.csv');
    await writeFile(response, `wavelength,red,green,blue\n${rows.join('\n')}\n`);
    const samples = Uint16Array.from({ length: 3 * WIDTH * HEIGHT }, (_, index) => 9000 + 150 * (index % 97));
    const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
    const linear = await sharp(samples, { raw })
      .toColourspace('rgb16')
      .tiff({ compression: 'none' })
      .toBuffer();
    await studio.drop({ name: 'linear.tif', type: 'image/tiff', bytes: linear });
    await expect.poll(openName, { timeout: 20_000 }).toBe('linear.tif');
    await studio.untilReconstructed();
    const { page } = studio;
    await page.getByRole('checkbox', { name: 'Samples are linear' }).check();
    const csv = await readFile(response);
    await studio.drop({ name: 'my camera.csv', type: 'text/csv', bytes: csv });
    const form = page.getByRole('region', { name: 'How the photo is read' });
    await expect.poll(() => form.innerText()).toMatch(/Response\s+my camera/);
    await page.getByRole('button', { name: 'Reconstruct again' }).click();
    const facts = page.getByRole('region', { name: 'Result' });
    await expect.poll(() => facts.innerText(), { timeout: 120_000 }).toMatch(/Holds\s+radiance/);
    expect(await facts.innerText()).toMatch(/Response\s+my camera/);
    const values = await lemon();
    const { matrix } = radianceResponse(camera);
    // C Y = X: what the camera sees of the spectrum is the photo
    const from = 3 * (LEMON.y * WIDTH + LEMON.x);
    for (let row = 0; row < 3; row++) {
      const seen = values.reduce((sum, value, band) => sum + matrix[row * 31 + band] * value, 0);
      expect(Math.abs(seen - samples[from + row] / 65535) / (samples[from + row] / 65535)).toBeLessThan(0.02);
    }
  });

  it('a response file that is none leaves everything as it was, with a reason', async () => {
    await studio.drop({
      name: 'words.csv',
      type: 'text/csv',
      bytes: Buffer.from('these,are,words\n1,2,3\n'),
    });
    const form = studio.page.getByRole('region', { name: 'How the photo is read' });
    await expect.poll(() => form.innerText(), { timeout: 20_000 }).toMatch(/expected columns wavelength/);
    await studio.page.getByRole('combobox', { name: 'Response', exact: true }).selectOption('auto');
  });

  it('a cube of radiance from MATLAB is shown as one, with its values', async () => {
    const data = Float32Array.from(truth.data, (value) => 40 * value);
    const { bands, height, width, wavelengths } = truth;
    const metadata = { quantity: 'radiance' } as const;
    await writeCube(
      join(folder, 'radiance.mat'),
      createCube({ bands, height, width, wavelengths, metadata }, data),
    );
    const bytes = await readFile(join(folder, 'radiance.mat'));
    await studio.drop({ name: 'radiance.mat', type: '', bytes });
    await expect.poll(openName, { timeout: 30_000 }).toBe('radiance.mat');
    await studio.tab('Photo');
    const facts = studio.page.getByRole('region', { name: 'Result' });
    await expect.poll(() => facts.innerText()).toMatch(/Holds\s+radiance/);
    const values = await lemon();
    const wanted = spectrumAt(truth, LEMON.x, LEMON.y);
    for (const [band, value] of values.entries()) {
      expect(Math.abs(value - 40 * wanted[band])).toBeLessThan(0.003 * 40);
    }
    expect(studio.errors).toEqual([]);
  });
});
