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

  it('has the sample there with its spectra, before the engine, and its truth soon after', async () => {
    await studio.untilReconstructed();
    const arrived = await studio.page.evaluate(() => performance.now());
    const engine = await studio.page.evaluate(() =>
      performance.getEntriesByType('resource').some(({ name }) => /lane-worker/.test(name)),
    );
    const slower = slowness();
    console.log(
      `the sample's spectra after ${Math.round(arrived)} ms, machine ${slower.toFixed(1)} x slower`,
    );
    expect(engine).toBe(false);
    expect(arrived).toBeLessThan(6000 * slower);
    await studio.page.getByText('the truth of sample.png').waitFor({ timeout: 60_000 });
    console.log(`its truth after ${await studio.page.evaluate(() => Math.round(performance.now()))} ms`);
    expect(await studio.page.evaluate(() => crossOriginIsolated)).toBe(true);
    const facts = await studio.page.getByRole('region', { name: 'Result' }).innerText();
    expect(facts).toMatch(/480 × 320, 31 bands, 400–700 nm/);
    expect(facts).toMatch(/Model\s+agd-net/);
    expect(facts).toMatch(/Took\s+\d+\.\d s on onnxruntime-node .*, when this site was built/);
    await expect
      .poll(() => studio.page.getByRole('option', { name: '550 nm' }).first().isVisible())
      .toBe(true);
  });

  it('comes to the same spectra when it reconstructs the sample itself', async () => {
    const [x, y] = [169, 138];
    await studio.pin(x, y);
    const [before] = await studio.table();
    await studio.tab('Photo');
    await studio.page.getByRole('button', { name: 'Reconstruct again' }).click();
    const took = studio.page.getByText(/^\d+\.\d s on onnxruntime-web/);
    await took.waitFor({ timeout: 240_000 });
    console.log(`reconstructed in ${await took.innerText()}`);
    const [after] = await studio.table();
    expect(after.title).toBe(before.title);
    for (const [band, value] of after.values.entries()) {
      expect(Math.abs(value - before.values[band])).toBeLessThan(1e-3); // as coarse as the site keeps it
    }
    await studio.tab('Spectra');
    await studio.page.getByRole('button', { name: 'Remove all' }).click();
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
