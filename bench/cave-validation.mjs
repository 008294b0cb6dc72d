// Scores reconstruction on the five validation scenes of the CAVE set through the measured response of a Nikon D700,
// and the generator through other cameras and lights. Needs `npm run build` and the data (README of the folder):
//   node bench/cave-validation.mjs --data FOLDER --model WEIGHTS --out bench/results/cave-validation.json
// FOLDER holds cave/ (scenes) and camera/camspec_database.txt (Jiang et al. 2013). Tables go to standard output.
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { catalogueCamera } from '../dist/camera/catalogue.js';
import {
  developedSrgbResponse,
  radianceResponse,
  whiteBalancedResponse,
} from '../dist/camera/effective-response.js';
import { parseCamspecDatabase } from '../dist/camera/response-file.js';
import { writeFileAtomically } from '../dist/cube/node/atomic-file.js';
import { readCaveScenes } from '../dist/datasets/node/cave-scenes.js';
import { validateOnCamera } from '../dist/evaluation/validation/camera-validation.js';
import { validateConditions } from '../dist/evaluation/validation/condition-validation.js';
import { knownCaveScene } from '../dist/evaluation/validation/scenes.js';
import {
  conditionTable,
  eachConditionTable,
  sceneTable,
  validationTable,
} from '../dist/evaluation/validation/validation-tables.js';
import { readSafetensors } from '../dist/networks/safetensors.js';
import { boxDownsample } from '../dist/reconstruction/box-downsample.js';
import {
  ESTIMATOR_SIZE,
  estimateResponse,
  readEstimatorModel,
} from '../dist/reconstruction/estimate-response.js';
import { readGeneratorModel } from '../dist/reconstruction/model.js';
import { memoryPicture } from '../dist/reconstruction/linear-picture.js';
import { nodeRuntime } from '../dist/runtime/node/node-runtime.js';
import { illuminant } from '../dist/spectra/illuminants.js';
import { VISIBLE_31 } from '../dist/spectra/wavelengths.js';

const CAMERA = 'Nikon D700';
const LIGHTS = ['A', 'D65', 'F2', 'F11'];
const EXPOSURES = [1 / 2, 1 / 4, 1 / 8];

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    model: { type: 'string' },
    estimator: { type: 'string' },
    out: { type: 'string' },
    threads: { type: 'string', default: '1' },
    'skip-conditions': { type: 'boolean', default: false },
  },
});
if (values.model === undefined) {
  console.error(
    'usage: node bench/cave-validation.mjs --model WEIGHTS [--estimator WEIGHTS] [--data FOLDER]',
  );
  console.error('         [--out JSON] [--threads N] [--skip-conditions]');
  process.exit(2);
}
const start = performance.now();
const onProgress = (what) =>
  console.error(`${((performance.now() - start) / 1000).toFixed(0).padStart(4)} s  ${what}`);

const scenesOf = async (split) =>
  (await readCaveScenes(join(values.data, 'cave'), split)).map(({ name, cube }) =>
    knownCaveScene(name, cube),
  );
onProgress('reading scenes');
const [training, validation] = [await scenesOf('train'), await scenesOf('validation')];
const cameras = [
  ...parseCamspecDatabase(readFileSync(join(values.data, 'camera', 'camspec_database.txt'), 'utf8')).values(),
].map((camera) => radianceResponse(camera.resampled(VISIBLE_31)));
const response = cameras.find(({ name }) => name === CAMERA);
const modelBytes = readFileSync(values.model);
const model = readGeneratorModel(modelBytes, basename(values.model));
const runtime = await nodeRuntime({ threads: Number(values.threads) });

const sources = [
  { name: 'true', responseOf: () => response },
  { name: 'catalogue', responseOf: () => radianceResponse(catalogueCamera(CAMERA)) },
];
const estimates = [];
if (values.estimator !== undefined) {
  const estimator = readEstimatorModel(readFileSync(values.estimator), basename(values.estimator));
  sources.push({
    name: 'estimated',
    responseOf: async ({ rgb, width, height }) => {
      const picture = memoryPicture(rgb, width, height);
      const small = boxDownsample(picture, ESTIMATOR_SIZE, ESTIMATOR_SIZE);
      const found = await estimateResponse(runtime, estimator, small);
      estimates.push(found.likeness);
      return found.response;
    },
  });
}
const use = { validation, runtime, model, onProgress };
const rows = await validateOnCamera({ ...use, training, response, sources });
const lit = (light) => whiteBalancedResponse(response, illuminant(light, VISIBLE_31), light);
const conditions = values['skip-conditions']
  ? []
  : await validateConditions({
      ...use,
      conditions: [
        { group: 'developed sRGB', response: developedSrgbResponse(VISIBLE_31) },
        ...EXPOSURES.map((exposure) => ({ group: `${CAMERA}, exposure ${exposure}`, response, exposure })),
        ...LIGHTS.map((light) => ({ group: `${CAMERA} under ${light}`, response: lit(light) })),
        ...cameras.map((camera) => ({ group: 'measured cameras, flat light', response: camera })),
      ],
    });

console.log(`${validationTable(rows)}\n`);
console.log(`PSNR / SAM on lit pixels, scene by scene:\n\n${sceneTable(rows)}\n`);
if (conditions.length > 0)
  console.log(
    `True response, consistent, not negative:\n\n${conditionTable(conditions)}\n\n${eachConditionTable(conditions)}`,
  );
if (values.out !== undefined) {
  const report = {
    protocol:
      'CAVE validation scenes, corrupt columns cropped, no noise; PSNR: range 1, not clamped, mean over bands, then scenes; SAM in degrees, lit: mean over bands of the truth above 0.02; MRAE with epsilon 1e-3',
    camera: `${CAMERA}, measured (Jiang et al. 2013), rows divided by their sum over 31 bands`,
    model: { name: model.name, metadata: readSafetensors(modelBytes).metadata },
    runtime: { name: runtime.name, device: runtime.device },
    wavelengths: VISIBLE_31,
    rows,
    estimates,
    conditions,
  };
  mkdirSync(dirname(values.out), { recursive: true });
  await writeFileAtomically(values.out, `${JSON.stringify(report, null, 1)}\n`, { overwrite: true });
  onProgress(`wrote ${values.out}`);
}
