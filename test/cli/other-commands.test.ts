/** The commands that need no cube: help, version, cameras, sample, doctor, run. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCube } from '../../src/cube/node/open-cube.ts';
import { generatorParameters } from '../../src/networks/generator.ts';
import { readSafetensors, writeSafetensors } from '../../src/networks/safetensors.ts';
import { haveGolden, readGolden, relativeError } from '../golden.ts';
import { answerOf, runCli, testFolder, writeUntrainedGenerator } from './run-cli.ts';

const COMMANDS = [
  ...['reconstruct', 'info', 'spectrum', 'render', 'simulate'],
  ...['cameras', 'sample', 'train', 'run', 'networks', 'doctor'],
];
const folder = testFolder();

describe('help', () => {
  it('lists every command', async () => {
    const { code, stdout } = await runCli('--help');
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });

  it.each(COMMANDS)('explains %s', async (command) => {
    const { code, stdout, stderr } = await runCli(command, '--help');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(new RegExp(`^Usage: spectralift ${command} `));
    if (command !== 'train') expect(stdout).toContain('--json');
    expect(stdout).not.toContain('(default: false)');
  });

  it('is shown, as wrong usage, where no command is given', async () => {
    const { code, stdout, stderr } = await runCli();
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: spectralift/);
  });

  it('tells the version of the package', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect((await runCli('--version')).stdout.trim()).toBe(version);
  });
});

describe('cameras', () => {
  it('lists the catalogue', async () => {
    expect((await runCli('cameras')).stdout.trim().split('\n')).toHaveLength(28);
    expect((await answerOf('cameras'))['cameras']).toContain('Nikon D700');
  });

  it('draws the curves of one, whose name need not be quoted', async () => {
    const { code, stdout } = await runCli('cameras', 'nikon', 'd700');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Nikon D700/);
    for (const mark of ['r', 'g', 'b']) expect(stdout).toMatch(new RegExp(`\\|.*${mark}${mark}`));
    expect(stdout.split('\n').every((line) => line.length < 80)).toBe(true);
  });

  it('gives the numbers, and a picture if asked', async () => {
    const svg = folder.path('curves.svg');
    const answer = await answerOf('cameras', 'Canon 40D', '--svg', svg);
    expect(answer['wavelengths']).toHaveLength(65);
    expect(Math.max(...(answer['green'] as number[]))).toBeGreaterThan(0.9);
    expect(await readFile(svg, 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });
});

describe('sample', () => {
  it('writes cube, photo and description, the same for the same seed', async () => {
    const [first, second] = [folder.path('one'), folder.path('two')];
    for (const path of [first, second]) {
      const answer = await answerOf('sample', '-o', path, '--width', '30', '--height', '20', '--seed', '4');
      expect(answer).toMatchObject({ width: 30, height: 20, seed: 4, quantity: 'reflectance' });
      expect(await readdir(path)).toEqual(['cube.hdr', 'cube.img', 'photo.png', 'sample.json']);
    }
    expect((await readCube(`${first}/cube.hdr`)).data).toEqual((await readCube(`${second}/cube.hdr`)).data);
  });
});

describe('doctor', () => {
  it('tells what there is and what will be used', async () => {
    const { stdout } = await runCli('doctor', '--json');
    const report = JSON.parse(stdout);
    expect(report.node).toBe(process.version);
    expect(report.cores).toBeGreaterThanOrEqual(1);
    expect(report.devices[0]).toMatchObject({ device: 'cpu', works: true });
    expect(report.use.device).toBe('cpu');
    expect(report.decoder).toMatch(/^sharp .*libvips/);
  });

  it('ends with 1 exactly if there is something to mend', async () => {
    const { code, stdout, stderr } = await runCli('doctor');
    expect(stdout).toMatch(/^Node +v/);
    expect(code).toBe(/^problem: /m.test(stderr) ? 1 : 0);
    expect(stdout).toMatch(code === 0 ? /verdict +ready/ : /verdict +\d to mend/);
  });
});

describe('run', () => {
  it('runs a generator of any growth and writes its outputs', async () => {
    const weights = await writeUntrainedGenerator(folder.path('weights.safetensors'), 3);
    const { tensors } = readSafetensors(await readFile(weights));
    expect(tensors.size).toBe(generatorParameters({ bands: 31, growth: 3 }).length);
    tensors.set('input.rgb', { shape: [1, 3, 8, 9], data: new Float32Array(216).fill(0.5) });
    tensors.set('input.srf', { shape: [1, 3, 31], data: new Float32Array(93).fill(1 / 31) });
    const input = folder.path('input.safetensors');
    await writeFile(input, writeSafetensors(tensors));
    const out = folder.path('output.safetensors');
    const answer = await answerOf('run', 'generator', '--tensors', input, '--out', out, '--threads', '1');
    expect(answer).toMatchObject({ description: 'generator, 31 bands, growth 3', device: 'cpu' });
    const outputs = readSafetensors(await readFile(out)).tensors;
    expect(outputs.get('output.cube')?.shape).toEqual([1, 31, 8, 9]);
    expect(outputs.get('output.residual')?.shape).toEqual([1, 3, 8, 9]);
  });

  it.skipIf(!haveGolden).each([
    ['generator', ['output.cube', 'output.residual']],
    ['srf-estimator', ['output.srf']],
    ['discriminator', ['output.probability']],
  ])(
    'agrees with the golden values of the %s (skipped where ../shared/golden is absent)',
    async (network, names) => {
      const out = folder.path(`${network}.safetensors`);
      const given = fileURLToPath(new URL(`../../../shared/golden/${network}.safetensors`, import.meta.url));
      const answer = await answerOf('run', network, '--tensors', given, '--out', out);
      const found = readSafetensors(await readFile(out)).tensors;
      const { tensors } = readGolden(network);
      expect([...found.keys()]).toEqual(names);
      for (const name of names) {
        expect(relativeError(found.get(name)?.data ?? [], tensors.get(name)?.data ?? []), name).toBeLessThan(
          1e-4,
        );
      }
      for (const { relativeDifference } of answer['results'] as { relativeDifference: number }[]) {
        expect(relativeDifference).toBeLessThan(1e-4);
      }
    },
  );
});
