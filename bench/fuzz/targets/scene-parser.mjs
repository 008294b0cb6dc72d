// Weight files of scene parsers: a layout and names of classes as JSON in their metadata.
import { highResolutionParameters } from '../../../dist/networks/high-resolution-network.js';
import { initialWeights } from '../../../dist/networks/parameters.js';
import { readSafetensors, writeSafetensors } from '../../../dist/networks/safetensors.js';
import { Random } from '../../../dist/random.js';
import { readParserModel } from '../../../dist/training/node/load-parser.js';
import { parserParameters } from '../../../dist/training/unsupervised/scene-parser.js';
import { hostileJson } from '../json.mjs';
import { mutateText } from '../mutate-text.mjs';
import { mutateSafetensors } from '../safetensors.mjs';

const NAME = 'parser.safetensors';
const LAYOUT = {
  classes: 2,
  stem: 2,
  bottlenecks: { blocks: 1, width: 1 },
  stages: [{ modules: 1, blocks: 1, widths: [1, 2] }],
};
const [LAYOUT_TEXT, CLASSES_TEXT] = [JSON.stringify(LAYOUT), JSON.stringify(['sky', 'ground'])];

function fileWith(layout, classes) {
  const random = new Random(3);
  const declarations = parserParameters(LAYOUT);
  const weights = initialWeights(declarations, () => random.uniform());
  const tensors = declarations.map(({ name, shape }) => [name, { shape, data: weights.get(name) }]);
  return writeSafetensors(new Map(tensors), { layout, classes });
}

const parserFile = (layout, classes = CLASSES_TEXT) => new Map([[NAME, fileWith(layout, classes)]]);

/** A layout with one value in place of its own. */
const changed = (what, layout) => ({ what, make: () => parserFile(JSON.stringify(layout)) });

export const target = {
  name: 'scene-parser',
  reads: 'weights of a scene parser',
  errors: ['SafetensorsError', 'ParserError', 'NetworkError'],
  memoryBytes: 256 * 2 ** 20,
  seeds: async () => [parserFile(LAYOUT_TEXT)],
  crafted: () => [
    changed('a million modules', { ...LAYOUT, stages: [{ modules: 1e6, blocks: 1e6, widths: [1, 2] }] }),
    changed('2^53 classes', { ...LAYOUT, classes: 2 ** 53 }),
    changed('widths that multiply', { ...LAYOUT, stem: 4096, bottlenecks: { blocks: 16, width: 4096 } }),
    changed('a hundred stages', {
      ...LAYOUT,
      stages: Array(100).fill({ modules: 16, blocks: 16, widths: [1, 2] }),
    }),
    changed('negative sizes', { ...LAYOUT, stem: -1 }),
    ...[(value) => value, (value) => LAYOUT_TEXT.replace('"stem":2', `"stem":${value}`)].flatMap((around) =>
      hostileJson(around).map(({ what, bytes }) => ({
        what,
        make: () => parserFile(Buffer.from(bytes).toString('utf8')),
      })),
    ),
  ],
  async parse(files) {
    const { model } = readParserModel(readSafetensors(files.get(NAME)), NAME);
    const declared = highResolutionParameters(model.options).length;
    if (!(declared > 0 && model.weights.size >= declared))
      throw new Error(`${declared} parameters, ${model.weights.size}`);
    return model;
  },
  mutate(random, bytes) {
    const kind = random.integer(3);
    if (kind === 0) return mutateSafetensors(random, bytes);
    const text = (own) => Buffer.from(mutateText(random, Buffer.from(own))).toString('utf8');
    return kind === 1 ? fileWith(text(LAYOUT_TEXT), CLASSES_TEXT) : fileWith(LAYOUT_TEXT, text(CLASSES_TEXT));
  },
};
