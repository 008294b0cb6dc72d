/** Measuring: the spectrum under the pointer, pins, regions, and how near they are to the truth. */
import { describe, expect, it } from 'vitest';
import { spectralAngle } from '../../../src/evaluation/metrics/spectral-angle.ts';
import type { StudioPage } from '../studio-page.ts';
import { middleOf, PATCHES, trueSpectrum } from './known-sample.ts';

/** Largest spectral angles to the truth that the shipped weights may have: on a patch, on grey, on average; degrees. */
const [PATCH, GREY, MEAN] = [30, 5, 18];

export function measureTests(open: () => StudioPage): void {
  describe('measuring', () => {
    it('reads the spectrum under the pointer, and its distance from the truth', async () => {
      const studio = open();
      await studio.hover(169, 138);
      await expect.poll(() => studio.readout()).toMatch(/^\(169, 138\) · \d+\.\d° from the truth/);
      await studio.hover(20, 20);
      await expect.poll(() => studio.readout()).toMatch(/^\(20, 20\)/);
    });

    it('pins patches whose spectra are near the known ones', async () => {
      const studio = open();
      const angles: number[] = [];
      for (const [name, window] of Object.entries(PATCHES)) {
        const { x, y } = middleOf(window);
        await studio.pin(x, y);
        const columns = await studio.table();
        const estimate = columns.find(
          ({ title }) => title.startsWith('Pin') && title.includes(`(${x}, ${y})`),
        );
        const shown = columns.find(
          ({ title }) => title.startsWith('Truth') && title.includes(`(${x}, ${y})`),
        );
        expect(estimate?.title).toMatch(/estimated/);
        const truth = trueSpectrum(x, y);
        for (const [band, value] of (shown?.values ?? []).entries()) {
          expect(Math.abs(value - truth[band])).toBeLessThan(2e-4);
        }
        const angle = spectralAngle({ truth, estimate: estimate?.values ?? [], bands: 31 });
        angles.push(angle);
        expect(angle, name).toBeLessThan(name === 'lightGrey' ? GREY : PATCH);
        await studio.hover(x, y);
        await expect
          .poll(async () => Math.abs(Number.parseFloat((await studio.readout()).split('· ')[1]) - angle))
          .toBeLessThan(0.15);
      }
      console.log(`spectral angles to the truth: ${angles.map((angle) => angle.toFixed(1)).join(', ')}`);
      expect(angles.reduce((sum, angle) => sum + angle, 0) / angles.length).toBeLessThan(MEAN);
      await studio.tab('Spectra');
      const list = studio.page.getByRole('list', { name: 'Pins and regions' });
      expect(await list.getByRole('listitem').count()).toBe(Object.keys(PATCHES).length);
    });

    it('sums regions up as mean and deviation', async () => {
      const studio = open();
      await studio.tab('Spectra');
      await studio.page.getByRole('button', { name: 'Remove all' }).click();
      await studio.mark({ x: 230, y: 200, width: 40, height: 30 });
      const list = studio.page.getByRole('list', { name: 'Pins and regions' });
      await expect.poll(() => list.innerText()).toMatch(/Region A, 40 × 30 pixels/);
      const fill = () => studio.page.locator('.deviation').evaluate((band) => getComputedStyle(band).fill);
      await expect.poll(fill).toMatch(/^rgb/);
      await studio.table();
      await expect
        .poll(() => studio.page.getByRole('cell').first().innerText())
        .toMatch(/^0\.\d{4} ± 0\.\d{4}$/);
    });

    it('lays references beside them', async () => {
      const studio = open();
      await studio.tab('Spectra');
      const lemon = studio.page.getByRole('checkbox', { name: /lemon peel/ });
      await lemon.check();
      await expect
        .poll(async () => (await studio.table()).map(({ title }) => title).join())
        .toMatch(/lemon peel/);
      await studio.page.getByRole('checkbox', { name: /Scale them/ }).check();
      await expect
        .poll(async () => (await studio.table()).map(({ title }) => title).join())
        .toMatch(/scaled/);
      await studio.page.getByRole('checkbox', { name: /Scale them/ }).uncheck();
      await lemon.uncheck();
      await studio.page.getByRole('button', { name: 'Remove all' }).click();
    });

    it('says in plain words what “estimated” means', async () => {
      const { page } = open();
      await page.getByRole('button', { name: 'estimated, not measured' }).click();
      const dialog = page.getByRole('dialog', { name: /estimated/ });
      await expect.poll(() => dialog.innerText()).toMatch(/three numbers for every pixel/);
      await page.keyboard.press('Escape');
      await expect.poll(() => dialog.isVisible()).toBe(false);
    });
  });
}
