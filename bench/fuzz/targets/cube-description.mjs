// Descriptions of cubes, as JSON.
import { formatCubeDescription, parseCubeDescription } from '../../../dist/cube/formats/cube-description.js';
import { INTERLEAVES } from '../../../dist/cube/formats/raw/raw-layout.js';
import { smallCube, textBytes } from '../cubes.mjs';
import { craftedJson } from '../json.mjs';

const NAME = 'cube.json';
const { header } = smallCube({ bands: 5 });

export const target = {
  name: 'cube-description',
  reads: 'description of a cube (JSON)',
  errors: ['CubeError'],
  memoryBytes: 256 * 2 ** 20,
  async seeds() {
    const texts = [
      formatCubeDescription(header),
      formatCubeDescription(header, { axes: INTERLEAVES.bip, scaleFactor: 10_000, clampedSamples: 3 }),
      '{ "wavelengths": [0.4, 0.5], "wavelengthUnits": "um" }',
    ];
    return texts.map((text) => new Map([[NAME, textBytes(text)]]));
  },
  crafted: craftedJson(NAME, [
    (value) => value,
    (value) => `{"wavelengths": ${value}}`,
    (value) => `{"axes": ${value}}`,
    (value) => `{"axes": [${value}, "row", "column"]}`,
    (value) => `{"quantity": ${value}, "source": ${value}}`,
    (value) => `{"wavelengths": [400], "scaleFactor": ${value}}`,
  ]),
  async parse(files) {
    return parseCubeDescription(Buffer.from(files.get(NAME)).toString('utf8'), NAME);
  },
};
