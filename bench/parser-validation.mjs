// Mean intersection over union of a scene parser on the CamVid drive that never trains. Needs `npm run build` and
// the data (camvid/ in the folder):
//   node bench/parser-validation.mjs --out bench/results/parser-validation.json
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomically } from '../dist/cube/node/atomic-file.js';
import { readLabelledPhotos } from '../dist/datasets/node/unpaired-sources.js';
import { markdownTable } from '../dist/evaluation/tables/markdown-table.js';
import { validateParser } from '../dist/evaluation/validation/parser-validation.js';
import { nodeRuntime } from '../dist/runtime/node/node-runtime.js';
import { loadParser } from '../dist/training/node/load-parser.js';
import { HELD_OUT_DRIVE } from '../dist/training/node/recipe-task.js';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    parser: { type: 'string', default: 'scene-parser' },
    out: { type: 'string' },
    threads: { type: 'string', default: '2' },
  },
});
const { model, classes } = await loadParser(values.parser);
const photos = await readLabelledPhotos(
  'camvid',
  join(values.data, 'camvid'),
  ({ group }) => group === HELD_OUT_DRIVE,
);
const scores = await validateParser(model, photos, await nodeRuntime({ threads: Number(values.threads) }));
const percent = (value) => (100 * value).toFixed(1);
console.log(
  markdownTable(
    ['class', 'IoU %'],
    [
      ...classes.map((name, index) => [name, percent(scores.perClass[index])]),
      ['mean', percent(scores.meanIntersectionOverUnion)],
      ['pixels told rightly', percent(scores.accuracy)],
    ],
  ),
);
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  const result = { command: 'node bench/parser-validation.mjs', drive: HELD_OUT_DRIVE, classes, ...scores };
  await writeFileAtomically(values.out, `${JSON.stringify(result, undefined, 1)}\n`, { overwrite: true });
}
