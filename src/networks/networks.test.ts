/** Sizes of the networks as published, weights that fit or do not, and properties that follow from the layers. */
import { describe, expect, it } from 'vitest';
import { AGD_NET_DEFAULTS, agdNetParameters } from './agd-net.ts';
import { GENERATOR_DEFAULTS, generatorParameters } from './generator.ts';
import { checkWeights, countParameters, initialWeights, NetworkError } from './parameters.ts';
import { SRF_ESTIMATOR_DEFAULTS, srfEstimatorParameters } from './srf-estimator.ts';

describe('number of parameters', () => {
  it('of the generator is 170,996 as released and 321,532 with the published growth', () => {
    expect(countParameters(generatorParameters(GENERATOR_DEFAULTS))).toBe(170_996);
    expect(countParameters(generatorParameters({ bands: 31, growth: 93 }))).toBe(321_532);
  });

  it('of AGD-Net is 386,136 with nine stages and 172,391 with four', () => {
    expect(countParameters(agdNetParameters(AGD_NET_DEFAULTS))).toBe(386_136);
    expect(countParameters(agdNetParameters({ ...AGD_NET_DEFAULTS, stages: 4 }))).toBe(172_391);
  });

  it('of the SRF estimator is 130,620', () => {
    expect(countParameters(srfEstimatorParameters(SRF_ESTIMATOR_DEFAULTS))).toBe(130_620);
  });
});

describe('weights', () => {
  const declarations = generatorParameters(GENERATOR_DEFAULTS);

  it('start within +-1/sqrt(fan in), spread over the whole range', () => {
    let state = 1;
    const uniform = (): number => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    const weights = initialWeights(declarations, uniform);
    for (const { name, fanIn } of declarations) {
      const largest = Math.max(...(weights.get(name) ?? []).map(Math.abs));
      expect(largest).toBeLessThanOrEqual(1 / Math.sqrt(fanIn));
      expect(largest).toBeGreaterThan(0.9 / Math.sqrt(fanIn));
    }
  });

  it('that are missing or of another growth are refused by name', () => {
    const weights = initialWeights(declarations, () => 0.5);
    weights.delete('stages.2.Upconv.conv.weight');
    expect(() => checkWeights(declarations, weights, 'generator')).toThrow(/stages\.2\.Upconv/);
    const other = initialWeights(generatorParameters({ bands: 31, growth: 93 }), () => 0.5);
    expect(() => checkWeights(declarations, other, 'generator')).toThrow(NetworkError);
  });
});
