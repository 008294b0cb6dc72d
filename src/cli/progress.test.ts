import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatDuration, progressBar } from './progress.ts';

let drawn: string[] = [];
beforeEach(() => {
  drawn = [];
  vi.stubGlobal('process', {
    ...process,
    stderr: { isTTY: true, columns: 70, write: (text: string) => drawn.push(text) },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('progressBar', () => {
  it('says what is at work last, cut where the terminal ends', () => {
    const bar = progressBar(true);
    bar.update(1, 4, 'megapixels', 65, 'a photo with a long name.jpg (3/27)');
    expect(drawn).toEqual(['\r\x1b[K[######..................] 1/4  megapixels  1:05 left  a photo with a']);
  });

  it('is taken away once for what else is said, and ends no line that is not there', () => {
    const bar = progressBar(true);
    bar.clear();
    bar.update(4, 4, '', 0);
    drawn = [];
    bar.clear();
    bar.clear();
    bar.done();
    expect(drawn).toEqual(['\r\x1b[K']);
  });

  it('is silent where it is not wanted', () => {
    progressBar(false).update(1, 2, '', 0);
    expect(drawn).toEqual([]);
  });
});

it('writes durations as clocks do', () => {
  expect([0, 59.6, 3727].map(formatDuration)).toEqual(['0:00', '1:00', '1:02:07']);
});
