/** The studio as a person works with it: by what is written on it, by mouse and by keyboard. */
import { readFile } from 'node:fs/promises';
import type { Download, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { decodeSrgb } from '../../src/spectra/srgb.ts';

/** A rectangle in pixels of the picture. */
export interface PixelWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A file that a person brings. */
export interface BroughtFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A column of the table of values. */
export interface TableColumn {
  readonly title: string;
  readonly values: readonly number[];
}

/** Longest wait for spectra, ms: several times what an idle machine of two cores takes. */
const PATIENCE = 240_000;

/** Address of a page that waits for files of these names instead of opening the sample. */
export function waitingFor(url: string, names: readonly string[], settings: object = {}): string {
  const json = JSON.stringify({ version: 1, source: { kind: 'files', names }, settings });
  return `${url}#session=${Buffer.from(json).toString('base64url')}`;
}

export class StudioPage {
  readonly page: Page;
  /** Picture that the page drew last; `size` must be known to point at pixels. */
  size = { width: 480, height: 320 };
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => this.errors.push(String(error)));
  }

  get surface(): Locator {
    return this.page.getByRole('application');
  }

  tab(name: 'Photo' | 'Spectra' | 'Find' | 'Export'): Promise<void> {
    return this.page.getByRole('tab', { name }).click();
  }

  view(title: string, side: 'View' | 'Left view' | 'Right view' = 'View'): Promise<unknown> {
    return this.page.getByRole('combobox', { name: side, exact: true }).selectOption({ label: title });
  }

  /** Waits until the whole cube is there. @throws Error with what the page says if it fails. */
  async untilReconstructed(): Promise<void> {
    await this.tab('Photo');
    const done = this.page.getByText('Took', { exact: true });
    const failed = this.page.locator('.message.error');
    await done.or(failed).first().waitFor({ timeout: PATIENCE });
    if (await failed.count()) throw new Error(await failed.first().innerText());
  }

  /** Drops files on the page. */
  async drop(...files: readonly BroughtFile[]): Promise<void> {
    const data = await this.page.evaluateHandle(
      (brought) => {
        const transfer = new DataTransfer();
        for (const { name, type, base64 } of brought) {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          transfer.items.add(new File([bytes], name, { type }));
        }
        return transfer;
      },
      files.map(({ name, type, bytes }) => ({ name, type, base64: Buffer.from(bytes).toString('base64') })),
    );
    for (const event of ['dragenter', 'dragover', 'drop']) {
      await this.page.dispatchEvent('body', event, { dataTransfer: data });
    }
    await data.dispose();
  }

  /** Where a place of the picture is on the screen, while all of it is shown. */
  async at(x: number, y: number): Promise<{ x: number; y: number; scale: number }> {
    const box = await this.surface.boundingBox();
    if (box === null) throw new Error('the picture is not on the screen');
    const { width, height } = this.size;
    const scale = Math.min(box.width / width, box.height / height);
    return {
      x: box.x + box.width / 2 + (x - width / 2) * scale,
      y: box.y + box.height / 2 + (y - height / 2) * scale,
      scale,
    };
  }

  async hover(x: number, y: number): Promise<void> {
    const place = await this.at(x + 0.5, y + 0.5);
    await this.page.mouse.move(place.x, place.y);
  }

  /** Clicks a pixel, which pins its spectrum. */
  async pin(x: number, y: number): Promise<void> {
    const place = await this.at(x + 0.5, y + 0.5);
    await this.page.mouse.click(place.x, place.y);
  }

  /** Marks a region with Shift and the mouse. */
  async mark({ x, y, width, height }: PixelWindow): Promise<void> {
    const from = await this.at(x + 0.2, y + 0.2);
    const to = await this.at(x + width - 0.2, y + height - 0.2);
    await this.page.keyboard.down('Shift');
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
    await this.page.mouse.move(to.x, to.y);
    await this.page.mouse.up();
    await this.page.keyboard.up('Shift');
  }

  async readout(): Promise<string> {
    return (await this.page.locator('.readout').textContent()) ?? '';
  }

  /** The table of values, opened if it is not. */
  async table(): Promise<TableColumn[]> {
    const summary = this.page.getByText('Table of values');
    if (!(await this.page.getByRole('table').isVisible())) await summary.click();
    const cells = await this.page
      .getByRole('row')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll('th, td')].map(({ textContent }) => textContent ?? '')),
      );
    const [titles, ...rows] = cells;
    return titles
      .map((title, column) => ({ title, values: rows.map((row) => Number.parseFloat(row[column])) }))
      .slice(1);
  }

  /** Mean linear colour of a part of the picture as it is on the screen. */
  async linearColour(window: PixelWindow): Promise<[number, number, number]> {
    const from = await this.at(window.x, window.y);
    const clip = {
      x: from.x,
      y: from.y,
      width: window.width * from.scale,
      height: window.height * from.scale,
    };
    await this.settle();
    const { data, info } = await sharp(await this.page.screenshot({ clip }))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const sums: [number, number, number] = [0, 0, 0];
    for (const [index, byte] of data.entries()) sums[index % 3] += decodeSrgb(byte / 255);
    const pixels = info.width * info.height;
    return [sums[0] / pixels, sums[1] / pixels, sums[2] / pixels];
  }

  /** Waits for two frames: what was changed has been drawn. */
  async settle(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
        }),
    );
  }

  /** Presses a button and gives the files that it saves, by name. */
  async saved(button: string, count = 1): Promise<Map<string, Buffer>> {
    const downloads: Download[] = [];
    const all = new Promise<void>((resolve) => {
      const take = (download: Download): void => {
        downloads.push(download);
        if (downloads.length < count) return;
        this.page.off('download', take);
        resolve();
      };
      this.page.on('download', take);
    });
    await this.page.getByRole('button', { name: button }).click();
    await all;
    const files = new Map<string, Buffer>();
    for (const download of downloads)
      files.set(download.suggestedFilename(), await readFile(await download.path()));
    return files;
  }
}
