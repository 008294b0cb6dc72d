/**
 * The networks that are measured. Each is loaded only when its turn comes; one whose module is not there is skipped.
 *
 * `load()` gives `model`, what `reconstruct` takes, if it can; `graph(rgb, srf, parameter)`, the plain graph of the
 * whole network; and its parameters under official names, `declarations` and `weights`.
 */
import { Random } from '../../dist/random.js';

/** Multiplications and additions a pixel of one dense stage, and of its projection to RGB by a response. */
const STAGE_MACS = 42_749;
const RESPONSE_MACS = 93;
/** The same projection as a learned 3 x 3 convolution. */
const LEARNED_MACS = 837;

const WEIGHT_SEED = 11;

async function generatorNetwork() {
  const { loadGenerator } = await import('../../dist/reconstruction/node/shipped-models.js');
  const { generator, generatorParameters, GENERATOR_DEFAULTS } = await import(
    '../../dist/networks/generator.js'
  );
  const model = await loadGenerator();
  return {
    model,
    weights: model.weights,
    declarations: generatorParameters(GENERATOR_DEFAULTS),
    graph: (rgb, srf, parameter) => generator(rgb, srf, parameter, GENERATOR_DEFAULTS).cube,
  };
}

/** AGD-Net with random weights: speed does not depend on them. */
async function agdNetNetwork(stages) {
  const { AGD_NET_DEFAULTS, agdNet, agdNetNetwork: network } = await import('../../dist/networks/agd-net.js');
  const { VISIBLE_31 } = await import('../../dist/spectra/wavelengths.js');
  const options = { ...AGD_NET_DEFAULTS, stages };
  const form = network(options);
  const weights = await randomWeights(form.declarations);
  return {
    model: { name: `agd-net, ${stages} stages`, network: form, wavelengths: VISIBLE_31, weights },
    weights,
    declarations: form.declarations,
    graph: (rgb, srf, parameter) => agdNet(rgb, srf, parameter, options).cube,
  };
}

/** MST++ has no stages that `reconstruct` could take: only its plain graph is measured. */
async function mstPlusPlusNetwork() {
  const { MST_PLUS_PLUS_DEFAULTS, mstPlusPlus, mstPlusPlusParameters } = await import(
    '../../dist/networks/mst-plus-plus.js'
  );
  const declarations = mstPlusPlusParameters(MST_PLUS_PLUS_DEFAULTS);
  return {
    declarations,
    weights: await randomWeights(declarations),
    graph: (rgb, _srf, parameter) => mstPlusPlus(rgb, parameter, MST_PLUS_PLUS_DEFAULTS),
  };
}

async function randomWeights(declarations) {
  const { initialWeights } = await import('../../dist/networks/parameters.js');
  const random = new Random(WEIGHT_SEED);
  return initialWeights(declarations, () => random.uniform());
}

const [SMALL, MIDDLE, LARGE] = [
  [256, 256],
  [512, 512],
  [1392, 1300],
  [4000, 3000],
];

/** `torch` is how bench/speed/pytorch knows the network; `photo` whether the command line reconstructs with it. */
export const NETWORKS = [
  {
    name: 'generator',
    torch: { network: 'generator', stages: 4 },
    macsPerPixel: 4 * (STAGE_MACS + RESPONSE_MACS),
    sizes: [SMALL, MIDDLE, LARGE, [4000, 3000]],
    photo: true,
    load: generatorNetwork,
  },
  ...[4, 9].map((stages) => ({
    name: `AGD-Net, ${stages} stages`,
    torch: { network: 'agd-net', stages },
    macsPerPixel: stages * (STAGE_MACS + LEARNED_MACS),
    sizes: [SMALL, MIDDLE],
    photo: false,
    load: () => agdNetNetwork(stages),
  })),
  { name: 'MST++', sizes: [SMALL], photo: false, load: mstPlusPlusNetwork },
];

/** Loads a network; undefined, with one line said, if its module is not there or does not fit. */
export async function loadNetwork({ name, load }, say) {
  try {
    return await load();
  } catch (error) {
    const absent = error.code === 'ERR_MODULE_NOT_FOUND';
    say(`${name} skipped: ${absent ? 'the library does not have it' : error.message.split('\n')[0]}`);
    return undefined;
  }
}
