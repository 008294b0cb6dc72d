/**
 * One network on pictures in memory, four ways: its plain graph of the whole picture on ONNX Runtime, spectralift's own
 * `reconstruct`, and PyTorch plain and tuned, untiled. All get the same numbers; the largest difference of the outputs
 * is a figure like the others.
 */
import { readFileSync } from 'node:fs';
import { canonicalTransform } from '../../dist/camera/canonical-basis.js';
import { catalogueCamera } from '../../dist/camera/catalogue.js';
import { radianceResponse } from '../../dist/camera/effective-response.js';
import { constant, emitOnnx, input } from '../../dist/graph/index.js';
import { memoryPicture, reconstruct } from '../../dist/index.js';
import { lookupDeclared } from '../../dist/networks/parameters.js';
import { writeSafetensors } from '../../dist/networks/safetensors.js';
import { wayFor } from '../../dist/reconstruction/node/calibrated-way.js';
import { laneRuntime } from '../../dist/reconstruction/node/lane-runtime.js';
import { alternate, prepareAll, releaseAll } from './alternate.mjs';
import { relativeDifference } from './difference.mjs';
import { loadNetwork, NETWORKS } from './networks.mjs';
import { torchWay, TORCH_WAYS } from './pytorch.mjs';
import { recordRow } from './rows.mjs';
import { smoothScene } from './scene.mjs';

export const OURS = 'spectralift';
export const PLAIN_GRAPH = 'ONNX Runtime, plain graph';

const CAMERA = 'Nikon D700';
const BANDS = 31;
/** The plain graph keeps about 10 kB a pixel: above this it is left out. */
const PLAIN_GRAPH_PIXELS = 512 * 512;
/** PyTorch, untiled, needs about 5 kB a pixel. */
const TORCH_PIXELS = 2e6;
const LARGE_PIXELS = 1e6;
const LARGE_ROUNDS = 3;
const SCENE_SEED = 5;

/** Measures every network at every size; gives rows. */
export async function measureInference(use) {
  const rows = [];
  for (const entry of NETWORKS) {
    const network = await loadNetwork(entry, use.say);
    if (network === undefined) continue;
    for (const [width, height] of entry.sizes) {
      const work = `${entry.name} ${width}x${height}`;
      if (!work.includes(use.match) || (use.skipLarge && width * height > LARGE_PIXELS)) continue;
      rows.push(...(await measureSize({ ...use, entry, network, work, width, height })));
    }
  }
  return rows;
}

async function measureSize(use) {
  const { entry, network, work, width, height, rounds, say, scratch } = use;
  say(work);
  const question = await makeQuestion(use);
  const ways = [
    ...(width * height <= PLAIN_GRAPH_PIXELS ? [plainGraphWay(use, question)] : []),
    ...(network.model === undefined ? [] : [ourWay(use, question)]),
    ...torchWays(use, question),
  ];
  const prepared = await prepareAll(ways, say);
  const records = await alternate(prepared, {
    rounds: width * height > LARGE_PIXELS ? Math.min(rounds, LARGE_ROUNDS) : rounds,
    say,
  });
  const differences = await compare(records, scratch);
  await releaseAll(prepared, say);
  return records.map((record, index) =>
    recordRow(record, {
      section: 'inference',
      work,
      network: entry.name,
      size: `${width}x${height}`,
      pixels: width * height,
      threads: use.threads,
      flops: entry.macsPerPixel === undefined ? undefined : 2 * entry.macsPerPixel * width * height,
      difference: differences[index],
    }),
  );
}

