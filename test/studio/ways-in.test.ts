/** A link to a session, fingers instead of a mouse, and a person who is faster than the sample. */
import type { Browser, CDPSession, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { generateSample } from '../../src/reconstruction/sample/generate-sample.ts';
import { hasBrowser, startBrowser } from './studio-browser.ts';
import { StudioPage } from './studio-page.ts';

/** A finger's place, CSS pixels. */
type Finger = readonly [x: number, y: number];

describe.skipIf(!hasBrowser)('ways into the studio', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it('a copied link brings the same places and views, in another page', async () => {
    const context = await browser.newContext({
      viewport: { width: 1400, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const studio = new StudioPage(await context.newPage());
    await studio.page.goto(inject('studioUrl'));
    await studio.untilReconstructed();
    await studio.pin(169, 138);
    await studio.mark({ x: 230, y: 200, width: 40, height: 30 });
    await studio.view('Single band');
    await studio.page.getByRole('slider', { name: 'Band' }).fill('20');
    const before = await studio.table();
    await studio.tab('Export');
    await studio.page.getByRole('button', { name: 'Copy link' }).click();
    await studio.page.getByText('The link is in the clipboard.').waitFor();
    const link = await studio.page.evaluate(() => navigator.clipboard.readText());
    expect(new URL(link).origin).toBe(new URL(inject('studioUrl')).origin);
    const other = new StudioPage(await context.newPage());
    await other.page.goto(link);
    await other.untilReconstructed();
    await expect
      .poll(() => other.page.getByRole('slider', { name: 'Band' }).getAttribute('aria-valuetext'))
      .toBe('600 nm');
    const marked = (await other.table()).filter(({ title }) => !title.startsWith('Truth'));
    const wanted = before.filter(({ title }) => !title.startsWith('Truth'));
    expect(marked.map(({ title }) => title)).toEqual(wanted.map(({ title }) => title));
    expect(marked.map(({ values }) => values)).toEqual(wanted.map(({ values }) => values));
    expect([...studio.errors, ...other.errors]).toEqual([]);
    await context.close();
  });

  it('two fingers zoom and move the picture, one moves it, a tap pins', async () => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      deviceScaleFactor: 2,
    });
    const studio = new StudioPage(await context.newPage());
    const { page } = studio;
    await page.goto(inject('studioUrl'));
    await page.locator('.open-name').getByText('sample').waitFor();
    const box = await studio.surface.boundingBox();
    if (box === null) throw new Error('the picture is not on the screen');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const session = await context.newCDPSession(page);
    const zoom = async (): Promise<number> =>
      Number.parseFloat(await page.getByLabel('Zoom', { exact: true }).innerText());
    await expect.poll(zoom).toBeGreaterThan(0);
    const before = await zoom();
    await fingers(session, page, [
      [
        [x - 20, y],
        [x + 20, y],
      ],
      [
        [x - 40, y],
        [x + 40, y],
      ],
      [
        [x - 60, y],
        [x + 60, y],
      ],
    ]);
    const after = await zoom();
    expect(after / before).toBeGreaterThan(2.6);
    expect(after / before).toBeLessThan(3.4);
    const pins = page.getByRole('list', { name: 'Pins and regions' }).getByRole('listitem');
    await fingers(session, page, [[[x, y]], [[x + 30, y + 10]], [[x + 60, y + 20]]]);
    await fingers(session, page, [[[x, y]]]);
    await studio.tab('Spectra');
    await expect.poll(() => pins.count()).toBe(1);
    // The middle of the picture was moved 60 to the right and 20 down; the zoom is percent of a pixel.
    const [, column, row] = /\((\d+), (\d+)\)/.exec(await pins.first().innerText()) ?? [];
    expect(Math.abs(Number(column) - (240 - (100 * 60) / after))).toBeLessThan(4);
    expect(Math.abs(Number(row) - (160 - (100 * 20) / after))).toBeLessThan(4);
    expect(studio.errors).toEqual([]);
    await context.close();
  });

  it('a photo that is dropped while the sample is opened is what stays', async () => {
    const [width, height] = [96, 64];
    const { photo } = generateSample({ seed: 3, width, height });
    const bytes = await sharp(photo.data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    const studio = new StudioPage(await context.newPage());
    const { page } = studio;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/sample/estimate.tif', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(inject('studioUrl'));
    await page.getByText('Opening the sample').first().waitFor();
    await studio.drop({ name: 'mine.png', type: 'image/png', bytes });
    await expect.poll(() => page.locator('.open-name').innerText(), { timeout: 20_000 }).toBe('mine.png');
    release();
    await studio.untilReconstructed();
    expect(await page.locator('.open-name').innerText()).toBe('mine.png');
    const facts = await page.getByRole('region', { name: 'Result' }).innerText();
    expect(facts).toMatch(/96 × 64, 31 bands/);
    expect(await page.locator('.message.error').count()).toBe(0);
    expect(studio.errors).toEqual([]);
    await context.close();
  });
});

/** Puts fingers down, moves them from place to place, and lifts them. */
async function fingers(
  session: CDPSession,
  page: Page,
  places: readonly (readonly Finger[])[],
): Promise<void> {
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: readonly Finger[]): Promise<unknown> =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: at.map(([x, y], id) => ({ x, y, id })),
    });
  await send('touchStart', places[0]);
  for (const place of places.slice(1)) await send('touchMove', place);
  await send('touchEnd', []);
  await page.waitForTimeout(50);
}
