/** An exported training step, run by plain ONNX Runtime as training.json says, against the trainer's own compiled step. */
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../networks/safetensors.ts';
import { Random } from '../../random.ts';
import { readGeneratorModel } from '../../reconstruction/model.ts';
import { nodeRuntime } from '../../runtime/node/node-runtime.ts';
import type { Runtime, TensorValues } from '../../runtime/runtime.ts';
import { writeSafetensors } from '../../networks/safetensors.ts';
import { initialState } from '../adam-step.ts';
import { ParameterVector } from '../parameter-vector.ts';
import { agdNetLearning } from '../recipes/agd-net.ts';
import { AGD_NET_CHOICES } from '../recipes/agd-net-choices.ts';
import { generatorLearning } from '../recipes/camera-aware-generator.ts';
import type { LearningGraph } from '../supervised-task.ts';
import { TrainingError } from '../trainer.ts';
import { compileTrainingStep } from '../training-step.ts';
import { EXPORTABLE_RECIPES } from './exportable-recipes.ts';
import { exportTraining, isTrainingState, weightsOfState } from './export-training.ts';

const BANDS = 31;
const SIZES = { steps: 40, batch: 2, size: 16, growth: 3 };
const version = '1.2.3';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await nodeRuntime({ threads: 1 });
});

interface Description {
  readonly files: Readonly<Record<string, string>>;
  readonly state: { readonly tensors: readonly { input: string; output: string; shape: number[] }[] };
  readonly batch: readonly { input: string; shape: number[]; meaning: string }[];
  readonly loss: string;
  readonly leftOut: readonly string[];
}

/** Numbers of the kind that a batch holds. */
function batchOf(shapes: Description['batch'], seed: number): TensorValues {
  const random = new Random(seed);
  return Object.fromEntries(
    shapes.map(({ input, shape }) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const scale = input === 'weight' ? 1 / length : 1;
      return [input, { shape, data: Float32Array.from({ length }, () => scale * random.uniform(0.05, 1)) }];
    }),
  );
}

/** What our trainer computes, in two parts of a batch. */
const OURS: ReadonlyMap<string, () => LearningGraph> = new Map([
  [
    'camera-aware-generator',
    () => generatorLearning({ ...SIZES, network: { bands: BANDS, growth: SIZES.growth }, parts: 2 }),
  ],
  [
    'agd-net',
    () => {
      const choices = { ...AGD_NET_CHOICES, stages: 2, rankWeight: 0, bandWeight: 0.3 };
      const { estimate, ...rest } = agdNetLearning({ ...SIZES, bands: BANDS, choices, parts: 2 });
      return { ...rest, loss: (parameter) => estimate(parameter).loss };
    },
  ],
]);

const exported = (recipe: string) =>
  exportTraining({
    recipe,
    settings: { ...SIZES, agdNet: recipe === 'agd-net' ? { stages: 2, bandWeight: 0.3 } : {} },
    version,
    random: new Random(5),
  });

const bytesOf = (content: Uint8Array | string | undefined): Uint8Array =>
  content instanceof Uint8Array ? content : new TextEncoder().encode(content);

