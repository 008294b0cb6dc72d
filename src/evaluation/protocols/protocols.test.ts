/** Every protocol on small made-up cubes, against the metrics with the choices that it fixes. */
import { describe, expect, it } from 'vitest';
import { haveGolden, readGolden } from '../../../test/golden.ts';
import { CameraResponse } from '../../camera/camera-response.ts';
import { createCube, type SpectralCube } from '../../cube/spectral-cube.ts';
import { Random } from '../../random.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { EvaluationError } from '../evaluation-error.ts';
import { mrae } from '../metrics/mrae.ts';
import { psnrPerBand, psnrPerCube } from '../metrics/psnr.ts';
import { rmse } from '../metrics/rmse.ts';
import { spectralAngle } from '../metrics/spectral-angle.ts';
import { ssim } from '../metrics/ssim.ts';
import { agdnet } from './agdnet.ts';
import { iccv2021 } from './iccv2021.ts';
import { protocolByName, protocolNames } from './named-protocols.ts';
import { ntire2020 } from './ntire2020.ts';
import { ntire2022 } from './ntire2022.ts';

const WAVELENGTHS = [400, 500, 600, 700];
const cubeOf = (width: number, height: number, data: Float32Array, wavelengths = WAVELENGTHS) =>
  createCube(
    { bands: wavelengths.length, width, height, wavelengths, metadata: { quantity: 'unknown' } },
    data,
  );

/** A random cube and one that is off by up to 0.05. */
function cubes(width: number, height: number): { truth: SpectralCube; estimate: SpectralCube } {
  const random = new Random(width);
  const truth = Float32Array.from({ length: 4 * width * height }, () => random.uniform(0.05, 0.9));
  const estimate = truth.map((value) => value + random.uniform(-0.05, 0.05));
  return { truth: cubeOf(width, height, truth), estimate: cubeOf(width, height, estimate) };
}

const { truth, estimate } = cubes(14, 12);
const pair = { truth: truth.data, estimate: estimate.data, bands: 4 };
const size = { width: 14, height: 12 };
const response = new CameraResponse([0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0], WAVELENGTHS, {
  name: 'simple',
  quantity: 'radiance',
  assumption: '',
});

describe('named protocols', () => {
  it('are found by name, or the nearest is named', () => {
    expect(protocolNames()).toEqual(['iccv2021', 'agdnet', 'ntire2020', 'ntire2022']);
    for (const name of protocolNames()) expect(protocolByName(name).name).toBe(name);
    expect(() => protocolByName('ntire-2022')).toThrow(
      /protocol of iccv2021, agdnet, ntire2020, ntire2022, found "ntire-2022"/,
    );
    try {
      protocolByName('ntire-2022');
    } catch (error) {
      expect((error as EvaluationError).hint).toBe('did you mean ntire2022?');
    }
  });

  it.each(protocolNames())('%s says what it fixes and gives the figures that it names', (name) => {
    const protocol = protocolByName(name);
    const side = name === 'ntire2022' ? 260 : 14;
    const scene = cubes(side, side);
    const { figures, pixels } = protocol.scoreScene(scene.truth, scene.estimate, { response });
    expect(Object.keys(figures)).toEqual(protocol.metrics.map((metric) => metric.name));
    for (const value of Object.values(figures)) expect(value).toBeGreaterThan(0);
    expect(pixels).toBe(name === 'ntire2022' ? 16 : 196);
    expect(protocol.metrics.map((metric) => metric.name)).toContain(protocol.rankedBy);
    expect(protocol.source).toMatch(/20\d\d/);
    const choices = protocol.settings.map((setting) => setting.name);
    expect(new Set(choices).size).toBe(choices.length);
    for (const choice of ['crop', 'dark pixels', 'mean over scenes', 'RGB input']) {
      expect(choices).toContain(choice);
    }
  });

  it.each(protocolNames())('%s refuses cubes that cannot be compared', (name) => {
    const protocol = protocolByName(name);
    const score = (other: SpectralCube, options = {}) => protocol.scoreScene(truth, other, options);
    expect(() => score(cubeOf(12, 14, estimate.data))).toThrow(
      /estimate of 14 x 12 pixels, as the truth has, found 12 x 14/,
    );
    expect(() => score(cubeOf(14, 12, estimate.data, [400, 500, 601, 700]))).toThrow(
      /expected band 3 at 600 nm \(within 0\.5 nm\), found 601 nm/,
    );
    expect(() => score(cubeOf(14, 12, estimate.data.slice(168), [400, 500, 600]))).toThrow(
      /expected 4 bands of 400\.\.700 nm, found 3 bands of 400\.\.600 nm/,
    );
    expect(() => score(estimate, { mask: new Uint8Array(3) })).toThrow(/mask of 168 pixels, found 3/);
    expect(() => score(cubeOf(12, 14, estimate.data))).toThrow(EvaluationError);
  });
});

