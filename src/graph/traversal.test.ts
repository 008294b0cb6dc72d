import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, gradients, multiply, negate, sumOfAll } from './index.ts';
import { emitOnnx } from './emit-onnx.ts';
import { input, type Tensor } from './tensor.ts';
import { topologicalOrder } from './traversal.ts';

describe('topologicalOrder', () => {
  it('gives each needed tensor once, inputs first', () => {
    const links = fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(links, fc.array(fc.nat(100), { minLength: 1, maxLength: 4 }), (pairs, picks) => {
        const made: Tensor[] = [input('x', [])];
        for (const [left, right] of pairs)
          made.push(add(made[left % made.length], made[right % made.length]));
        const roots = picks.map((pick) => made[pick % made.length]);
        const order = topologicalOrder(roots);
        const place = new Map(order.map((tensor, index) => [tensor, index]));
        expect(place.size).toBe(order.length);
        for (const root of roots) expect(place.has(root)).toBe(true);
        order.forEach((tensor, index) => {
          for (const child of tensor.inputs) expect(place.get(child)).toBeLessThan(index);
        });
        // nothing that no root needs: walk backwards from the end
        const needed = new Set(roots);
        for (const tensor of [...order].reverse()) {
          expect(needed.has(tensor)).toBe(true);
          for (const child of tensor.inputs) needed.add(child);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('leaves out what no root needs', () => {
    const x = input('x', []);
    const needed = negate(x);
    negate(needed);
    expect(topologicalOrder([needed])).toEqual([x, needed]);
    expect(topologicalOrder([])).toEqual([]);
  });

  it('keeps the order of inputs and of roots', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => input(name, []));
    const sum = add(b, a);
    expect(topologicalOrder([c, sum])).toEqual([c, b, a, sum]);
  });

  it('walks graphs far deeper than the call stack, to differentiate and to emit', () => {
    const x = input('x', []);
    let deep: Tensor = x;
    for (let level = 0; level < 20_000; level++) deep = multiply(deep, x);
    expect(topologicalOrder([deep])).toHaveLength(20_001);
    const [byX] = gradients(sumOfAll(deep), [x]);
    expect(topologicalOrder([byX]).length).toBeGreaterThan(20_000);
    expect(emitOnnx({ byX }).length).toBeGreaterThan(20_000);
  });
});
