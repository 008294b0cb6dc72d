import { describe, expect, it } from 'vitest';
import { closestNames } from './closest-names.ts';

const names = ['Canon 40D', 'Canon 50D', 'Nikon D700', 'Nikon D70', 'SONY NEX-5N'];

describe('closestNames', () => {
  it('puts the name with the fewest edits first', () => {
    expect(closestNames('Cannon 40D', names, 1)).toEqual(['Canon 40D']);
    expect(closestNames('sonny nex5n', names, 1)).toEqual(['SONY NEX-5N']);
  });

  it('does not count case, spaces and punctuation', () => {
    expect(closestNames('nikon-d700', names)[0]).toBe('Nikon D700');
  });

  it('puts a name that holds the wanted one before edits', () => {
    expect(closestNames('40d', names, 1)).toEqual(['Canon 40D']);
    expect(closestNames('nikon', names, 2)).toEqual(['Nikon D70', 'Nikon D700']);
  });

  it('returns no more than asked, in the given order among equals', () => {
    expect(closestNames('zzz', ['b', 'a'], 3)).toEqual(['b', 'a']);
    expect(closestNames('x', names, 0)).toEqual([]);
  });
});
