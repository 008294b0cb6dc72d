import { describe, expect, it } from 'vitest';
import { rgbNetworkLaws } from '../../test/rgb-network-laws.ts';
import { ONE_CAMERA_AGD_NET_DEFAULTS, oneCameraAgdNet } from './one-camera-agd-net.ts';
import { countParameters, NetworkError } from './parameters.ts';

describe('AGD-Net for one camera', () => {
  it('has 172,391 parameters with four stages, its projection among them', () => {
    const { declarations } = oneCameraAgdNet();
    expect(countParameters(declarations)).toBe(172_391);
    expect(declarations.map(({ name }) => name)).toContain('degradation.conv.weight');
  });

  it('refuses sizes that are none', () => {
    expect(() => oneCameraAgdNet({ ...ONE_CAMERA_AGD_NET_DEFAULTS, stages: 0 })).toThrow(NetworkError);
  });
});

rgbNetworkLaws(oneCameraAgdNet({ ...ONE_CAMERA_AGD_NET_DEFAULTS, bands: 4, growth: 3, stages: 2 }));
