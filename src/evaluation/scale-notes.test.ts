import { describe, expect, it } from 'vitest';
import { createCube } from '../cube/spectral-cube.ts';
import { scaleNotes } from './scale-notes.ts';

const cube = (...samples: number[]) =>
  createCube(
    { bands: 1, width: samples.length, height: 1, wavelengths: [550], metadata: { quantity: 'unknown' } },
    Float32Array.from(samples),
  );
const scaled = (factor: number) => cube(0.2 * factor, 0.5 * factor, 0.1 * factor);

describe('remarks on the scale', () => {
  it.each([
    [4095, '0..4095 (12 bits)'],
    [65535, '0..65535 (16 bits)'],
    [255, '0..255 (8 bits)'],
    [100, '0..100 (percent)'],
  ])('guess the scale of an estimate that is %d times too bright', (factor, scale) => {
    const [note, ...others] = scaleNotes(scaled(1), scaled(factor * 1.1));
    expect(note).toContain(`on a scale of ${scale} where the truth is on 0..1; nothing was rescaled`);
    expect(others).toEqual([]);
  });

  it('say so if it is the truth that is on another scale', () => {
    const notes = scaleNotes(scaled(4095), scaled(1));
    expect(notes).toHaveLength(2);
    expect(notes[0]).toContain('the truth reaches 2050, but the range of the protocols is 1');
    expect(notes[1]).toContain('the truth is 4090 times as bright as the estimate');
  });

  it('are none for a bad estimate, a few odd samples, or a black cube', () => {
    expect(scaleNotes(scaled(1), scaled(10))).toEqual([]);
    expect(
      scaleNotes(cube(...Array<number>(1000).fill(0.5)), cube(...Array<number>(999).fill(0.5), 4000)),
    ).toEqual([]);
    expect(scaleNotes(scaled(1), cube(0, 0, Number.NaN))).toEqual([]);
  });
});
