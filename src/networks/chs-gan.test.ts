import { describe, expect, it } from 'vitest';
import { operationsPerPixel, rgbNetworkLaws } from '../../test/rgb-network-laws.ts';
import { chsGan } from './chs-gan.ts';
import { countParameters, NetworkError } from './parameters.ts';

const TINY = { bands: 4, widths: [3, 2, 2], convolutions: 1 };

describe('the generator of CHS-GAN', () => {
  it('has the capacity of the table of Zhu et al.: 1.09 M parameters, 0.91 T operations for 1390 x 1040', () => {
    const network = chsGan();
    expect(countParameters(network.declarations)).toBe(1_089_663);
    const operations = operationsPerPixel(network) * 1390 * 1040;
    expect((operations / 1e12).toFixed(2)).toBe('0.91');
  });

  it('says that it is a reconstruction', () => {
    expect(chsGan(TINY).description).toMatch(/reconstruction/);
  });

  it('refuses sizes that are none', () => {
    expect(() => chsGan({ ...TINY, widths: [] })).toThrow(/expected 'widths', found none/);
    expect(() => chsGan({ ...TINY, widths: [4, 0] })).toThrow(NetworkError);
  });
});

rgbNetworkLaws(chsGan(TINY));
