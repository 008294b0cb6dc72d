/** How the page looks, in both themes and on a phone: compared with the pictures in golden/, with a tolerance for fonts. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { StudioPage } from '../studio-page.ts';
import { middleOf, PATCHES } from './known-sample.ts';

const golden = fileURLToPath(new URL('../golden/', import.meta.url));
const inDocs = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
/** Set by `npm run docs:studio`: writes the pictures of the documentation and the golden ones anew. */
const writing = process.env['SPECTRALIFT_STUDIO_PICTURES'] === 'write';
/** Golden pictures are this wide: text is then a grey texture, whatever its font. */
const GOLDEN_WIDTH = 280;
/** Mean difference of bytes that fonts and rounding may make; a blank panel makes 4, the other theme 100. */
const TOLERANCE = 2;

/** Writes a picture of the documentation. */
async function keep(taken: Buffer, name: string): Promise<void> {
  const palette = await sharp(taken)
    .resize({ width: 1100, withoutEnlargement: true })
    .png({ palette: true, effort: 10 })
    .toBuffer();
  writeFileSync(`${inDocs}studio-${name}.png`, palette);
}

async function compare(studio: StudioPage, name: string): Promise<void> {
  const { page } = studio;
  await page.mouse.move(2, 2);
  // What earlier tests removed may still be offered back.
  const notices = page.getByRole('button', { name: 'Dismiss message' });
  while ((await notices.count()) > 0) {
    await notices
      .first()
      .click({ timeout: 1000 })
      .catch(() => undefined); // it may go by itself
  }
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await studio.settle();
  await page.waitForTimeout(700); // the film strip is painted twice a second
  const taken = await page.screenshot();
  const small = await sharp(taken)
    .removeAlpha()
    .resize({ width: GOLDEN_WIDTH })
    .png({ effort: 10 })
    .toBuffer();
  const path = `${golden}${name}.png`;
  if (writing) {
    mkdirSync(golden, { recursive: true });
    writeFileSync(path, small);
    await keep(taken, name);
    return;
  }
  expect(existsSync(path), `expected a golden picture ${path}: npm run docs:studio makes it`).toBe(true);
  const [found, wanted] = await Promise.all(
    [small, readFileSync(path)].map((png) => sharp(png).raw().toBuffer()),
  );
  expect(found.length).toBe(wanted.length);
  const sum = found.reduce((total, byte, index) => total + Math.abs(byte - wanted[index]), 0);
  expect(sum / found.length, `mean difference of ${name} from its golden picture`).toBeLessThan(TOLERANCE);
}

export function pictureTests(open: () => StudioPage): void {
  describe('the looks', () => {
    it.each([
      ['light', { width: 1400, height: 900 }],
      ['dark', { width: 1400, height: 900 }],
      ['phone', { width: 390, height: 844 }],
    ] as const)('%s are those of the golden picture', async (name, viewport) => {
      const studio = open();
      const { page } = studio;
      await page.setViewportSize(viewport);
      await page.getByRole('combobox', { name: 'Theme' }).selectOption(name === 'dark' ? 'dark' : 'light');
      await studio.tab('Spectra');
      if (name === 'light') {
        await studio.view('True colour');
        for (const patch of ['yellow', 'green'] as const) {
          const { x, y } = middleOf(PATCHES[patch]);
          await studio.pin(x, y);
        }
        await studio.mark({ x: 230, y: 200, width: 40, height: 30 });
      }
      await page.evaluate(() => scrollTo(0, 0));
      await compare(studio, name);
      if (name === 'phone') {
        // Everything is reached by scrolling down, nothing by scrolling aside.
        const wider = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(wider).toBeLessThanOrEqual(0);
      }
      await page.setViewportSize({ width: 1400, height: 900 });
    });

    it.runIf(writing)('of some of its views are kept for the documentation', async () => {
      const studio = open();
      const { page } = studio;
      const take = async (name: string): Promise<void> => {
        await studio.settle();
        await page.waitForTimeout(1500);
        await keep(await page.screenshot(), name);
      };
      const dismiss = async (): Promise<void> => {
        for (const button of await page.getByRole('button', { name: 'Dismiss message' }).all())
          await button.click();
      };
      await page.getByRole('combobox', { name: 'Theme' }).selectOption('light');
      await studio.tab('Find');
      await page.getByRole('combobox', { name: 'Like' }).selectOption({ label: 'Region C' });
      await page.getByRole('slider', { name: 'Threshold' }).fill('8');
      await page.evaluate(() => document.getElementById('panel-find')?.scrollTo(0, 0));
      await studio.hover(255, 218);
      await take('search');
      await studio.tab('Spectra');
      await page.getByRole('button', { name: 'Remove all' }).click();
      await dismiss();
      await studio.view('What the camera cannot see');
      await studio.hover(255, 218);
      await take('unseen');
      await studio.view('True colour');
      await studio.tab('Find');
      await page.getByRole('combobox', { name: 'Different under' }).selectOption('F11');
      await page.getByRole('button', { name: 'Find metamers' }).click();
      const pairs = page.getByRole('list', { name: 'Pairs of metamers' }).getByRole('button');
      await pairs.first().click();
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      const divider = page.getByRole('slider', { name: /Divider/ });
      await divider.focus();
      await page.keyboard.press('Home');
      for (let press = 0; press < 25; press++) await page.keyboard.press('ArrowRight');
      await page.mouse.move(2, 2);
      await take('metamers');
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
    });
  });
}
