import { describe, expect, it } from 'vitest';
import { decodeLooks, encodeLooks } from './looks-file.ts';
import type { SceneLook } from './score-method.ts';

const pixels = [
  { scene: 'a', x: 1, y: 2 },
  { scene: 'b', x: 3, y: 4 },
  { scene: 'a', x: 5, y: 6 },
];
const plane = (value: number) => ({ width: 3, height: 2, values: new Float32Array(6).fill(value) });
const looks: SceneLook[] = [
  { scene: 'a', error: plane(0.25), spectra: [new Float32Array([1, 2]), new Float32Array([3, 4])] },
  { scene: 'b', error: plane(0.5), spectra: [new Float32Array([5, 6])] },
  { scene: 'c', error: plane(1), spectra: [] },
];

describe('the file of looks', () => {
  const bytes = encodeLooks(looks, pixels);

  it('gives back what was written', () => {
    expect(decodeLooks(bytes, ['a', 'b', 'c'], pixels)).toEqual(looks);
    expect(decodeLooks(bytes, ['b'], pixels)).toEqual([looks[1]]);
  });

  it('holds nothing for other pixels or scenes', () => {
    expect(decodeLooks(bytes, ['a', 'b', 'c'], pixels.slice(1))).toBeUndefined();
    expect(decodeLooks(bytes, ['a', 'd'], pixels)).toBeUndefined();
    expect(() => decodeLooks(bytes.subarray(0, 20), ['a'], pixels)).toThrow(/safetensors/);
  });
});
