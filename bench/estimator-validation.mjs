// How well the response of a camera is estimated from one picture: the five CAVE validation scenes through each of the 28
// measured cameras, beside the mean of the catalogue, which needs no picture. Needs `npm run build` and the data:
//   node bench/estimator-validation.mjs --data FOLDER --estimator WEIGHTS --out bench/results/estimator-validation.json
// The error of a curve is the sum of absolute differences over the 31 bands; curves sum to 1, so it lies in 0..2.
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { cameraNames, catalogueDictionary } from '../dist/camera/catalogue.js';
import { radianceResponse } from '../dist/camera/effective-response.js';
import { parseCamspecDatabase } from '../dist/camera/response-file.js';
import { writeFileAtomically } from '../dist/cube/node/atomic-file.js';
import { readCaveScenes } from '../dist/datasets/node/cave-scenes.js';
import { boxDownsample } from '../dist/reconstruction/box-downsample.js';
import {
  ESTIMATOR_SIZE,
  estimateResponse,
  readEstimatorModel,
} from '../dist/reconstruction/estimate-response.js';
import { memoryPicture } from '../dist/reconstruction/linear-picture.js';
import { nodeRuntime } from '../dist/runtime/node/node-runtime.js';
import { VISIBLE_31 } from '../dist/spectra/wavelengths.js';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    estimator: { type: 'string', default: 'models/srf-estimator.safetensors' },
    out: { type: 'string' },
  },
});
const bands = VISIBLE_31.length;
const dictionary = catalogueDictionary();
const meanCurves = new Float64Array(3 * bands);
dictionary.forEach((value, index) => {
  meanCurves[index % meanCurves.length] += value / cameraNames().length;
});
const curveError = (matrix, truth) =>
  truth.reduce((sum, value, index) => sum + Math.abs(matrix[index] - value), 0) / 3;

const text = readFileSync(join(values.data, 'camera', 'camspec_database.txt'), 'utf8');
const cameras = [...parseCamspecDatabase(text).values()].map((camera) =>
  radianceResponse(camera.resampled(VISIBLE_31)),
);
const scenes = await readCaveScenes(join(values.data, 'cave'), 'validation');
const model = readEstimatorModel(readFileSync(values.estimator), basename(values.estimator));
const runtime = await nodeRuntime();
const rows = [];
for (const camera of cameras) {
  for (const { name, cube } of scenes) {
    const picture = memoryPicture(camera.project(cube.data), cube.width, cube.height);
    const small = boxDownsample(picture, ESTIMATOR_SIZE, ESTIMATOR_SIZE);
    const { response } = await estimateResponse(runtime, model, small);
    rows.push({
      camera: camera.name,
      scene: name,
      estimated: curveError(response.matrix, camera.matrix),
      meanCamera: curveError(meanCurves, camera.matrix),
    });
  }
}
const mean = (list, key) => list.reduce((sum, row) => sum + row[key], 0) / list.length;
const share = rows.filter((row) => row.estimated < row.meanCamera).length / rows.length;
const heldOut = rows.filter(({ camera }) => camera === 'Nikon D700');
const summary = {
  estimated: mean(rows, 'estimated'),
  meanCamera: mean(rows, 'meanCamera'),
  shareBetterThanMean: share,
  d700: { estimated: mean(heldOut, 'estimated'), meanCamera: mean(heldOut, 'meanCamera') },
};
console.log(JSON.stringify(summary, undefined, 2));
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  const result = { command: 'node bench/estimator-validation.mjs', model: model.name, summary, rows };
  await writeFileAtomically(values.out, `${JSON.stringify(result, undefined, 1)}\n`, { overwrite: true });
}
