/** `spectralift export` and `spectralift weights`: files for programs of others, and of others for us. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTorchState } from '../../src/networks/pytorch/read-torch-state.ts';
import { readSafetensors, writeSafetensors } from '../../src/networks/safetensors.ts';
import { encodeCheckpoint } from '../../src/training/checkpoint.ts';
import { answerOf, failureOf, runCli, testFolder, writeUntrainedGenerator } from './run-cli.ts';

const { path } = testFolder();
let weights = '';
beforeAll(async () => {
  weights = await writeUntrainedGenerator(path('small.safetensors'));
});

describe('export', () => {
  it('writes a model repository, and says what the file is', async () => {
    const { code, stdout, stderr } = await runCli('export', weights, '--onnx', path('repo'));
    expect([code, stdout.trim().split('\n')]).toEqual([
      0,
      [path('repo', 'small', '1', 'model.onnx'), path('repo', 'small', 'config.pbtxt')],
    ]);
    expect(stderr).toMatch(/^rgb \[samples, 3, height, width\]$/m);
    expect(stderr).toMatch(/^for Triton: tritonserver --model-repository=/m);
    expect(await readFile(path('repo', 'small', 'config.pbtxt'), 'utf8')).toMatch(/^name: "small"$/m);
    const model = fromBinary(ModelProtoSchema, await readFile(path('repo', 'small', '1', 'model.onnx')));
    const told = Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value]));
    expect(told).toMatchObject({
      'spectralift.camera': 'srgb',
      'spectralift.consistency': 'exact',
      'spectralift.weights_sha256': createHash('sha256')
        .update(await readFile(weights))
        .digest('hex'),
    });
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(told['spectralift.version']).toBe(version);
    expect(await failureOf(1, 'export', weights, '--onnx', path('repo'))).toMatch(/--overwrite/);
  });

  it('takes a camera and a light, a name, or the response as an input', async () => {
    const light = ['--camera', 'Nikon D700', '--light', 'D65', '--consistency', 'none', '--for', 'gpu'];
    const answer = await answerOf('export', weights, '--onnx', path('lit'), ...light, '--name', 'lit');
    expect(answer).toMatchObject({
      name: 'lit',
      metadata: { 'spectralift.quantity': 'reflectance', 'spectralift.consistency': 'none' },
    });
    const fed = await answerOf('export', weights, '--onnx', path('fed'), '--camera', 'input');
    expect(fed).toMatchObject({ inputs: [{ name: 'rgb' }, { name: 'srf', shape: [3, 31] }] });
    expect(await readFile(path('fed', 'small', 'config.pbtxt'), 'utf8')).toMatch(/^max_batch_size: 0$/m);
  });

  it('writes a training step', async () => {
    const small = ['--batch', '1', '--patch', '16', '--growth', '2', '--steps', '12'];
    const args = ['export', 'agd-net', '--training', path('step'), '--stages', '1', ...small];
    const { code, stdout, stderr } = await runCli(...args);
    expect([code, stdout.trim().split('\n').length]).toEqual([0, 4]);
    expect(stderr).toMatch(/^note: left out of the step: the rank loss/m);
    const description = JSON.parse(await readFile(path('step', 'training.json'), 'utf8'));
    expect(description).toMatchObject({
      recipe: 'agd-net',
      steps: 12,
      network: { stages: '1', growth: '2' },
    });
    const made = await answerOf('weights', path('step', 'state.safetensors'), '-o', path('step.pth'));
    expect(made).toMatchObject({ fromCheckpoint: true, metadata: { network: 'agd-net', recipe: 'agd-net' } });
    const photo = ['--onnx', path('from-step')];
    expect((await runCli('export', path('step.pth'), ...photo)).code).toBe(0);
  });

  it('refuses what does not go together', async () => {
    expect(await failureOf(2, 'export', weights)).toMatch(/either --onnx DIR or --training DIR/);
    expect(await failureOf(1, 'export', weights, '--onnx', path('x'), '--camera', 'auto')).toMatch(
      /without a photo/,
    );
    const lit = ['--camera', 'input', '--light', 'D65'];
    expect(await failureOf(1, 'export', weights, '--onnx', path('x'), ...lit)).toMatch(/no light/);
    expect(await failureOf(2, 'export', weights, '--onnx', path('x'), '--name', '../x')).toMatch(
      /such as --name x/,
    );
    expect(await failureOf(2, 'export', weights, '--onnx', path('x'), '--size', '0x5')).toMatch(/512x512/);
    expect(await failureOf(1, 'export', weights, '--onnx', path('x'), '--size', '8x8')).toMatch(
      /leave the size out/,
    );
    expect(await failureOf(2, 'export', 'scene-parser', '--training', path('x'))).toMatch(/agd-net/);
    const stages = ['camera-aware-generator', '--training', path('x'), '--stages', '2'];
    expect(await failureOf(2, 'export', ...stages)).toMatch(/leave them out/);
    expect(await failureOf(1, 'export', 'generatr', '--onnx', path('x'))).toMatch(/did you mean generator/);
  });
});

describe('weights', () => {
  it('tells what a file holds', async () => {
    const { code, stdout } = await runCli('weights', weights);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^holds +44 tensors, 15,\d+ numbers$|^holds +\d+ tensors/m);
    expect(stdout).toMatch(/^stages\.0\.Upconv\.conv\.weight +\[31, 3, 3, 3\]$/m);
  });

  it('go to PyTorch and back, and are a model and a start there', async () => {
    await runCli('weights', weights, '-o', path('small.pth'), '--set', 'basis=camera');
    const ours = readSafetensors(await readFile(weights)).tensors;
    const theirs = await readTorchState(await readFile(path('small.pth')));
    expect(theirs).toEqual({ tensors: ours, metadata: { basis: 'camera' } });
    await runCli('weights', path('small.pth'), '-o', path('back.safetensors'));
    expect(readSafetensors(await readFile(path('back.safetensors')))).toEqual(theirs);
    const again = await failureOf(1, 'weights', path('small.pth'), '-o', path('back.safetensors'));
    expect(again).toMatch(/--overwrite/);
    await runCli('sample', '-o', path('sample'), '--width', '32', '--height', '24');
    const photo = path('sample', 'photo.png');
    const made = await answerOf('reconstruct', photo, '-o', path('cube'), '--model', path('small.pth'));
    expect(made).toMatchObject({ model: 'small' });
    const step = [
      'camera-aware-generator',
      '--training',
      path('from-torch'),
      '--growth',
      '2',
      '--patch',
      '16',
    ];
    expect((await runCli('export', ...step, '--start', path('small.pth'))).code).toBe(0);
  });

  it('are taken out of a checkpoint', async () => {
    const network = { metadata: { network: 'generator' }, parameters: [{ name: 'a', shape: [1, 2] }] };
    const state = { parameters: Float32Array.of(1, 2), average: Float32Array.of(3, 4) };
    const random = { seed: 1, stream: 0, counter: 0 };
    const run = { recipe: 'any', step: 2, steps: 4, seconds: 5, random, state };
    await writeFile(path('run.safetensors'), encodeCheckpoint({ ...run, network }));
    await runCli('weights', path('run.safetensors'), '-o', path('of-run.safetensors'));
    const { tensors, metadata } = readSafetensors(await readFile(path('of-run.safetensors')));
    expect(tensors).toEqual(new Map([['a', { shape: [1, 2], data: Float32Array.of(3, 4) }]]));
    expect(metadata).toEqual({ network: 'generator', recipe: 'any', step: '2', seconds: '5' });
    await writeFile(path('old.safetensors'), encodeCheckpoint(run));
    expect(await failureOf(1, 'weights', path('old.safetensors'))).toMatch(/the weights stand beside it/);
  });

  it('refuse what they cannot read or write', async () => {
    expect(await failureOf(2, 'weights', weights, '-o', path('x.onnx'))).toMatch(
      /ends in .safetensors, .pth, .pt/,
    );
    expect(await failureOf(2, 'weights', weights, '--set', 'a=b')).toMatch(/give -o FILE/);
    expect(await failureOf(2, 'weights', weights, '-o', path('x.pth'), '--set', 'a')).toMatch(/KEY=TEXT/);
    await writeFile(path('bad.pth'), 'no weights');
    expect(await failureOf(1, 'weights', path('bad.pth'))).toMatch(/safetensors/);
    await writeFile(path('empty.pth'), writeSafetensors(new Map()));
    expect((await runCli('weights', path('empty.pth'))).stdout).toMatch(/0 tensors/);
  });
});
