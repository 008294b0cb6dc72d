// Scores an unsupervised generator with its estimator on the five validation scenes of the CAVE set, whole, through the
// measured response of a Nikon D700, beside methods that know the camera. Needs `npm run build` and the data:
//   node bench/unsupervised-validation.mjs --out bench/results/unsupervised-validation.json
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { cameraNames, catalogueDictionary } from '../dist/camera/catalogue.js';
import { responseFromMatrix } from '../dist/camera/estimated-response.js';
import { writeFileAtomically } from '../dist/cube/node/atomic-file.js';
import { referenceRows, scoringData } from '../dist/evaluation/node/reproduce.js';
import { markdownTable } from '../dist/evaluation/tables/markdown-table.js';
import { photograph } from '../dist/evaluation/validation/scenes.js';
import { figuresOf, meanFigures, validateWeights } from '../dist/evaluation/validation/weights-validation.js';
import { readSafetensors } from '../dist/networks/safetensors.js';
import { smoothestSpectra } from '../dist/networks/smoothest-spectra.js';
import { readEstimatorModel } from '../dist/reconstruction/estimate-response.js';
import { readGeneratorModel } from '../dist/reconstruction/model.js';
import { nodeRuntime } from '../dist/runtime/node/node-runtime.js';
import { VISIBLE_31 } from '../dist/spectra/wavelengths.js';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    model: { type: 'string', default: 'models/unsupervised.safetensors' },
    estimator: { type: 'string', default: 'models/unsupervised-srf-estimator.safetensors' },
    out: { type: 'string' },
    threads: { type: 'string', default: '2' },
  },
});
const { scenes, response } = await scoringData(values.data);
const runtime = await nodeRuntime({ threads: Number(values.threads) });
const bytes = readFileSync(values.model);
const generator = readGeneratorModel(bytes, values.model);
const estimator = readEstimatorModel(readFileSync(values.estimator), values.estimator);
const common = { scenes, response, runtime, generator };
const rows = [
  { name: 'unsupervised, response estimated', ...(await validateWeights({ ...common, estimator })) },
  { name: 'unsupervised generator, true response told', ...(await validateWeights(common)) },
  smoothestRow('smoothest spectra, mean of the 28 cameras', meanCamera()),
  smoothestRow('smoothest spectra, true response', response),
  ...(await referenceRows(values.data, scenes, response)),
].map(({ name, figures, scenes: each }) => ({ name, figures, scenes: each }));
const names = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
const text = (value) => (value === undefined ? '' : value.toFixed(4));
console.log(
  markdownTable(
    ['', ...names],
    rows.map(({ name, figures }) => [name, ...names.map((key) => text(figures[key]))]),
  ),
);
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  const { metadata } = readSafetensors(bytes);
  const result = {
    command: 'node bench/unsupervised-validation.mjs',
    response: response.name,
    weights: metadata,
    rows,
  };
  await writeFileAtomically(values.out, `${JSON.stringify(result, undefined, 1)}\n`, { overwrite: true });
}

/** Closed form, without training: the smoothest spectra that agree with the picture under a response. */
function smoothestRow(name, believed) {
  const each = scenes.map((scene) => {
    const { rgb } = photograph(scene, response);
    return { name: scene.name, figures: figuresOf(scene, smoothestSpectra(rgb, believed), response) };
  });
  return { name, figures: meanFigures(each.map(({ figures }) => figures)), scenes: each };
}

function meanCamera() {
  const names = cameraNames();
  const curves = catalogueDictionary(VISIBLE_31);
  const mean = new Float64Array(3 * VISIBLE_31.length);
  curves.forEach((value, index) => {
    mean[index % mean.length] += value / names.length;
  });
  return responseFromMatrix(mean, VISIBLE_31, 'mean camera');
}
