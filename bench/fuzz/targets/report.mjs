// The report beside a reconstruction, read to tell whether the photo is done.
import { areComplete, outputsOfStem } from '../../../dist/reconstruction/node/output-paths.js';
import { textBytes } from '../cubes.mjs';
import { craftedJson } from '../json.mjs';
import { onDisk } from '../scratch.mjs';

const NAME = 'photo.report.json';
const report = {
  photo: { file: 'photo.jpg', width: 4, height: 4 },
  outputs: ['/out/photo.img', '/out/photo.hdr', '/out/photo.png'],
};
const beside = new Map([
  ['photo.img', new Uint8Array(1)],
  ['photo.hdr', new Uint8Array(1)],
  ['photo.png', new Uint8Array(1)],
]);

export const target = {
  name: 'report',
  reads: 'report of a reconstruction (JSON)',
  errors: [],
  memoryBytes: 256 * 2 ** 20,
  seeds: async () => [new Map([[NAME, textBytes(JSON.stringify(report, undefined, 2))]])],
  crafted: craftedJson(NAME, [
    (value) => value,
    (value) => JSON.stringify(report).replace('"photo.jpg"', value),
    (value) => JSON.stringify(report).replace(/\["\/out.*\]/, value),
    (value) => JSON.stringify(report).replace('"/out/photo.png"', `"/out/photo.png",${value}`),
  ]),
  async parse(files) {
    const path = onDisk(new Map([...beside, ...files]));
    return areComplete(outputsOfStem(path('photo')), 'photo.jpg');
  },
};
