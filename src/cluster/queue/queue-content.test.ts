import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planFor } from '../../../test/queue/queue-fixture.ts';
import { batchId, unitKey } from './batch-keys.ts';
import { checkPlan, checkQueuedUnit, checkResult } from './queue-content.ts';
import { QueueContentError } from './queue-error.ts';

const JOB = { batch: '0123456789abcdef', index: 3, unit: { source: '/a.mp4', frames: { from: 1, to: 25 } } };
const RESULT = {
  unit: JOB.unit,
  attempts: 1,
  worker: 'w',
  at: 5,
  outcomes: [{ kind: 'done', file: 'a', outputs: ['/b'], megapixels: 1, seconds: 2 }],
};
const PLAN = planFor(['/photos'], '/out');

/** An object with one value, anywhere in it, replaced. */
function spoiled(value: unknown, with_: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [with_];
  const fields = Object.entries(value);
  return fields.flatMap(([name, inner]) =>
    spoiled(inner, with_).map((bad) =>
      Array.isArray(value)
        ? value.map((item, position) => (String(position) === name ? bad : item))
        : { ...value, [name]: bad },
    ),
  );
}

describe('what stands in the queue', () => {
  it('is taken as it was put there', () => {
    expect(checkQueuedUnit(JOB)).toEqual(JOB);
    expect(checkResult(RESULT)).toEqual(RESULT);
    expect(checkPlan(PLAN)).toEqual(PLAN);
    const chosen = { ...PLAN, frames: { from: 3, to: 9, every: 2 } };
    expect(checkPlan(JSON.parse(JSON.stringify(chosen)))).toEqual(chosen);
  });

  it.each([
    ['a job', checkQueuedUnit, JOB],
    ['a plan', checkPlan, PLAN],
  ] as const)('is refused where any value is of another kind: %s', (_, check, sound) => {
    for (const bad of [null, {}, [], -1, 0.5, Number.NaN, '', 'x\0', 'x'.repeat(5000), { toString: 1 }]) {
      for (const object of spoiled(sound, bad)) {
        expect(() => check(object), JSON.stringify(object).slice(0, 200)).toThrow(QueueContentError);
      }
    }
  });

  it('is refused, whatever else it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        for (const check of [checkQueuedUnit, checkPlan, checkResult]) {
          expect(() => check(value)).toThrow(QueueContentError);
        }
      }),
    );
  });

  it('names no more frames than a job may have', () => {
    const range = (from: number, to: number, every?: number): unknown => ({
      ...JOB,
      unit: { source: '/a.mp4', frames: every === undefined ? { from, to } : { from, to, every } },
    });
    expect(() => checkQueuedUnit(range(1, 1001))).toThrow(/at most 1000/);
    expect(checkQueuedUnit(range(1, 1000)).index).toBe(3);
    expect(checkQueuedUnit(range(1, 2000, 2)).index).toBe(3);
    expect(() => checkQueuedUnit(range(1, 1e300))).toThrow(QueueContentError);
  });
});

describe('ids', () => {
  it('are those of what is submitted', () => {
    const id = batchId(PLAN);
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(batchId(structuredClone(PLAN))).toBe(id);
    const others = spoiled(PLAN, 'other').map((plan) => batchId(Object.assign({ ...PLAN }, plan)));
    expect(new Set([id, ...others]).size).toBe(others.length + 1);
  });

  it('of units differ where the units do', () => {
    const units = [
      { source: '/a' },
      { source: '/b' },
      { source: '/a', frames: { from: 1, to: 2 } },
      { source: '/a', frames: { from: 12, to: 2 } },
      { source: '/a', frames: { from: 1, to: 22 } },
      { source: '/a', frames: { from: 1, to: 22, every: 2 } },
    ];
    expect(new Set(units.map(unitKey)).size).toBe(units.length);
  });
});
