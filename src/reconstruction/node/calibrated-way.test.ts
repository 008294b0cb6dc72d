/** Measurements are found again by what they are valid for, and a broken cache is an empty one. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatorNetwork, generatorParameters } from '../../networks/generator.ts';
import { initialWeights } from '../../networks/parameters.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import { VISIBLE_31 } from '../../spectra/wavelengths.ts';
import { calibrate, calibrationFile, knownCalibration } from './calibrated-way.ts';

function smallModel(growth: number) {
  const weights = initialWeights(generatorParameters({ bands: 31, growth }), () => 0.4);
  return {
    name: 'small',
    network: generatorNetwork({ bands: 31, growth }),
    wavelengths: VISIBLE_31,
    weights,
  };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-ways-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('calibrations', () => {
  it('are remembered for the network that they were made for, and for no other', async () => {
    const file = join(folder, 'new', 'ways.json');
    const runtime = await nodeRuntime({ threads: 1 });
    const made = await calibrate(runtime, smallModel(4), { file });
    expect(await knownCalibration(runtime, smallModel(4), file)).toEqual(made);
    expect(await knownCalibration(runtime, smallModel(5), file)).toBeUndefined();
    await calibrate(runtime, smallModel(4), { file });
    expect(JSON.parse(await readFile(file, 'utf8'))).toHaveLength(1);
  }, 60_000);

  it('of a file that is damaged or not ours count as none', async () => {
    const runtime = await nodeRuntime({ threads: 1 });
    const large = JSON.stringify(['x'.repeat(1_100_000)]);
    for (const content of ['', '{', '{"a": 1}', '[1, null, {"machine": "x"}]', '['.repeat(100_000), large]) {
      const file = join(folder, 'broken.json');
      await writeFile(file, content);
      expect(await knownCalibration(runtime, smallModel(4), file)).toBeUndefined();
    }
  });

  it('that cannot be stored are made all the same', async () => {
    await writeFile(join(folder, 'file'), '');
    const file = join(folder, 'file', 'ways.json');
    const { way } = await calibrate(await nodeRuntime({ threads: 1 }), smallModel(4), { file });
    expect(way.tile).toBeGreaterThan(0);
  }, 60_000);

  it('stand in the cache folder of the user', () => {
    expect(calibrationFile()).toMatch(/spectralift[/\\]ways\.json$/);
  });
});
