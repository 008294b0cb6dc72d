/** The weights that come with the package do their job: on a scene whose spectra are known they come close to the truth. */
import { describe, expect, it } from 'vitest';
import { catalogueCamera } from '../src/camera/catalogue.ts';
import { developedSrgbResponse, radianceResponse } from '../src/camera/effective-response.ts';
import { scoreCube } from '../src/evaluation/metrics/score-cube.ts';
import { boxDownsample } from '../src/reconstruction/box-downsample.ts';
import { ESTIMATOR_SIZE, estimateResponse } from '../src/reconstruction/estimate-response.ts';
import {
  loadEstimator,
  loadEstimatorOf,
  loadGenerator,
  shippedModelNames,
} from '../src/reconstruction/node/shipped-models.ts';
import { createPhoto } from '../src/reconstruction/photo.ts';
import { memoryPicture } from '../src/reconstruction/linear-picture.ts';
import { reconstructWhole } from '../src/reconstruction/reconstruct.ts';
import { generateSample } from '../src/reconstruction/sample/generate-sample.ts';
import { CAMVID_CLASSES } from '../src/datasets/camvid.ts';
import { loadParser, SHIPPED_PARSER } from '../src/training/node/load-parser.ts';
import { openParser } from '../src/training/unsupervised/scene-parser.ts';
import { nodeRuntime } from '../src/runtime/node/node-runtime.ts';

const runtime = await nodeRuntime();
const models = [await loadGenerator(), await loadGenerator('agd-net')];
const { cube, photo } = generateSample({ seed: 2, width: 144, height: 96 });
const { width, height, bands } = cube;

describe.each(models)('the shipped network $name', (model) => {
  it('estimates the sample from its 8-bit photo and agrees with the photo', async () => {
    const decoded = createPhoto({ width, height, samples: photo.data, encoding: 'srgb' });
    const response = developedSrgbResponse(cube.wavelengths);
    const { cube: estimate, summary } = await reconstructWhole(decoded, { runtime, model, response });
    expect(summary.reprojection.unclippedPixelRms).toBeLessThan(1e-3);
    const scores = scoreCube({ truth: cube.data, estimate, bands });
    expect(scores.psnrPerBand).toBeGreaterThan(25);
    expect(scores.spectralAngleLit).toBeLessThan(15);
  });

  it('serves cameras that differ, with the response given', async () => {
    for (const name of ['Nikon D700', 'Canon 5DMarkII', 'SONY NEX-5N']) {
      const response = radianceResponse(catalogueCamera(name));
      const picture = memoryPicture(response.project(cube.data), width, height);
      const { cube: estimate } = await reconstructWhole(picture, { runtime, model, response });
      expect(scoreCube({ truth: cube.data, estimate, bands }).spectralAngleLit, name).toBeLessThan(15);
    }
  });
});

describe('the shipped estimator of the camera response', () => {
  it('gives a response with the gains and the width of a camera', async () => {
    expect(await shippedModelNames()).toEqual([
      'agd-net',
      'generator',
      'scene-parser',
      'srf-estimator',
      'unsupervised',
      'unsupervised-srf-estimator',
    ]);
    const picture = memoryPicture(
      radianceResponse(catalogueCamera('Canon 60D')).project(cube.data),
      width,
      height,
    );
    const small = boxDownsample(picture, ESTIMATOR_SIZE, ESTIMATOR_SIZE);
    const { response, likeness } = await estimateResponse(runtime, await loadEstimator(), small);
    for (const sum of response.rowSums()) expect(Math.abs(sum - 1)).toBeLessThan(0.2);
    const peak = (channel: number): number => {
      const row = [...response.matrix.subarray(channel * bands, (channel + 1) * bands)];
      return response.wavelengths[row.indexOf(Math.max(...row))];
    };
    expect(peak(0)).toBeGreaterThan(570);
    expect(peak(1)).toBeGreaterThan(500);
    expect(peak(1)).toBeLessThan(570);
    expect(peak(2)).toBeLessThan(490);
    expect(likeness[0].weight).toBeGreaterThan(0);
  });
});

describe('the shipped weights that were trained without pairs', () => {
  it('estimate the response and the spectra of a picture that says nothing of its camera', async () => {
    const picture = memoryPicture(
      radianceResponse(catalogueCamera('Canon 60D')).project(cube.data),
      width,
      height,
    );
    const estimator = await loadEstimatorOf('unsupervised');
    expect(estimator.name).toBe('unsupervised-srf-estimator');
    const small = boxDownsample(picture, ESTIMATOR_SIZE, ESTIMATOR_SIZE);
    const { response } = await estimateResponse(runtime, estimator, small);
    for (const sum of response.rowSums()) expect(sum).toBeCloseTo(1, 5);
    const { cube: estimate } = await reconstructWhole(picture, {
      runtime,
      model: await loadGenerator('unsupervised'),
      response,
      consistency: 'none',
    });
    const scores = scoreCube({ truth: cube.data, estimate, bands });
    expect(scores.psnrPerBand).toBeGreaterThan(30);
    expect(scores.spectralAngleLit).toBeLessThan(10);
  });
});

describe('the shipped scene parser', () => {
  it('knows the classes of CamVid, and tells a blue sky from what is below it', async () => {
    const { model: parserModel, classes } = await loadParser(SHIPPED_PARSER);
    expect(classes).toEqual(CAMVID_CLASSES);
    const side = 128;
    const parser = await openParser(runtime, parserModel, { batch: 1, side });
    const colours = [
      [0.75, 0.85, 0.95],
      [0.35, 0.35, 0.36],
    ];
    const crop = Float32Array.from({ length: 3 * side * side }, (_, index) => {
      const row = Math.floor((index % (side * side)) / side);
      return colours[row < side / 2 ? 0 : 1][Math.floor(index / (side * side))];
    });
    const logits = await parser.parse(crop);
    await parser.release();
    const cells = parser.logits ** 2;
    const told = (cell: number): string => {
      const scores = classes?.map((_, label) => logits[label * cells + cell]) ?? [];
      return classes?.[scores.indexOf(Math.max(...scores))] ?? '';
    };
    const sky = (from: number, to: number): number => {
      let count = 0;
      for (let cell = from; cell < to; cell++) if (told(cell) === 'sky') count++;
      return count / (to - from);
    };
    expect(sky(0, cells / 2)).toBeGreaterThan(0.6);
    expect(sky(cells / 2, cells)).toBeLessThan(0.2);
  });
});
