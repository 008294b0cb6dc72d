// Scores an unsupervised generator with its estimator on the five validation scenes of the CAVE set, whole, through the
// measured response of a Nikon D700, beside methods that know the camera. Needs `npm run build` and the data:
//   node bench/unsupervised-validation.mjs --out bench/results/unsupervised-validation.json
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomically } from '../dist/cube/node/atomic-file.js';
import { referenceRows, scoringData } from '../dist/evaluation/node/reproduce.js';
import { markdownTable } from '../dist/evaluation/tables/markdown-table.js';
import { validateWeights } from '../dist/evaluation/validation/weights-validation.js';
import { readSafetensors } from '../dist/networks/safetensors.js';
import { readEstimatorModel } from '../dist/reconstruction/estimate-response.js';
import { readGeneratorModel } from '../dist/reconstruction/model.js';
import { nodeRuntime } from '../dist/runtime/node/node-runtime.js';

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
