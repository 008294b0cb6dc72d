import { describe, expect, it } from 'vitest';
import { developedSrgbResponse, VISIBLE_31 } from '../engine/library.ts';
import type { Drawing } from './drawing.ts';
import { drawingOf } from './drawing-of.ts';
import type { DrawingContext } from './drawing-parts.ts';
import { niceAbove } from './measured-drawings.ts';
import { DEFAULT_VIEW, type ViewChoice } from './view.ts';

const context: DrawingContext = {
  wavelengths: VISIBLE_31,
  quantity: 'reflectance',
  response: developedSrgbResponse(VISIBLE_31),
  hasPhoto: true,
  hasTruth: false,
  exposure: 1,
  threshold: 8,
  ranges: [
    [600, 640],
    [500, 540],
  ],
  ratioKind: 'ratio',
  bandRange: () => [0.1, 0.7],
  largestError: 0.0031,
};

function drawn(view: Partial<ViewChoice>, change: Partial<DrawingContext> = {}): Drawing {
  const drawing = drawingOf({ ...DEFAULT_VIEW, ...view }, { ...context, ...change });
  if ('reason' in drawing) throw new Error(drawing.reason);
  return drawing;
}

const answer = (forms: Float64Array, row: number, spectrum: (band: number) => number): number =>
  VISIBLE_31.reduce((sum, _, band) => sum + forms[31 * row + band] * spectrum(band), 0);

describe('drawingOf', () => {
  it('shows white as white under every light', () => {
    for (const light of ['D65', 'A', 'F11', 'LED-4000', 'blackbody:2500']) {
      const { forms, mode } = drawn({ light });
      expect(mode).toBe('colour');
      for (const row of [0, 1, 2]) expect(answer(forms, row, () => 1)).toBeCloseTo(1, 6);
    }
  });

  it('shows radiance as it is and says why', () => {
    const drawing = drawn({ light: 'A' }, { quantity: 'radiance', exposure: 2 });
    expect(drawing.note).toContain('radiance');
    expect(answer(drawing.forms, 0, () => 1)).toBeCloseTo(2, 6);
  });

  it('takes one band, on its own range if it is to be stretched', () => {
    const drawing = drawn({ kind: 'band', wavelength: 553 });
    expect(answer(drawing.forms, 0, (band) => band)).toBe(15);
    expect(drawing.legend).toMatchObject({ low: 0, high: 1, ramp: 'grey' });
    expect(drawn({ kind: 'band', fit: true }).legend).toMatchObject({ low: 0.1, high: 0.7 });
  });

  it('takes false colours from inside the grid', () => {
    const { forms } = drawn({ kind: 'false-colour', falseColour: [900, 550, 300] });
    expect(forms[30]).toBe(1);
    expect(forms[31 + 15]).toBe(1);
    expect(forms[62]).toBe(1);
  });

  it('measures what the camera cannot see with orthonormal forms', () => {
    const { forms, mode } = drawn({ kind: 'unseen' });
    expect(mode).toBe('outside');
    for (const row of [0, 1, 2]) {
      expect(answer(forms, row, (band) => forms[31 * row + band])).toBeCloseTo(1, 9);
    }
    expect(answer(forms, 0, (band) => forms[31 + band])).toBeCloseTo(0, 9);
  });

  it('searches with a unit spectrum and the mean', () => {
    const target = { name: 'pin A', values: VISIBLE_31.map((_, band) => 2 + band) };
    const drawing = drawn({ kind: 'search' }, { target });
    expect(answer(drawing.forms, 0, (band) => drawing.forms[band])).toBeCloseTo(1, 9);
    expect(answer(drawing.forms, 1, () => 0.3)).toBeCloseTo(0.3, 9);
    expect(drawing.threshold).toBe(8);
  });

  it('compares two ranges', () => {
    const { forms } = drawn({ kind: 'ratio' });
    expect(answer(forms, 0, () => 0.4)).toBeCloseTo(0.4, 9);
    expect(answer(forms, 1, (band) => (band < 16 ? 1 : 0))).toBeCloseTo(1, 9);
  });

  it('ends the colour bar of the error at a round number', () => {
    expect(drawn({ kind: 'reprojection' }).legend?.high).toBe(0.005);
    expect(niceAbove(0.2)).toBe(0.2);
    expect(niceAbove(3e-7)).toBeCloseTo(5e-7);
  });

  it('says why something cannot be shown', () => {
    const reasons = [
      drawingOf({ ...DEFAULT_VIEW, kind: 'search' }, context),
      drawingOf({ ...DEFAULT_VIEW, kind: 'truth-angle' }, context),
      drawingOf({ ...DEFAULT_VIEW, of: 'truth' }, context),
      drawingOf({ ...DEFAULT_VIEW, kind: 'photo' }, { ...context, hasPhoto: false }),
      drawingOf({ ...DEFAULT_VIEW, kind: 'unseen' }, { ...context, response: undefined }),
      drawingOf({ ...DEFAULT_VIEW, kind: 'reprojection' }, { ...context, response: undefined }),
    ];
    for (const drawing of reasons) expect('reason' in drawing && drawing.reason).toMatch(/\w+ \w+/);
  });
});
