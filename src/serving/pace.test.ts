/** Clients that keep up, stall, and trickle. */
import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

const limits = { stallSeconds: 10, slowestRate: 100 };

describe('Pace', () => {
  it('forgives a stall, but not a long one', () => {
    const pace = new Pace(limits);
    expect(pace.waited(9)).toBe(true);
    pace.moved(1_000_000); // fills the bucket, and no more than that
    expect(pace.waited(9)).toBe(true);
    expect(pace.waited(1)).toBe(false);
  });

  it.each([
    ['at the slowest rate', 100, true],
    ['below it', 90, false],
  ])('a client that moves bytes %s', (_, bytes, keptUp) => {
    const pace = new Pace(limits);
    let still = true;
    for (let second = 0; second < 200; second++) {
      still &&= pace.waited(1);
      pace.moved(bytes);
    }
    expect(still).toBe(keptUp);
  });
});
