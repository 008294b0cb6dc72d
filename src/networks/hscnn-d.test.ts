import { describe, expect, it } from 'vitest';
import { rgbNetworkLaws } from '../../test/rgb-network-laws.ts';
import { HSCNN_D_DEFAULTS, HSCNN_D_RELEASED, hscnnD } from './hscnn-d.ts';
import { countParameters, NetworkError } from './parameters.ts';

const TINY = { bands: 4, paths: 1, blocks: 2, growth: 2, bias: true };

describe('HSCNN-D', () => {
  it('has the 3.61 million parameters of the table of Zhu et al.', () => {
    const { declarations } = hscnnD();
    expect(countParameters(declarations)).toBe(3_615_103);
    expect(countParameters(hscnnD({ ...HSCNN_D_DEFAULTS, bias: false }).declarations)).toBe(3_606_816);
    // Counted elsewhere without the biases of the blocks, but with those of the first and last layers.
    const ofBlocks = declarations.filter(({ name }) => /dfus_blocks.*bias$/.test(name));
    expect(countParameters(declarations) - countParameters(ofBlocks)).toBe(3_606_911);
  });

  it('has the 9.29 million of the released three paths, the 4.65 million of the form in the toolbox of MST++', () => {
    expect(countParameters(hscnnD(HSCNN_D_RELEASED).declarations)).toBe(9_294_943);
    const toolbox = hscnnD({ ...HSCNN_D_DEFAULTS, blocks: 30, growth: 32, bias: false });
    expect(countParameters(toolbox.declarations)).toBe(4_645_504);
  });

  it('refuses sizes that are none', () => {
    expect(() => hscnnD({ ...TINY, growth: 3 })).toThrow(NetworkError);
    expect(() => hscnnD({ ...TINY, blocks: 0 })).toThrow(/'blocks' to be a whole number from 1 on, found 0/);
  });
});

rgbNetworkLaws(hscnnD(TINY));
rgbNetworkLaws(hscnnD({ ...TINY, paths: 2, blocks: 1, bias: false }), [], 3);
