/** Photos and cubes that a person brings, what is saved of them, and what comes of files that are none. One page for all. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parseSpectraCsv } from '../../src/analysis/parse-spectra-csv.ts';
import { writeCube } from '../../src/cube/node/open-cube.ts';
import { spectrumAt } from '../../src/cube/spectral-cube.ts';
import { spectralAngle } from '../../src/evaluation/metrics/spectral-angle.ts';
import { generateSample } from '../../src/reconstruction/sample/generate-sample.ts';
import { answerOf } from '../cli/run-cli.ts';
import { hasBrowser, startBrowser } from './studio-browser.ts';
import { type BroughtFile, StudioPage, waitingFor } from './studio-page.ts';

const [WIDTH, HEIGHT] = [144, 96];
/** A pixel of the lemon. */
const LEMON = { x: 77, y: 66 };
/** Largest spectral angle to the truth that the shipped weights may have there, degrees. */
const BOUND = 8;

const png = (bytes: Uint8Array, name = 'still life.png'): BroughtFile => ({ name, type: 'image/png', bytes });

describe.skipIf(!hasBrowser)('photos that are brought', () => {
  const { cube: truth, photo } = generateSample({ seed: 2, width: WIDTH, height: HEIGHT });
  let browser: Browser;
  let studio: StudioPage;
  let folder: string;
  let bytes: Uint8Array;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spectralift-studio-'));
    bytes = await sharp(photo.data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .png()
      .toBuffer();
    browser = await startBrowser();
    studio = await bring();
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A page on which nothing is open. */
  async function bring(): Promise<StudioPage> {
    const page = new StudioPage(await browser.newPage({ viewport: { width: 1400, height: 900 } }));
    page.size = { width: WIDTH, height: HEIGHT };
    await page.page.goto(waitingFor(inject('studioUrl'), ['a photo']));
    await page.page.getByText(/This session belongs to a photo/).waitFor();
    return page;
  }

  it('become spectra when they are dropped, near the true ones', async () => {
    await studio.drop(png(bytes));
    await studio.untilReconstructed();
    await studio.pin(LEMON.x, LEMON.y);
    const [{ title, values }] = await studio.table();
    expect(title).toMatch(/\(77, 66\).*estimated/);
    const angle = spectralAngle({ truth: spectrumAt(truth, LEMON.x, LEMON.y), estimate: values, bands: 31 });
    console.log(`lemon of the dropped photo: ${angle.toFixed(1)}° from the truth`);
    expect(angle).toBeLessThan(BOUND);
  });

  it('are saved as a cube that the command line reads, with the numbers of the page', async () => {
    await studio.tab('Export');
    const csv = await studio.saved('Save spectra as CSV');
    const [spectrum] = parseSpectraCsv(String([...csv.values()][0]));
    expect(spectrum).toMatchObject({ kind: 'estimated', quantity: 'reflectance', source: 'still life.png' });
    const saved = await studio.saved('Save cube', 2);
    for (const [name, data] of saved) await writeFile(join(folder, name), data);
    const header = join(folder, [...saved.keys()].find((name) => name.endsWith('.hdr')) ?? 'no header');
    expect(await answerOf('info', header)).toMatchObject({ width: WIDTH, height: HEIGHT, bands: 31 });
    const read = await answerOf('spectrum', header, '--at', `${LEMON.x},${LEMON.y}`);
    expect(Float32Array.from(read['values'] as number[])).toEqual(Float32Array.from(spectrum.values));
    const [column] = await studio.table();
    for (const [band, value] of column.values.entries()) {
      expect(Math.abs(value - spectrum.values[band])).toBeLessThan(5.1e-5);
    }
  });

  it('are saved as pictures and charts', async () => {
    const svg = String([...(await studio.saved('Save spectra as SVG')).values()][0]);
    expect(svg).toMatch(/^<svg[\s\S]*\(estimated\)[\s\S]*<\/svg>\s*$/);
    const [picture] = (await studio.saved('Save view as PNG')).values();
    const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: WIDTH, height: HEIGHT });
    // Under daylight the picture is the photo again.
    const difference =
      data.reduce((sum, byte, index) => sum + Math.abs(byte - photo.data[index]), 0) / data.length;
    expect(difference).toBeLessThan(1);
  });

  it('come back with everything from a session file', async () => {
    await studio.view('Single band');
    await studio.page.getByRole('slider', { name: 'Band' }).fill('25');
    await studio.tab('Export');
    const [session] = (await studio.saved('Save session')).values();
    const other = await bring();
    await other.drop({ name: 'mine.session.json', type: 'application/json', bytes: session });
    await other.untilReconstructed();
    expect(await other.page.getByRole('slider', { name: 'Band' }).getAttribute('aria-valuetext')).toBe(
      '650 nm',
    );
    const [before, after] = await Promise.all([studio.table(), other.table()]);
    expect(after[0].title).toBe(before[0].title);
    for (const [band, value] of before[0].values.entries()) {
      expect(Math.abs(after[0].values[band] - value)).toBeLessThan(2e-4);
    }
    expect(other.errors).toEqual([]);
    await other.page.close();
  });

  it('answer with a message when they are broken, and leave what was open', async () => {
    const jpeg = await sharp(bytes).jpeg().toBuffer();
    const alert = studio.page.getByRole('alert').first();
    for (const broken of [
      { name: 'half.jpg', type: 'image/jpeg', bytes: jpeg.subarray(0, 300) },
      { name: 'words.png', type: 'image/png', bytes: Buffer.from('this is no picture') },
      { name: 'cube.hdr', type: '', bytes: Buffer.from('ENVI\nsamples = 4\n') },
      { name: 'empty.npy', type: '', bytes: new Uint8Array(0) },
    ]) {
      await studio.drop(broken);
      await expect.poll(() => alert.innerText(), { timeout: 20_000 }).toMatch(/expected|found|cannot|no /i);
      await alert.getByRole('button', { name: 'Dismiss message' }).first().click();
      await expect.poll(() => alert.innerText()).toBe('');
    }
    await studio.hover(LEMON.x, LEMON.y);
    await expect.poll(() => studio.readout()).toMatch(/^\(77, 66\)/);
  });

  it('are compared with a true cube that is opened beside them', async () => {
    await writeCube(join(folder, 'truth.npy'), truth);
    await studio.tab('Spectra');
    await studio.page.getByLabel('Open a true cube …').setInputFiles(join(folder, 'truth.npy'));
    const list = studio.page.getByRole('list', { name: 'Pins and regions' });
    await expect.poll(() => list.innerText()).toMatch(/estimated, \d+\.\d° from the truth/);
    await studio.view('Difference from the truth');
    await expect.poll(() => studio.page.locator('.legend').innerText()).toMatch(/°/);
  });

  it('are taken from the clipboard, and cubes as well as photos', async () => {
    await studio.page.evaluate((base64) => {
      const data = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([content], 'pasted.png', { type: 'image/png' }));
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
    }, Buffer.from(bytes).toString('base64'));
    await expect.poll(() => studio.page.locator('.open-name').innerText()).toBe('pasted.png');
    await writeCube(join(folder, 'cube.hdr'), truth);
    await studio.tab('Photo');
    await studio.page
      .getByLabel('Open …', { exact: true })
      .and(studio.page.locator('input'))
      .setInputFiles(['cube.hdr', 'cube.img'].map((name) => join(folder, name)));
    await expect.poll(() => studio.page.locator('.open-name').innerText()).toMatch(/^cube/);
    await studio.pin(LEMON.x, LEMON.y);
    const [{ values }] = await studio.table();
    const wanted = spectrumAt(truth, LEMON.x, LEMON.y);
    for (const [band, value] of values.entries()) expect(Math.abs(value - wanted[band])).toBeLessThan(5.1e-5);
    expect(await studio.page.getByRole('button', { name: 'estimated, not measured' }).count()).toBe(0);
  });

  it('of 12 megapixels are offered at a lower resolution first, with progress and a way out', async () => {
    const large = await sharp(bytes).resize(4000, 3000).jpeg({ quality: 80 }).toBuffer();
    const path = join(folder, 'large.jpg');
    await writeFile(path, large);
    await studio.tab('Photo');
    const { page } = studio;
    const dropped = Date.now();
    await page.getByLabel('Open …', { exact: true }).and(page.locator('input')).setInputFiles(path);
    const offer = page.getByRole('region', { name: 'Working size' });
    await offer.waitFor({ timeout: 60_000 });
    console.log(`12 megapixels opened in ${Date.now() - dropped} ms`);
    const words = await offer.innerText();
    expect(words).toMatch(/12(\.0)? megapixels/);
    const [, across, down] = /(\d+) × (\d+) \(recommended\)/.exec(words) ?? [];
    expect(Number(across) * Number(down)).toBeLessThan(1_300_000);
    expect(words).toMatch(/the whole photo can be exported later/);
    await page.getByRole('button', { name: 'Reconstruct', exact: true }).click();
    await page.getByRole('progressbar').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => page.getByRole('progressbar').count(), { timeout: 60_000 }).toBe(0);
    expect(await page.getByRole('button', { name: /^Reconstruct/ }).isEnabled()).toBe(true);
    expect(studio.errors).toEqual([]);
  });
});