describe('iccv2021', () => {
  it('is PSNR over bands, ASSIM with both ranges, SAM with an epsilon', () => {
    const { figures, notes } = iccv2021.scoreScene(truth, estimate);
    expect(figures).toEqual({
      psnr: psnrPerBand(pair),
      'assim-l2-as-published': ssim(pair, { ...size, range: 2 }),
      'assim-l1': ssim(pair, { ...size, range: 1 }),
      sam: spectralAngle(pair, { epsilon: 1e-6 }),
    });
    expect(figures['assim-l2-as-published']).toBeGreaterThan(figures['assim-l1']);
    expect(notes).toEqual([]);
  });

  it('neither clamps nor rounds', () => {
    const bright = cubeOf(
      14,
      12,
      estimate.data.map((value) => value + 1),
    );
    const { figures } = iccv2021.scoreScene(truth, bright);
    expect(figures['psnr']).toBeLessThan(0.1);
  });

  it('says where a band is met exactly, and where no window fits a mask', () => {
    const half = cubeOf(14, 12, estimate.data.slice());
    half.data.set(truth.data.subarray(0, 168));
    const mask = new Uint8Array(168).fill(1, 0, 5 * 14);
    const { figures, notes, pixels } = iccv2021.scoreScene(truth, half, { mask });
    expect(figures['psnr']).toBe(Number.POSITIVE_INFINITY);
    expect(figures['assim-l1']).toBeNaN();
    expect(figures['sam']).toBeCloseTo(
      spectralAngle({ ...pair, estimate: half.data, mask }, { epsilon: 1e-6 }),
      12,
    );
    expect(pixels).toBe(70);
    expect(notes).toEqual([
      'PSNR is infinite: 1 of 4 bands are met exactly',
      'ASSIM is not defined: no window of 7 x 7 pixels lies within the mask',
    ]);
    const wide = new Uint8Array(168).fill(1, 14);
    expect(iccv2021.scoreScene(truth, estimate, { mask: wide }).notes).toEqual([
      'ASSIM over the 40 windows of 7 x 7 pixels that lie within the mask',
    ]);
  });

  it.skipIf(!haveGolden)('agrees with scikit-image (skipped where ../shared/golden is absent)', () => {
    const { tensors } = readGolden('metrics');
    const data = (name: string): Float32Array => tensors.get(name)?.data ?? new Float32Array();
    const golden = (name: string) => cubeOf(36, 40, data(name), [...VISIBLE_31]);
    const { figures } = iccv2021.scoreScene(golden('truth'), golden('estimate'));
    expect(figures['psnr'] / data('psnr_band')[0]).toBeCloseTo(1, 6);
    expect(figures['assim-l2-as-published'] / data('ssim_L2')[0]).toBeCloseTo(1, 6);
    expect(figures['assim-l1'] / data('ssim_L1')[0]).toBeCloseTo(1, 6);
  });
});

describe('agdnet', () => {
  it('truncates to 16 bits first', () => {
    const { figures } = agdnet.scoreScene(truth, estimate);
    expect(figures).toEqual({
      psnr: psnrPerBand(pair, { truncateTo: 65535 }),
      'assim-l2-as-published': ssim(pair, { ...size, range: 2, truncateTo: 65535 }),
      'assim-l1': ssim(pair, { ...size, range: 1, truncateTo: 65535 }),
    });
    expect(figures['psnr']).not.toBe(psnrPerBand(pair));
    const near = cubeOf(
      14,
      12,
      truth.data.map((value) => Math.floor(value * 65535 + 0.5) / 65535),
    );
    const nearer = cubeOf(
      14,
      12,
      near.data.map((value) => value + 1e-7),
    );
    expect(agdnet.scoreScene(near, nearer).figures['psnr']).toBe(Number.POSITIVE_INFINITY);
    expect(iccv2021.scoreScene(near, nearer).figures['psnr']).toBeLessThan(150);
  });
});

describe('ntire2020', () => {
  it('is MRAE without an epsilon, RMSE, back-projection and groups', () => {
    const { figures, notes, worstGroup } = ntire2020.scoreScene(truth, estimate, { response });
    expect(figures['mrae']).toBeCloseTo(mrae(pair, { epsilon: 0 }), 12);
    expect(figures['rmse']).toBe(rmse(pair));
    // Colours are sums of two bands, whose errors cancel in part.
    expect(figures['back-projection-mrae']).toBeLessThan(figures['mrae']);
    // 168 pixels of random spectra: each is a group of its own.
    expect(figures['grouped-mrae']).toBeCloseTo(figures['mrae'], 12);
    expect(worstGroup?.mrae).toBe(figures['worst-group-mrae']);
    expect(worstGroup?.pixels).toBe(1);
    expect(notes).toEqual(['168 groups hold pixels, of 1000 wanted', 'the worst of 168 groups has 1 pixel']);
  });

  it('counts true samples of zero, and misses the response if there is none', () => {
    const dark = cubeOf(14, 12, truth.data.slice());
    dark.data.fill(0, 0, 2);
    for (let band = 1; band < 4; band++) dark.data[band * 168] = 0; // the first pixel is black
    const { figures, notes } = ntire2020.scoreScene(dark, estimate);
    expect(figures['mrae']).toBeGreaterThan(0);
    expect(figures['back-projection-mrae']).toBeNaN();
    expect(notes).toEqual([
      '5 of 672 true samples are 0 or below and left out of the MRAE',
      'back-projection MRAE needs a camera response; none was given',
      '167 groups hold pixels, of 1000 wanted',
      'pixels in no group, as their true spectrum is 0 throughout: 1',
      'the worst of 167 groups has 1 pixel',
    ]);
  });

  it('refuses a response on other bands', () => {
    const other = new CameraResponse([...response.matrix], [400, 500, 600, 710], response);
    expect(() => ntire2020.scoreScene(truth, estimate, { response: other })).toThrow(
      /expected simple on the bands of the cubes: expected band 4 at 700 nm/,
    );
  });
});

