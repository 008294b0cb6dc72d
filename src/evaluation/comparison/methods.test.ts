import { describe, expect, it } from 'vitest';
import { countParameters } from '../../networks/parameters.ts';
import { buildRgbNetwork } from '../../networks/rgb-network-choice.ts';
import { COMPARED_METHODS, learningOf, methodsByName } from './methods.ts';

const trained = COMPARED_METHODS.filter((method) => method.kind === 'trained');

describe('the compared methods', () => {
  it('have names and titles of their own', () => {
    expect(new Set(COMPARED_METHODS.map(({ name }) => name)).size).toBe(COMPARED_METHODS.length);
    expect(new Set(COMPARED_METHODS.map(({ title }) => title)).size).toBe(COMPARED_METHODS.length);
  });

  it('can be made smaller, the published sizes of AGD-Net apart', () => {
    for (const { name, network, reduced } of trained) {
      if (name.startsWith('agd-net')) expect(reduced).toBeUndefined();
      if (reduced === undefined) continue;
      const [whole, small] = [network, reduced.network].map((choice) =>
        countParameters(buildRgbNetwork(choice).declarations),
      );
      expect(small / whole, name).toBeLessThan(0.4);
      expect(small / whole, name).toBeGreaterThan(0.1);
    }
    expect(trained.filter(({ reduced }) => reduced !== undefined).length).toBeGreaterThanOrEqual(5);
  });

  it('learn as published or alike, but for the one that has no cubes', () => {
    for (const method of trained) {
      const alike = learningOf(method, 'alike');
      expect(alike === learningOf(method, 'published'), method.name).toBe(method.unsupervised === true);
    }
  });

  it('are found by name, in the order of the table', () => {
    expect(methodsByName(['agd-net-4', 'hscnn-d']).map(({ name }) => name)).toEqual(['hscnn-d', 'agd-net-4']);
    expect(() => methodsByName(['hscnn-d', 'hscnn'])).toThrow(
      expect.objectContaining({
        message: "expected a method of the comparison, found 'hscnn'",
        hint: expect.stringMatching(/^did you mean hscnn-d\?/),
      }),
    );
  });
});
