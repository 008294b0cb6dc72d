/** The re-projection error of known cubes, whole and in parts, with clipped channels left out. */
import { describe, expect, it } from 'vitest';
import { developedSrgbResponse } from '../camera/effective-response.ts';
import { VISIBLE_31 } from '../spectra/wavelengths.ts';
import { ReprojectionMeter } from './reprojection.ts';

const response = developedSrgbResponse(VISIBLE_31);
/** Four grey pixels of level 0.5: their picture is 0.5 in every channel. */
const cube = new Float32Array(31 * 4).fill(0.5);
const rgb = new Float32Array(12).fill(0.5);

describe('the re-projection meter', () => {
  it('is zero where the cube explains the picture', () => {
    const meter = new ReprojectionMeter(response, 1);
    meter.add(cube, rgb);
    expect(meter.summary().rms).toBeLessThan(1e-7);
    expect(meter.summary().clippedShare).toBe(0);
  });

  it('measures what is left, the same in parts as in one piece', () => {
    const off = rgb.slice();
    off[0] = 0.5 + 0.06;
    const whole = new ReprojectionMeter(response, 1);
    whole.add(cube, off);
    expect(whole.summary().rms).toBeCloseTo(0.06 / Math.sqrt(12), 6);
    expect(whole.summary().largest).toBeCloseTo(0.06, 6);
    const parts = new ReprojectionMeter(response, 1);
    parts.add(cube.subarray(0, 31), Float32Array.of(0.56, 0.5, 0.5));
    for (let rest = 0; rest < 3; rest++) parts.add(cube.subarray(0, 31), Float32Array.of(0.5, 0.5, 0.5));
    expect(parts.summary().rms).toBeCloseTo(whole.summary().rms, 9);
  });

  it('leaves clipped channels out, and their pixels out of the error of clean pixels', () => {
    const clipped = rgb.slice();
    clipped[1] = 1; // red of the second pixel
    clipped[5] = 0.7; // green of the same pixel
    const meter = new ReprojectionMeter(response, 1);
    meter.add(cube, clipped);
    const { rms, largest, clippedShare, unclippedPixelRms } = meter.summary();
    expect(clippedShare).toBe(0.25);
    expect(largest).toBeCloseTo(0.2, 6);
    expect(rms).toBeCloseTo(0.2 / Math.sqrt(11), 6);
    expect(unclippedPixelRms).toBeLessThan(1e-7);
  });
});
