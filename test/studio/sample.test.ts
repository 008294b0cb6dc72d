/** The sample that is there on arrival, as a person goes through it: look, measure, find. One page for all. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findTests } from './sample/finding.ts';
import { lookTests } from './sample/looking.ts';
import { measureTests } from './sample/measuring.ts';
import { pictureTests } from './sample/pictures.ts';
import { accessTests } from './sample/access.ts';
import { slowness } from './slowness.ts';
import { hasBrowser, startBrowser } from './studio-browser.ts';
import { StudioPage } from './studio-page.ts';

describe.skipIf(!hasBrowser)('the studio on arrival', () => {
  let browser: Browser;
  let studio: StudioPage;

  beforeAll(async () => {
    browser = await startBrowser();
    studio = new StudioPage(await browser.newPage({ viewport: { width: 1400, height: 900 } }));
  });
  afterAll(() => browser.close());

  it('paints within two seconds, and tells how far it is', async () => {
    await studio.page.goto(inject('studioUrl'));
    await studio.page.getByRole('heading', { name: 'spectralift studio' }).waitFor();
    const painted = await studio.page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    );
    const slower = slowness();
    console.log(
      `first contentful paint after ${Math.round(painted)} ms, machine ${slower.toFixed(1)} x slower`,
    );
    expect(painted).toBeLessThan(2000 * slower);
    await studio.page.getByText(/Photos and spectra stay on this computer/).waitFor();
  });

  it('has the sample there with its spectra, threads and truth', async () => {
    await studio.untilReconstructed();
    expect(await studio.page.evaluate(() => crossOriginIsolated)).toBe(true);
    const facts = await studio.page.getByRole('region', { name: 'Result' }).innerText();
    console.log(facts.replace(/\n/g, ' ').match(/Took .*?(threads|GPU|thread)/)?.[0]);
    expect(facts).toMatch(/480 × 320, 31 bands, 400–700 nm/);
    expect(facts).toMatch(/Model\s+generator/);
    await expect
      .poll(() => studio.page.getByRole('option', { name: '550 nm' }).first().isVisible())
      .toBe(true);
  });

  lookTests(() => studio);
  measureTests(() => studio);
  findTests(() => studio);
  accessTests(() => studio);
  pictureTests(() => studio);

  it('has gone through all of it without an error', () => {
    expect(studio.errors).toEqual([]);
  });
});
