import { describe, expect, it } from 'vitest';
import { checkCounts } from './network-options.ts';
import { NetworkError } from './parameters.ts';

describe('sizes of a network', () => {
  it('are whole numbers from 1 on', () => {
    expect(() => checkCounts('net', { blocks: 1, widths: [3, 2] })).not.toThrow();
  });

  it.each([
    [{ blocks: 0 }, /net: expected 'blocks' to be a whole number from 1 on, found 0/],
    [{ blocks: Number.NaN }, /found NaN/],
    [{ bands: 3, widths: [2, 1.5] }, /'widths\[1\]'.*found 1\.5/],
    [{ widths: [] }, /expected 'widths', found none/],
  ])('and nothing else: %j', (counts, message) => {
    expect(() => checkCounts('net', counts)).toThrow(message);
    expect(() => checkCounts('net', counts)).toThrow(NetworkError);
  });
});
