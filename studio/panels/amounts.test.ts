import { describe, expect, it } from 'vitest';
import { bytesText, megapixels, secondsText } from './amounts.ts';

describe('amounts', () => {
  it('of bytes have two digits', () => {
    expect(bytesText(900)).toBe('900 bytes');
    expect(bytesText(480 * 320 * 31 * 4)).toBe('18 MB');
    expect(bytesText(4000 * 3000 * 31 * 4)).toBe('1.4 GB');
  });

  it('of time are rough', () => {
    expect(secondsText(0.4)).toBe('about a second');
    expect(secondsText(41.7)).toBe('about 42 seconds');
    expect(secondsText(600)).toBe('about 10 minutes');
    expect(secondsText(9000)).toBe('about 2.5 hours');
    expect(secondsText(Number.POSITIVE_INFINITY)).toBe('unknown');
  });

  it('of pixels are in millions', () => {
    expect(megapixels(4000, 3000)).toBe('12.0 megapixels');
  });
});
