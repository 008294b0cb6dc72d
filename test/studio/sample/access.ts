/** For everyone: the keyboard alone is enough, and axe finds nothing to object to in either theme. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { StudioPage } from '../studio-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe objects to on the page as it is, one line each. */
async function objections({ page }: StudioPage): Promise<string[]> {
  const found = await page.evaluate(async (source) => {
    if (!('axe' in window)) new Function(source)();
    const { axe: checker } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> };
    };
    const { violations } = await checker.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.map(({ id, nodes }) => ({ id, nodes }));
  }, axe);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary ?? ''}`),
  );
}

export function accessTests(open: () => StudioPage): void {
  describe('for everyone', () => {
    it('is worked by the keyboard alone', async () => {
      const studio = open();
      const { page } = studio;
      await studio.tab('Spectra');
      await studio.page.getByRole('button', { name: 'Remove all' }).click();
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      const reached = new Set<string>();
      for (let press = 0; press < 60; press++) {
        await page.keyboard.press('Tab');
        const { role, outline } = await page.evaluate(() => {
          const element = document.activeElement;
          if (element === null) return { role: '', outline: true };
          const { outlineStyle, boxShadow, borderStyle } = getComputedStyle(element);
          return {
            role: element.getAttribute('role') ?? element.tagName.toLowerCase(),
            outline: outlineStyle !== 'none' || boxShadow !== 'none' || borderStyle === 'none',
          };
        });
        expect(outline, `focus is seen on ${role}`).toBe(true);
        reached.add(role);
        if (role === 'application') break;
      }
      expect([...reached]).toContain('application');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => studio.readout()).toMatch(/^\(\d+, \d+\)/);
      await page.keyboard.press('Enter');
      const list = page.getByRole('list', { name: 'Pins and regions' });
      await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
      await page.getByRole('tab', { name: 'Spectra' }).focus();
      await page.keyboard.press('ArrowRight');
      await expect
        .poll(() => page.getByRole('tab', { name: 'Find' }).getAttribute('aria-selected'))
        .toBe('true');
      await page.keyboard.press('ArrowLeft');
      await page.getByRole('button', { name: /^Remove Pin/ }).focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => list.count()).toBe(0);
    });

    it.each(['light', 'dark'] as const)('gives axe nothing to object to in the %s theme', async (theme) => {
      const studio = open();
      await studio.page.getByRole('combobox', { name: 'Theme' }).selectOption(theme);
      for (const tab of ['Photo', 'Spectra', 'Find', 'Export'] as const) {
        await studio.tab(tab);
        await studio.settle();
        expect(await objections(studio), tab).toEqual([]);
      }
    });
  });
}
