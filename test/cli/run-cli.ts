/** Runs the built command line as a person would, in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from 'vitest';
import { generatorParameters } from '../../src/networks/generator.ts';
import { initialWeights } from '../../src/networks/parameters.ts';
import { writeSafetensors } from '../../src/networks/safetensors.ts';
import { Random } from '../../src/random.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is still running, and its end. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
}

/** Starts `spectralift` with the given arguments. */
export function startCli(...args: string[]): RunningCli {
  return startProgram(process.execPath, [main, ...args]);
}

/** Starts any program; one that starts `spectralift` finds it as `node "$SPECTRALIFT"`. */
export function startProgram(
  program: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): RunningCli {
  const cache = { XDG_CACHE_HOME: join(tmpdir(), 'spectralift-test-cache'), SPECTRALIFT: main };
  const env = { ...process.env, ...cache, ...variables };
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

/** Starts `spectralift` with variables of the environment. */
export function startCliWith(variables: Readonly<Record<string, string>>, ...args: string[]): RunningCli {
  return startProgram(process.execPath, [main, ...args], variables);
}

/** Runs `spectralift` with variables of the environment to its end. */
export function runCliWith(
  variables: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<CliResult> {
  return startCliWith(variables, ...args).ended;
}

/** Runs `spectralift` to its end. */
export function runCli(...args: string[]): Promise<CliResult> {
  return startCli(...args).ended;
}

/** Runs a command that must succeed with `--json`, and gives its answer. */
export async function answerOf(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runCli(...args, '--json');
  expect(stderr.replace(/^(note: .*|.* pixels, .*)$/gm, '').trim(), args.join(' ')).not.toMatch(
    /spectralift:/,
  );
  expect(code, stderr).toBe(0);
  const answer: unknown = JSON.parse(stdout);
  if (typeof answer !== 'object' || answer === null)
    throw new Error(`expected a JSON object, found ${stdout}`);
  return { ...answer };
}

/** Runs a command that must fail: with this code, nothing on standard output, one line on standard error. */
export async function failureOf(code: 1 | 2, ...args: string[]): Promise<string> {
  const result = await runCli(...args);
  const text = result.stderr.trimEnd();
  expect(result.code, `${args.join(' ')}\n${text}`).toBe(code);
  expect(result.stdout).toBe('');
  expect(text.split('\n'), args.join(' ')).toHaveLength(1);
  expect(text).toMatch(/^spectralift: /);
  expect(text).not.toMatch(/unexpected failure|^\s*at /);
  return text;
}

/** A folder for the tests of a file, removed after them. */
export function testFolder(): { readonly path: (...parts: string[]) => string } {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spectralift-cli-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return { path: (...parts) => join(folder, ...parts) };
}

/** Writes weights of a small generator for 31 bands, as they are before training. */
export async function writeUntrainedGenerator(path: string, growth = 2): Promise<string> {
  const declarations = generatorParameters({ bands: 31, growth });
  const random = new Random(7);
  const weights = initialWeights(declarations, () => random.uniform());
  const tensors = declarations.map(
    ({ name, shape }) => [name, { shape, data: weights.get(name) ?? new Float32Array() }] as const,
  );
  await writeFile(path, writeSafetensors(new Map(tensors)));
  return path;
}
