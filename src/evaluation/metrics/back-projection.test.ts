import { describe, expect, it } from 'vitest';
import { CameraResponse } from '../../camera/camera-response.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { backProjectionError } from './back-projection.ts';

// Red sees band 1, green band 2 twice, blue the last two bands.
const response = new CameraResponse([1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 1], [400, 500, 600, 700], {
  name: 'simple',
  quantity: 'radiance',
  assumption: '',
});

describe('back-projection error', () => {
  it('is the relative error of the colours', () => {
    // Two pixels: colours (0.5, 0.5, 0.75) and (0.25, 1, 0.5); estimated (0.25, 0.5, 1.5) and (0.25, 2, 0.5).
    const truth = [0.5, 0.25, 0.25, 0.5, 0.5, 0.25, 0.25, 0.25];
    const estimate = [0.25, 0.25, 0.25, 1, 1, 0, 0.5, 0.5];
    const { mean, samples } = backProjectionError({ truth, estimate, bands: 4 }, response, { epsilon: 0 });
    expect(mean).toBeCloseTo((0.5 + 0 + 1 + 0 + 1 + 0) / 6, 12);
    expect(samples).toBe(6);
    const second = backProjectionError({ truth, estimate, bands: 4, mask: [0, 1] }, response, { epsilon: 1 });
    expect(second.mean).toBeCloseTo((0 + 1 / 2 + 0) / 3, 12);
  });

  it('does not see the null space', () => {
    const truth = [0.5, 0.5, 0.5, 0.25];
    const estimate = [0.5, 0.5, 0.25, 0.5];
    expect(backProjectionError({ truth, estimate, bands: 4 }, response, { epsilon: 0 }).mean).toBe(0);
  });

  it('leaves out true colours of zero when asked', () => {
    const pair = { truth: [0, 0.5, 0.5, 0.5], estimate: [1, 0.5, 0.5, 0.5], bands: 4 };
    expect(backProjectionError(pair, response, { epsilon: 0, zeros: 'leave-out' })).toEqual({
      mean: 0,
      samples: 2,
      leftOut: 1,
    });
    expect(() => backProjectionError(pair, response, { epsilon: 0 })).toThrow(EvaluationError);
  });

  it('refuses a response of other bands', () => {
    const pair = { truth: [1, 2, 3], estimate: [1, 2, 3], bands: 3 };
    expect(() => backProjectionError(pair, response, { epsilon: 0 })).toThrow(
      /response of 3 bands, as the cubes have, found 4 in simple/,
    );
  });
});
