import { describe, expect, it } from 'vitest';
import { KeptSessions } from './photos-memory.ts';

const plan = { way: { steps: 'stages', tile: 128 }, lanes: 2, peak: 500, sessions: 300 } as const;

describe('KeptSessions', () => {
  it('lets photos of one kind follow each other up to the limit', () => {
    const kept = new KeptSessions();
    expect([1, 2, 3].map(() => kept.admit('a', plan, 0, 500))).toEqual([true, true, true]);
  });

  it('asks for an empty runtime where what is kept for another kind leaves too little, and only then', () => {
    const kept = new KeptSessions();
    expect(kept.admit('a', plan, 0, 800)).toBe(true);
    expect(kept.admit('b', plan, 0, 800)).toBe(true);
    expect(kept.admit('a', plan, 1, 800)).toBe(false);
    expect(kept.admit('b', plan, 0, 800)).toBe(true); // b is gone, a is there: 500 + 300
  });

  it('has nothing to let go of for the first photo, however large', () => {
    expect(new KeptSessions().admit('a', plan, 1000, 500)).toBe(true);
  });

  it('counts three kinds at most', () => {
    const kept = new KeptSessions();
    for (const kind of ['a', 'b', 'c', 'd']) kept.admit(kind, plan, 0, 9999);
    expect(kept.admit('e', plan, 0, 500 + 3 * 300)).toBe(true);
    expect(kept.admit('f', plan, 0, 500 + 3 * 300 - 1)).toBe(false);
  });
});