/** The same numbers for all ways: a picture and a response, and what the network sees of both: M X and M C. */
async function makeQuestion({ width, height }) {
  const response = radianceResponse(catalogueCamera(CAMERA));
  const canonical = canonicalTransform(response);
  const rgb = smoothScene(3, width, height, SCENE_SEED);
  const turned = new Float32Array(rgb.length);
  const plane = width * height;
  for (let row = 0; row < 3; row++) {
    const [r, g, b] = canonical.matrix.subarray(3 * row, 3 * row + 3);
    for (let pixel = 0; pixel < plane; pixel++) {
      turned[row * plane + pixel] = r * rgb[pixel] + g * rgb[plane + pixel] + b * rgb[2 * plane + pixel];
    }
  }
  return { response, rgb, turned, srf: Float32Array.from(canonical.response.matrix) };
}

function plainGraphWay({ network, runtime, width, height }, { turned, srf }) {
  let session;
  let cube;
  return {
    name: PLAIN_GRAPH,
    prepare: async () => {
      const picture = input('rgb', [1, 3, height, width]);
      const response = constant(srf, [1, 3, BANDS]);
      const output = network.graph(picture, response, lookupDeclared(network.declarations));
      session = await runtime.createSession(emitOnnx({ cube: output }, { weights: network.weights }));
    },
    run: async () => {
      cube = undefined; // or two outputs would live at once
      const start = performance.now();
      cube = (await session.run({ rgb: { data: turned, shape: [1, 3, height, width] } }))['cube'].data;
      return { ms: performance.now() - start };
    },
    output: () => cube,
    release: () => session.release(),
  };
}

/** As the command line does it: sessions stay loaded, the way is the one measured on this machine; the cube is gathered in memory of ours. */
function ourWay({ network, threads, width, height }, { rgb, response }) {
  let runtime;
  let way;
  const cube = new Float32Array(BANDS * width * height);
  const picture = memoryPicture(rgb, width, height);
  const gather = ({ y, rows, cube: strip }) => {
    for (let band = 0; band < BANDS; band++) {
      cube.set(strip.subarray(band * rows * width, (band + 1) * rows * width), (band * height + y) * width);
    }
  };
  return {
    name: OURS,
    prepare: async () => {
      runtime = await laneRuntime({ threads });
      way = await wayFor(runtime, network.model, () => Number.POSITIVE_INFINITY);
    },
    run: async () => {
      const start = performance.now();
      const options = { runtime, model: network.model, response, way, consistency: 'none' };
      await reconstruct(picture, options, gather);
      return { ms: performance.now() - start };
    },
    output: () => cube,
    release: () => runtime.close(),
  };
}

function torchWays({ torch, entry, network, scratch, width, height }, { turned, srf }) {
  if (torch === undefined || entry.torch === undefined || width * height > TORCH_PIXELS) return [];
  const shapes = new Map(network.declarations.map(({ name, shape }) => [name, shape]));
  const stored = new Map(
    [...shapes].map(([name, shape]) => [
      name,
      { shape, data: network.weights.get(name) ?? new Float32Array() },
    ]),
  );
  const job = {
    work: 'inference',
    ...entry.torch,
    weights: scratch.bytes('weights.safetensors', writeSafetensors(stored)),
    inputs: {
      rgb: { path: scratch.bytes('rgb.f32', turned), shape: [1, 3, height, width] },
      srf: { path: scratch.bytes('srf.f32', srf), shape: [1, 3, BANDS] },
    },
  };
  return [...TORCH_WAYS.keys()].map((way) => torchWay(torch, way, job));
}

/** Largest relative difference of each output to that of the first PyTorch way, or of the first way without it. */
async function compare(records, scratch) {
  const outputs = [];
  for (const { way, failure } of records) {
    if (failure !== undefined) outputs.push(undefined);
    else if (way.output !== undefined) outputs.push(way.output());
    else {
      await way.save(scratch.file('output.f32'));
      const bytes = readFileSync(scratch.file('output.f32'));
      outputs.push(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4));
    }
  }
  const torchFirst = records.findIndex(({ way, failure }) => way.save !== undefined && failure === undefined);
  const reference = outputs[torchFirst] ?? outputs.find((output) => output !== undefined);
  return outputs.map((output) =>
    output === undefined || output === reference ? undefined : relativeDifference(output, reference),
  );
}