describe.each([...OURS])('the exported step of %s', (recipe, ours) => {
  it('gives in ten steps what ten steps of the trainer give', async () => {
    const files = exported(recipe);
    const description: Description = JSON.parse(String(files['training.json']));
    const { tensors } = readSafetensors(bytesOf(files['state.safetensors']));
    const rates = readSafetensors(bytesOf(files['schedule.safetensors'])).tensors.get('rate')?.data ?? [];
    const session = await ort.InferenceSession.create(bytesOf(files['step.onnx']), { logSeverityLevel: 3 });
    let state = new Map(
      [...tensors].map(([name, { data, shape }]) => [name, new ort.Tensor('float32', data, shape)]),
    );

    const learning = ours();
    const vector = new ParameterVector(learning.declarations);
    const named = (prefix: string) =>
      vector.pack(
        new Map(
          learning.declarations.map(({ name }) => [
            name,
            Float32Array.from(state.get(prefix + name)?.data as Float32Array),
          ]),
        ),
        recipe,
      );
    const compiled = await compileTrainingStep(runtime, vector, learning.loss, { parts: 2 });
    let expected = initialState(named('parameter.'));
    expect([...rates].slice(0, 10)).toEqual(
      Array.from({ length: 10 }, (_, index) => Math.fround(learning.schedule(index + 1))),
    );
    try {
      for (let step = 1; step <= 10; step++) {
        const rate = 10 * rates[step - 1]; // large enough to see a difference
        const batch = batchOf(description.batch, step);
        const scalar = (value: number) => new ort.Tensor('float32', Float32Array.of(value), []);
        const outputs = await session.run({
          ...Object.fromEntries(state),
          ...Object.fromEntries(
            Object.entries(batch).map(([name, { data, shape }]) => [
              name,
              new ort.Tensor('float32', data, [...shape]),
            ]),
          ),
          step: scalar(step),
          rate: scalar(rate),
        });
        const found = Number(outputs[description.loss].data[0]);
        state = new Map(
          description.state.tensors.map(({ input, output }) => [
            input,
            outputs[output] as ort.TypedTensor<'float32'>,
          ]),
        );
        const result = await compiled.run(expected, batch, step, rate);
        expected = result.state;
        expect(Math.abs(found / result.loss - 1), `loss of step ${step}`).toBeLessThan(2e-5);
      }
      // moments are means of gradients of a mean absolute error, which jump where a difference changes its sign
      for (const [prefix, values, tolerance] of [
        ['parameter.', expected.parameters, 2e-5],
        ['average.', expected.average, 2e-5],
        ['first_moment.', expected.firstMoment, 2e-4],
        ['second_moment.', expected.secondMoment, 2e-4],
      ] as const) {
        expect(rootMeanSquare(named(prefix), values), prefix).toBeLessThan(tolerance);
      }
    } finally {
      await compiled.release();
      await session.release();
    }
  });

  it('is plain ONNX, every tensor in its place', () => {
    const files = exported(recipe);
    const description: Description = JSON.parse(String(files['training.json']));
    const { graph, opsetImport } = fromBinary(ModelProtoSchema, bytesOf(files['step.onnx']));
    expect(opsetImport.map(({ domain }) => domain)).toEqual(['']);
    expect(new Set(graph?.node.map(({ domain }) => domain))).toEqual(new Set(['']));
    const inputs = [...description.state.tensors, ...description.batch].map(({ input }) => input);
    expect(graph?.input.map(({ name }) => name).sort()).toEqual([...inputs, 'step', 'rate'].sort());
    const outputs = description.state.tensors.map(({ output }) => output);
    expect(graph?.output.map(({ name }) => name).sort()).toEqual([...outputs, 'loss'].sort());
    for (const { meaning } of description.batch) expect(meaning).not.toBe('');
    expect(description.leftOut.length).toBe(recipe === 'agd-net' ? 1 : 0);
  });

  it('begins with weights that reconstruct takes, drawn or given', () => {
    const file = readSafetensors(bytesOf(exported(recipe)['state.safetensors']));
    expect(isTrainingState(file)).toBe(true);
    const { tensors, metadata } = weightsOfState(file);
    const model = readGeneratorModel(writeSafetensors(tensors, metadata), 'exported');
    expect(model.network.name).toBe(recipe === 'agd-net' ? 'agd-net' : 'generator');
    const start = new Map([...model.weights].map(([name, data]) => [name, data.map((value) => value / 2)]));
    const random = new Random(9);
    const settings = { ...SIZES, agdNet: recipe === 'agd-net' ? { stages: 2 } : {} };
    const again = exportTraining({ recipe, settings, version, random, start });
    const from = weightsOfState(readSafetensors(bytesOf(again['state.safetensors'])));
    for (const [name, { data }] of from.tensors) expect(data).toEqual(start.get(name));
  });
});

describe('recipes', () => {
  it('without such a step are refused, and so are states without averages', () => {
    expect([...EXPORTABLE_RECIPES.keys()]).toEqual(['camera-aware-generator', 'agd-net']);
    const random = new Random(1);
    expect(() => exportTraining({ recipe: 'scene-parser', settings: SIZES, version, random })).toThrow(
      TrainingError,
    );
    expect(() => weightsOfState({ tensors: new Map(), metadata: {} })).toThrow(TrainingError);
  });
});

/** Of the difference, by that of the values. */
function rootMeanSquare(found: Float32Array, expected: Float32Array): number {
  const sum = (values: Float32Array): number => values.reduce((total, value) => total + value * value, 0);
  return Math.sqrt(sum(found.map((value, index) => value - expected[index])) / sum(expected));
}
