// The file in the cache folder that says which way was fastest on this machine.
import { availableParallelism, cpus } from 'node:os';
import { knownCalibration } from '../../../dist/reconstruction/node/calibrated-way.js';
import { textBytes } from '../cubes.mjs';
import { craftedJson } from '../json.mjs';
import { Unbelievable } from '../judge.mjs';
import { onDisk } from '../scratch.mjs';

const NAME = 'ways.json';
const runtime = { name: 'engine', device: 'cpu' };
const model = { network: { description: 'network' } };
const known = {
  machine: `${cpus()[0]?.model.trim() ?? process.arch}, ${availableParallelism()} cores`,
  engine: 'engine, cpu',
  network: 'network',
  way: { steps: 'stages', tile: 96 },
  timings: [{ way: { steps: 'whole', tile: 192 }, microsecondsPerPixel: 12.5 }],
};

export const target = {
  name: 'calibration',
  reads: 'measured ways in the cache folder (JSON)',
  errors: [],
  memoryBytes: 256 * 2 ** 20,
  seeds: async () => [new Map([[NAME, textBytes(JSON.stringify([{ ...known, network: 'other' }, known]))]])],
  crafted: craftedJson(NAME, [
    (value) => value,
    (value) => `[${value}]`,
    (value) => `[${JSON.stringify(known).replace('96', value)}]`,
    (value) => `[${JSON.stringify(known).replace('12.5', value)}]`,
  ]),
  async parse(files) {
    const found = await knownCalibration(runtime, model, onDisk(files)(NAME));
    if (found === undefined) return;
    const { steps, tile } = found.way;
    if (!(Number.isInteger(tile) && tile >= 16 && tile <= 4096 && ['stages', 'whole'].includes(steps))) {
      throw new Unbelievable(`way ${steps} of ${tile}`);
    }
  },
};
