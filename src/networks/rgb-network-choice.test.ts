import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NetworkError } from './parameters.ts';
import {
  buildRgbNetwork,
  isRgbNetworkName,
  RGB_NETWORK_NAMES,
  type RgbNetworkChoice,
  rgbNetworkFromMetadata,
  rgbNetworkMetadata,
  standardRgbNetwork,
} from './rgb-network-choice.ts';

const size = fc.integer({ min: 1, max: 512 });
const small = fc.integer({ min: 1, max: 16 });
const widths = fc.array(size, { minLength: 1, maxLength: 16 });

/** Networks of any sizes that metadata may say. */
const anyChoice: fc.Arbitrary<RgbNetworkChoice> = fc.oneof(
  fc.record({
    name: fc.constant('agd-net' as const),
    options: fc.record({
      bands: size,
      growth: size,
      stages: small,
      projection: fc.constant('learned' as const),
    }),
  }),
  fc.record({
    name: fc.constant('hscnn-d' as const),
    options: fc.record({ bands: size, paths: small, blocks: small, growth: size, bias: fc.boolean() }),
  }),
  fc.record({
    name: fc.constant('fm-net' as const),
    options: fc.record({ bands: size, channels: size, blocks: small, functions: small }),
  }),
  fc.record({
    name: fc.constant('mst-plus-plus' as const),
    options: fc.record({ bands: size, stages: small, width: size }),
  }),
  fc.record({
    name: fc.constant('chs-gan' as const),
    options: fc.record({ bands: size, widths, convolutions: small }),
  }),
  fc.record({
    name: fc.constant('deep-basis' as const),
    options: fc.record({
      bands: size,
      functions: size,
      widths,
      convolutions: small,
      basis: fc.constantFrom('fixed' as const, 'trained' as const),
    }),
  }),
);

describe('networks by name and sizes', () => {
  it('come back from their metadata', () => {
    fc.assert(
      fc.property(anyChoice, (choice) => {
        const texts = JSON.parse(JSON.stringify(rgbNetworkMetadata(choice)));
        expect(rgbNetworkFromMetadata({ ...texts, recipe: 'another', step: '7' })).toEqual(choice);
      }),
      { numRuns: 60 },
    );
  });

  it('have a size in which they are compared, and a name that is their own', () => {
    expect(RGB_NETWORK_NAMES.length).toBe(6);
    for (const name of RGB_NETWORK_NAMES) {
      const choice = standardRgbNetwork(name);
      expect(choice.name).toBe(name);
      expect(buildRgbNetwork(choice).name).toBe(name);
      expect(buildRgbNetwork(choice).bands).toBe(31);
    }
    expect(isRgbNetworkName('toString')).toBe(false);
  });

  it.each([
    [{}, /found no 'network'/],
    [{ network: 'generator' }, /found 'generator'/],
    [{ network: '__proto__' }, /found '__proto__'/],
    [
      { network: 'fm-net', bands: '31', channels: '4', blocks: '1' },
      /fm-net: expected 'functions'.*found none/,
    ],
    [{ network: 'mst-plus-plus', bands: '31', stages: '1e2', width: '4' }, /'stages'.*1\.\.256, found '1e2'/],
    [{ network: 'mst-plus-plus', bands: '31', stages: '999999999999', width: '4' }, /'stages'/],
    [{ network: 'chs-gan', bands: '31', widths: '8,,4', convolutions: '1' }, /'widths'.*commas between/],
    [
      { network: 'chs-gan', bands: '31', widths: '1,'.repeat(1e5), convolutions: '1' },
      /1\.\.16 whole numbers/,
    ],
    [
      { network: 'hscnn-d', bands: '31', paths: '1', blocks: '2', growth: '4', bias: 'yes' },
      /'true' or 'false'/,
    ],
    [
      { network: 'agd-net', bands: '31', growth: '4', stages: '2', projection: 'known' },
      /'learned', found 'known'/,
    ],
    [{ network: 'hscnn-d', bands: '31', paths: '1', blocks: '2', growth: '0', bias: 'true' }, /'growth'/],
  ])(
    'are refused where metadata make no sense: %o',
    (metadata: Readonly<Record<string, string>>, message) => {
      expect(() => rgbNetworkFromMetadata(metadata)).toThrow(NetworkError);
      expect(() => rgbNetworkFromMetadata(metadata)).toThrow(message);
    },
  );
});
