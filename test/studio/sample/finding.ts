/** Finding: a spectrum in the picture, a band ratio, and metamers. */
import { describe, expect, it } from 'vitest';
import type { StudioPage } from '../studio-page.ts';
import { middleOf, PATCHES } from './known-sample.ts';

export function findTests(open: () => StudioPage): void {
  describe('finding', () => {
    it('maps where a spectrum is, within a threshold', async () => {
      const studio = open();
      const { x, y } = middleOf(PATCHES.yellow);
      await studio.pin(x, y);
      await studio.tab('Find');
      const section = studio.page.getByRole('region', { name: 'Search for a spectrum' });
      await section.getByRole('combobox', { name: 'Like' }).selectOption({ label: 'Pin A' });
      const share = async () =>
        Number.parseFloat(await section.getByText(/% of the picture is within/).innerText());
      const threshold = section.getByRole('slider', { name: 'Threshold' });
      await threshold.fill('4');
      await expect.poll(share).toBeGreaterThan(0.1);
      const near = await share();
      await threshold.fill('12');
      await expect.poll(share).toBeGreaterThan(near);
      await studio.hover(x, y);
      await expect.poll(() => studio.readout()).toMatch(/0\.0° from .*found/);
    });

    it('divides two ranges that are dragged on the plot', async () => {
      const studio = open();
      const { page } = studio;
      await studio.tab('Find');
      await page.getByRole('button', { name: 'Show the band ratio' }).click();
      const { x, y } = middleOf(PATCHES.red);
      await studio.hover(x, y);
      const index = async () => Number.parseFloat((await studio.readout()).split('index ')[1]);
      await expect.poll(index).toBeGreaterThan(0);
      const before = await index();
      const section = page.getByRole('region', { name: 'Band ratio' });
      const words = await section.innerText();
      const handle = page.getByRole('slider', { name: /^Range A, / }).first();
      const box = await handle.boundingBox();
      if (box === null) throw new Error('no range on the plot');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x - 60, box.y + box.height / 2, { steps: 4 });
      await page.mouse.up();
      expect(await section.innerText()).not.toBe(words);
      await studio.hover(x, y);
      await expect.poll(index).not.toBe(before);
      await page.getByRole('combobox', { name: 'Index' }).selectOption({ label: 'A ÷ B' });
      await studio.hover(x + 1, y);
      await expect.poll(index).toBeGreaterThan(0);
    });

    it('finds metamers and shows them under both lights', async () => {
      const studio = open();
      const { page } = studio;
      await studio.view('True colour');
      await studio.tab('Find');
      await page.getByRole('combobox', { name: 'Different under' }).selectOption('F11');
      const start = Date.now();
      await page.getByRole('button', { name: 'Find metamers' }).click();
      const pairs = page.getByRole('list', { name: 'Pairs of metamers' }).getByRole('button');
      await expect.poll(() => pairs.count(), { timeout: 30_000 }).toBeGreaterThan(2);
      console.log(`metamers in ${Date.now() - start} ms`);
      const texts = await pairs.allInnerTexts();
      const differences = texts.map((text) =>
        [...text.matchAll(/ΔE₀₀ (\d+\.\d)/g)].map(([, number]) => Number(number)),
      );
      for (const [equal, different] of differences) {
        expect(equal).toBeLessThanOrEqual(1);
        expect(different).toBeGreaterThan(equal);
      }
      const sorted = [...differences].sort((a, b) => b[1] - a[1]);
      expect(differences.map(([, different]) => different)).toEqual(sorted.map(([, different]) => different));
      await pairs.first().click();
      await page.getByRole('button', { name: 'Clear' }).click();
    });
  });
}
