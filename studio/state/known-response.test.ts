import { describe, expect, it } from 'vitest';
import { VISIBLE_31 } from '../engine/library.ts';
import { knownResponse } from './known-response.ts';

function cubeMadeWith(response: string | undefined, wavelengths: readonly number[] = VISIBLE_31) {
  const metadata = { quantity: 'reflectance' as const, ...(response === undefined ? {} : { response }) };
  const bands = wavelengths.length;
  return { bands, height: 1, width: 1, wavelengths, metadata, data: new Float32Array(bands) };
}

describe('knownResponse', () => {
  it('makes named responses again', () => {
    expect(knownResponse(cubeMadeWith('srgb'))?.rowSums()[0]).toBeCloseTo(1, 9);
    expect(knownResponse(cubeMadeWith('Nikon D700'))?.name).toBe('Nikon D700');
  });

  it('is unknown without a name, for other names, and off the grid', () => {
    expect(knownResponse(cubeMadeWith(undefined))).toBeUndefined();
    expect(knownResponse(cubeMadeWith('estimated from a.jpg'))).toBeUndefined();
    expect(knownResponse(cubeMadeWith('Nikon D700', [900, 950, 1000]))).toBeUndefined();
  });
});
