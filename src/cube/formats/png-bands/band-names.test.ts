import { describe, expect, test } from 'vitest';
import { orderBandNames } from './band-names.ts';

const order = (...names: string[]) => orderBandNames(names, 'scene');

describe('which files are bands', () => {
  test('numbers that count from 0 or 1', () => {
    expect(
      order('a_10.png', 'a_9.png', ...[1, 2, 3, 4, 5, 6, 7, 8].map((band) => `a_${band}.png`))?.names[9],
    ).toBe('a_10.png');
    expect(order('0.PNG', '1.png')).toEqual({ names: ['0.PNG', '1.png'], wavelengths: undefined, notes: [] });
    expect(order('scene 1.png', 'scene.png', 'readme.txt')?.names).toEqual(['scene 1.png']);
    expect(order('scene.png', 'cube.json')).toBeUndefined();
  });

  test('wavelengths, with and without their unit', () => {
    expect(order('a2_500nm.png', 'A2_450.5 nm.png')).toEqual({
      names: ['A2_450.5 nm.png', 'a2_500nm.png'],
      wavelengths: [450.5, 500],
      notes: [],
    });
    expect(order('400.png', '410.png')).toMatchObject({
      wavelengths: [400, 410],
      notes: [expect.stringMatching(/scene were taken as wavelengths in nanometres/)],
    });
  });

  test('gaps, doubles and several cubes are refused', () => {
    expect(() => order('a_1.png', 'a_2.png', 'a_4.png')).toThrow(/without a gap, found a_4\.png as number 3/);
    expect(() => order('a_2.png', 'a_3.png')).toThrow(/without a gap, found a_2\.png as number 1/);
    expect(() => order('a_01.png', 'a_1.png')).toThrow(/each number once, found a_01\.png and a_1\.png/);
    expect(() => order('a_1.png', 'b_2.png')).toThrow(
      /one cube in scene, found files of 2 names: a_\.\.\.\.png, b_/,
    );
    expect(() => order('a_400nm.png', 'a_1.png')).toThrow(/found files of 2 names/);
  });
});
