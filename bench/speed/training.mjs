/**
 * One training step of the generator: forward pass, mean absolute error, gradients and Adam on a batch of patches, each
 * through a camera of its own. Ours is the compiled step of the trainer; PyTorch takes the same step plain and tuned.
 * Loss and weights after the first step are compared.
 */
import { readFileSync } from 'node:fs';
import { canonicalTransform } from '../../dist/camera/canonical-basis.js';
import { catalogueCamera, cameraNames } from '../../dist/camera/catalogue.js';
import { radianceResponse } from '../../dist/camera/effective-response.js';
import { absolute, input, meanOfAll, multiply, subtract } from '../../dist/graph/index.js';
import { GENERATOR_DEFAULTS, generator, generatorParameters } from '../../dist/networks/generator.js';
import { initialWeights } from '../../dist/networks/parameters.js';
import { writeSafetensors } from '../../dist/networks/safetensors.js';
import { Random } from '../../dist/random.js';
import { ParameterVector } from '../../dist/training/parameter-vector.js';
import { initialState } from '../../dist/training/adam-step.js';
import { partsFor } from '../../dist/training/batch-gradient.js';
import { compileTrainingStep } from '../../dist/training/training-step.js';
import { alternate, prepareAll, releaseAll } from './alternate.mjs';
import { moveDifference, relativeDifference } from './difference.mjs';
import { OURS } from './inference.mjs';
import { TORCH_WAYS, torchWay } from './pytorch.mjs';
import { recordRow } from './rows.mjs';
import { smoothScene } from './scene.mjs';

const [BATCH, SIZE] = [8, 64];
const RATE = 1e-4;
const { bands: BANDS } = GENERATOR_DEFAULTS;
const PIXELS = SIZE * SIZE;
const SEED = 7;

export async function measureTraining(use) {
  const { threads, rounds, scratch, say } = use;
  const work = `training step of the generator, batch ${BATCH} of ${SIZE}x${SIZE}`;
  say(work);
  const vector = new ParameterVector(generatorParameters(GENERATOR_DEFAULTS));
  const random = new Random(SEED);
  const weights = initialWeights(vector.declarations, () => random.uniform());
  const question = { vector, weights, batch: drawBatch() };
  const first = new Map();
  const ways = [ourWay(use, question), ...torchWays(use, question)].map((way) => ({
    ...way,
    prepare: async () => {
      await way.prepare();
      first.set(way.name, await firstStep(way, scratch));
    },
  }));
  const prepared = await prepareAll(ways, say);
  const records = await alternate(prepared, { rounds, say });
  await releaseAll(prepared, say);
  const start = vector.pack(weights, 'generator');
  const size = `${BATCH}x${SIZE}x${SIZE}`;
  const what = { section: 'training', work, size, pixels: BATCH * PIXELS, threads };
  const reference = first.get(TORCH_WAYS.get('plain'));
  return records.map((record) => ({
    ...recordRow(record, what),
    ...compareFirst(first.get(record.way.name), reference, start),
  }));
}

/** Loss and weights of the first step. */
async function firstStep(way, scratch) {
  const { loss } = await way.run();
  if (way.parameters !== undefined) return { loss, parameters: way.parameters() };
  const path = scratch.file('parameters.f32');
  await way.save(path);
  const bytes = readFileSync(path);
  return { loss, parameters: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4) };
}

/**
 * Against PyTorch, plain: the loss and the weights relative to the largest weight. Adam turns gradients of rounding
 * noise into whole steps, so what the step itself differs by is told too.
 */
function compareFirst(found, reference, start) {
  if (found === undefined) return {};
  const { loss } = found;
  return reference === undefined || found === reference
    ? { loss }
    : { loss, ...compareSteps(found, reference, start) };
}

function compareSteps(found, reference, start) {
  const digits = (value) => Number(value.toExponential(2));
  return {
    difference: digits(relativeDifference(found.parameters, reference.parameters)),
    lossDifference: digits(Math.abs(found.loss - reference.loss) / reference.loss),
    moveDifference: digits(moveDifference(found.parameters, reference.parameters, start)),
  };
}

/** Patches through cameras of the catalogue, in the canonical basis as the recipe has them. */
function drawBatch() {
  const rgb = new Float32Array(BATCH * 3 * PIXELS);
  const srf = new Float32Array(BATCH * 3 * BANDS);
  const truth = new Float32Array(BATCH * BANDS * PIXELS);
  cameraNames()
    .slice(0, BATCH)
    .forEach((name, item) => {
      const { response } = canonicalTransform(radianceResponse(catalogueCamera(name)));
      const scene = smoothScene(BANDS, SIZE, SIZE, SEED + item);
      rgb.set(response.project(scene), item * 3 * PIXELS);
      srf.set(response.matrix, item * 3 * BANDS);
      truth.set(scene, item * BANDS * PIXELS);
    });
  return {
    rgb: { data: rgb, shape: [BATCH, 3, SIZE, SIZE] },
    srf: { data: srf, shape: [BATCH, 3, BANDS] },
    truth: { data: truth, shape: [BATCH, BANDS, SIZE, SIZE] },
  };
}

function ourWay({ runtime }, { vector, weights, batch }) {
  let step;
  let state = initialState(vector.pack(weights, 'generator'));
  let count = 0;
  const parts = partsFor(BATCH, SIZE);
  const loss = (parameter) => {
    const [rgb, srf, truth] = ['rgb', 'srf', 'truth'].map((name) => {
      const [samples, ...rest] = batch[name].shape;
      return input(name, [samples / parts, ...rest]);
    });
    const { cube } = generator(rgb, srf, parameter, GENERATOR_DEFAULTS);
    return multiply(meanOfAll(absolute(subtract(cube, truth))), 1 / parts);
  };
  return {
    name: OURS,
    prepare: async () => {
      step = await compileTrainingStep(runtime, vector, loss, { parts });
    },
    run: async () => {
      const start = performance.now();
      const result = await step.run(state, batch, ++count, RATE);
      state = result.state;
      return { ms: performance.now() - start, loss: result.loss };
    },
    parameters: () => state.parameters.slice(),
    release: () => step.release(),
  };
}

function torchWays({ torch, scratch }, { vector, weights, batch }) {
  if (torch === undefined) return [];
  const stored = vector.declarations.map(({ name, shape }) => [name, { shape, data: weights.get(name) }]);
  const inputs = Object.entries(batch).map(([name, { data, shape }]) => [
    name,
    { path: scratch.bytes(`${name}.f32`, data), shape },
  ]);
  const job = {
    work: 'training',
    network: 'generator',
    stages: 4,
    rate: RATE,
    order: vector.declarations.map(({ name }) => name),
    weights: scratch.bytes('weights.safetensors', writeSafetensors(new Map(stored))),
    inputs: Object.fromEntries(inputs),
  };
  return [...TORCH_WAYS.keys()].map((way) => torchWay(torch, way, job));
}
