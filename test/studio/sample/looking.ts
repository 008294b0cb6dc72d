/** Looking: lights, bands, false colour, what the camera cannot see, and two views beside each other. */
import { describe, expect, it } from 'vitest';
import { falseColour, trueColour } from '../../../src/reconstruction/render.ts';
import { VISIBLE_31 } from '../../../src/spectra/wavelengths.ts';
import type { StudioPage } from '../studio-page.ts';
import { PATCHES } from './known-sample.ts';

/** Half floats, bytes of the screen and a filter at the border leave this much of white. */
const EXACT = 0.012;

export function lookTests(open: () => StudioPage): void {
  describe('looking', () => {
    /** The mean spectra of the patches, marked and read from the table; taken away again. */
    async function patchSpectra(): Promise<Map<keyof typeof PATCHES, readonly number[]>> {
      const studio = open();
      await studio.view('True colour');
      for (const window of Object.values(PATCHES)) await studio.mark(window);
      const columns = (await studio.table()).filter(({ title }) => title.startsWith('Region'));
      await studio.tab('Spectra');
      await studio.page.getByRole('button', { name: 'Remove all' }).click();
      const names = Object.keys(PATCHES) as (keyof typeof PATCHES)[];
      return new Map(names.map((name, index) => [name, columns[index].values]));
    }

    it('shows colours under other lights as the library computes them', async () => {
      const studio = open();
      const spectra = await patchSpectra();
      const light = studio.page.getByRole('combobox', { name: 'Light', exact: true });
      const shown = new Map<string, number[]>();
      for (const name of ['D65', 'A', 'F11', 'LED-3000']) {
        await light.selectOption(name);
        const { matrix } = trueColour(VISIBLE_31, 'reflectance', name);
        for (const [patch, spectrum] of spectra) {
          const colour = await studio.linearColour(PATCHES[patch]);
          for (const [channel, value] of colour.entries()) {
            const wanted = spectrum.reduce(
              (sum, power, band) => sum + power * matrix[31 * channel + band],
              0,
            );
            const inGamut = Math.min(1, Math.max(0, wanted));
            expect(Math.abs(value - inGamut), `${patch} under ${name}, channel ${channel}`).toBeLessThan(
              EXACT,
            );
          }
          shown.set(`${patch} ${name}`, colour);
        }
      }
      const [daylight, bulb] = ['red D65', 'red A'].map((key) => shown.get(key) ?? []);
      expect(Math.hypot(...daylight.map((value, channel) => value - bulb[channel]))).toBeGreaterThan(EXACT);
    });

    it('slides through black bodies', async () => {
      const studio = open();
      await studio.page.getByRole('combobox', { name: 'Light', exact: true }).selectOption('blackbody:');
      const slider = studio.page.getByRole('slider', { name: /Temperature/ });
      await slider.fill('2000');
      const warm = await studio.linearColour(PATCHES.red);
      await slider.fill('12000');
      const cold = await studio.linearColour(PATCHES.red);
      expect(warm[0] - cold[0]).toBeGreaterThan(EXACT);
      await studio.page.getByRole('combobox', { name: 'Light', exact: true }).selectOption('D65');
    });

    it('goes from band to band by keys', async () => {
      const studio = open();
      await studio.view('Single band');
      const slider = studio.page.getByRole('slider', { name: 'Band' });
      await slider.fill('20');
      const band = () => slider.getAttribute('aria-valuetext');
      expect(await band()).toBe('600 nm');
      await studio.surface.focus();
      await studio.page.keyboard.press('.');
      expect(await band()).toBe('610 nm');
      await studio.page.keyboard.press(',');
      await studio.page.keyboard.press(',');
      expect(await band()).toBe('590 nm');
      const strip = studio.page.getByRole('listbox', { name: 'Bands' });
      await strip.getByRole('option', { selected: true }).focus();
      await studio.page.keyboard.press('ArrowRight');
      await studio.page.keyboard.press('End');
      expect(await band()).toBe('700 nm');
      // Red reflects far red light, blue hardly any.
      const [red] = await studio.linearColour(PATCHES.red);
      await studio.page.keyboard.press('Home');
      const [violet] = await studio.linearColour(PATCHES.red);
      expect(red).toBeGreaterThan(3 * violet);
    });

    it('shows three bands as colours', async () => {
      const studio = open();
      const spectra = await patchSpectra();
      await studio.view('False colour');
      const { matrix } = falseColour(VISIBLE_31, [690, 600, 500]);
      for (const [channel, value] of ['690', '600', '500'].entries()) {
        await studio.page
          .getByRole('combobox', { name: ['Red', 'Green', 'Blue'][channel], exact: true })
          .selectOption(value);
      }
      const colour = await studio.linearColour(PATCHES.green);
      for (const [channel, value] of colour.entries()) {
        const wanted = (spectra.get('green') ?? []).reduce(
          (sum, power, band) => sum + power * matrix[31 * channel + band],
          0,
        );
        expect(Math.abs(value - wanted)).toBeLessThan(EXACT);
      }
    });

    it('maps the share that the camera cannot see, and the error of re-projection, with their scales', async () => {
      const studio = open();
      await studio.view('What the camera cannot see');
      await expect.poll(() => studio.page.locator('.legend').innerText()).toMatch(/0[\s\S]*1|%/);
      await studio.view('Re-projection error');
      await expect.poll(() => studio.page.locator('.legend').innerText()).toMatch(/\d/);
    });

    it('swipes between two views', async () => {
      const studio = open();
      const { page } = studio;
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await studio.view('True colour', 'Left view');
      await studio.view('Single band', 'Right view');
      const divider = page.getByRole('slider', { name: /Divider/ });
      const isGrey = async () => {
        const [red, green, blue] = await studio.linearColour(PATCHES.yellow);
        return Math.max(Math.abs(red - green), Math.abs(red - blue)) < 0.01;
      };
      await divider.focus();
      await page.keyboard.press('End');
      expect(await isGrey()).toBe(false);
      await page.keyboard.press('Home');
      expect(await isGrey()).toBe(true);
      await page.keyboard.press('End');
      const box = await divider.boundingBox();
      const to = await studio.at(60, 150);
      if (box === null) throw new Error('no divider');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(to.x + 30, to.y);
      await page.mouse.move(to.x, to.y);
      await page.mouse.up();
      expect(await isGrey()).toBe(true);
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await studio.view('True colour');
    });

    it('zooms to the pointer and back', async () => {
      const studio = open();
      const zoom = studio.page.getByRole('status', { name: 'Zoom' });
      const before = await zoom.innerText();
      await studio.hover(169, 138);
      await studio.page.mouse.wheel(0, -400);
      await expect.poll(() => zoom.innerText()).not.toBe(before);
      expect(await studio.readout()).toMatch(/\(1[67]\d, 13\d\)/);
      await studio.page.getByRole('button', { name: 'Fit' }).click();
      await expect.poll(() => zoom.innerText()).toBe(before);
    });
  });
}
