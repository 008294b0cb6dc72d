// Checks that the speed benchmark runs where no Python has PyTorch, and leaves nothing behind. Needs `npm run build`:
//   node bench/speed/check-without-pytorch.mjs
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'spectralift-check-'));
try {
  const [bin, temporary, out] = ['bin', 'tmp', 'speed.json'].map((name) => join(folder, name));
  mkdirSync(bin);
  mkdirSync(temporary);
  writeFileSync(join(bin, 'python3'), '#!/bin/sh\nexit 1\n');
  chmodSync(join(bin, 'python3'), 0o755);
  const words = [
    '--only',
    'inference,training',
    '--match',
    'generator 256',
    '--rounds',
    '1',
    '--threads',
    '1',
  ];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('../speed.mjs', import.meta.url)), ...words, '--python', 'python3', '--out', out],
    { encoding: 'utf8', env: { ...process.env, PATH: `${bin}:${process.env['PATH']}`, TMPDIR: temporary } },
  );
  assert.equal(status, 0, stderr);
  assert.equal(stderr.match(/PyTorch skipped/g)?.length, 1, 'expected one line that says so');
  const { rows, targets, machine } = JSON.parse(readFileSync(out, 'utf8'));
  const names = rows.map(({ section, way }) => `${section}: ${way}`);
  assert.deepEqual(names, [
    'inference: ONNX Runtime, plain graph',
    'inference: spectralift',
    'training: spectralift',
  ]);
  assert.ok(rows.every(({ ms }) => ms.median > 0));
  assert.ok(rows[1].difference < 1e-4, `plain graph and spectralift differ by ${rows[1].difference}`);
  assert.equal(machine.pytorch, null);
  assert.ok(targets.some(({ verdict }) => verdict === 'not measured'));
  assert.match(stdout, /\| generator 256x256 \| spectralift /);
  const left = readdirSync(temporary).filter((name) => name.startsWith('spectralift'));
  assert.deepEqual(left, [], 'expected no temporary files to be left');
  console.log('runs without PyTorch');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