describe('ntire2022', () => {
  const whole = cubes(262, 264);
  /** The inner 6 x 8 pixels of every band. */
  const inner = ({ data }: SpectralCube): Float32Array =>
    Float32Array.from({ length: 4 * 48 }, (_, index) => {
      const [band, row, column] = [Math.floor(index / 48), Math.floor((index % 48) / 6), index % 6];
      return data[(band * 264 + row + 128) * 262 + column + 128];
    });

  it('crops 128 pixels from every side', () => {
    const { figures, pixels } = ntire2022.scoreScene(whole.truth, whole.estimate);
    const part = { truth: inner(whole.truth), estimate: inner(whole.estimate), bands: 4 };
    expect(pixels).toBe(48);
    expect(figures['mrae']).toBeCloseTo(mrae(part, { epsilon: 0 }), 12);
    expect(figures['rmse']).toBeCloseTo(rmse(part), 12);
    expect(figures['psnr']).toBeCloseTo(psnrPerCube(part, { clamp: [0, 1] }), 12);
  });

  it('does not look at the border, nor at what a mask leaves out', () => {
    const spoilt = cubeOf(262, 264, whole.estimate.data.slice());
    spoilt.data[0] = Number.NaN;
    spoilt.data[127 * 262 + 130] = 1e9;
    const figures = ntire2022.scoreScene(whole.truth, whole.estimate).figures;
    expect(ntire2022.scoreScene(whole.truth, spoilt).figures).toEqual(figures);
    spoilt.data[128 * 262 + 128] = Number.NaN;
    expect(() => ntire2022.scoreScene(whole.truth, spoilt)).toThrow(
      /estimated samples that are finite where pixels count, found 1 that/,
    );
    const mask = new Uint8Array(262 * 264).fill(1);
    mask[128 * 262 + 128] = 0;
    expect(ntire2022.scoreScene(whole.truth, spoilt, { mask }).pixels).toBe(47);
  });

  it('clamps for the PSNR alone', () => {
    const bright = cubeOf(
      262,
      264,
      whole.estimate.data.map((value) => value + 10),
    );
    const { figures } = ntire2022.scoreScene(whole.truth, bright);
    expect(figures['rmse']).toBeCloseTo(10, 1);
    expect(figures['psnr']).toBeGreaterThan(0);
  });

  it('refuses pictures that the crop uses up, and says so', () => {
    const narrow = cubes(256, 300);
    expect(() => ntire2022.scoreScene(narrow.truth, narrow.estimate)).toThrow(
      /more than 256 x 256 pixels, of which 128 are cropped from every side, found 256 x 300/,
    );
  });

  it('maps errors of the whole picture, with nothing in the border', () => {
    const maps = ntire2022.errorMaps(whole.truth, whole.estimate);
    expect([maps.width, maps.height]).toEqual([262, 264]);
    const known = Array.from(maps.spectralAngle.keys()).filter(
      (pixel) => !Number.isNaN(maps.spectralAngle[pixel]),
    );
    expect(known).toHaveLength(48);
    expect(known[0]).toBe(128 * 262 + 128);
    expect(known[47]).toBe(135 * 262 + 133);
    const mean = known.reduce((sum, pixel) => sum + maps.relativeError[pixel], 0) / 48;
    expect(mean).toBeCloseTo(ntire2022.scoreScene(whole.truth, whole.estimate).figures['mrae'], 6);
  });
});

describe('error maps', () => {
  it('of a protocol without a crop average to its figures', () => {
    const { spectralAngle: angles } = iccv2021.errorMaps(truth, estimate);
    const mean = angles.reduce((sum, angle) => sum + angle, 0) / angles.length;
    expect(mean).toBeCloseTo(iccv2021.scoreScene(truth, estimate).figures['sam'], 4);
    const mask = new Uint8Array(168).fill(1, 100);
    expect(iccv2021.errorMaps(truth, estimate, { mask }).spectralAngle.filter(Number.isNaN)).toHaveLength(
      100,
    );
  });
});
