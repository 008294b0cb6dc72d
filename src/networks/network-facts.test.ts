/** The table of networks: what is counted against what is known by hand, and what is said of printed figures. */
import { describe, expect, it } from 'vitest';
import { nodeRuntime } from '../runtime/node/node-runtime.ts';
import { receptiveField } from '../graph/index.ts';
import { denseStage, denseStageParameters } from './dense-stage.ts';
import { measureNetwork } from './measure-network.ts';
import { type CataloguedNetwork, networkCatalogue } from './network-catalogue.ts';
import { buildNetwork, networkFacts } from './network-facts.ts';
import { lookupDeclared, NetworkError } from './parameters.ts';
import { operationsPerPixel } from './published-figures.ts';

function catalogued(name: string): CataloguedNetwork {
  const found = networkCatalogue.find((network) => network.name === name);
  if (found === undefined) throw new Error(`no network '${name}'`);
  return found;
}

const facts = new Map(networkCatalogue.map((network) => [network.name, networkFacts(network)]));

function factsOf(name: string) {
  const found = facts.get(name);
  if (found === undefined) throw new Error(`no network '${name}'`);
  return found;
}

/** Printed divided by counted. */
function printedRatio(name: string): number {
  const { published, multiplyAccumulatesPerPixel } = factsOf(name);
  return (operationsPerPixel(published) ?? Number.NaN) / multiplyAccumulatesPerPixel;
}

describe('the facts of a network', () => {
  // each weight of a convolution is used once a pixel; each stage projects 31 bands to 3 channels, by the response
  // (93) or by a learned 3 x 3 convolution (837, used by all stages); biases are not multiplied
  it.each([
    ['generator', 170_996, 170_996 + 4 * 93],
    ['generator-93', 321_532, 321_532 + 4 * 93],
    ['agd-net-4', 172_391, 174_344],
    ['agd-net-9', 386_136, 392_274],
    ['fm-net', 11_792_925, 11_790_779],
    ['hscnn-d', 3_615_103, 3_606_816],
    ['mst-plus-plus', 1_619_625, 338_613],
  ])('count the parameters and multiplications of %s', (name, parameters, operations) => {
    const { multiplyAccumulatesPerPixel, parameters: counted } = factsOf(name);
    expect(counted).toBe(parameters);
    expect(multiplyAccumulatesPerPixel).toBe(operations);
  });

  it('count what the SRF estimator does at each of its resolutions', () => {
    // pairs of 1 x 1 and depth-wise convolutions, by hand from their channels, at quarters of the pixels
    const pair = (from: number, to: number, size: number): number => to * (from + size * size);
    const byHand =
      pair(3, 16, 5) +
      pair(19, 32, 5) +
      (pair(32, 64, 5) + pair(96, 64, 5)) / 4 +
      (pair(64, 64, 3) + pair(128, 64, 3)) / 16 +
      (pair(64, 64, 3) + pair(128, 64, 3)) / 64 +
      (pair(64, 128, 3) + pair(192, 128, 3) + pair(320, 128, 3) + pair(128, 84, 3)) / 256;
    expect(factsOf('srf-estimator').multiplyAccumulatesPerPixel).toBe(byHand);
  });

  it.each([
    ['generator', 1 + 2 * 4 * 6],
    ['agd-net-4', 1 + 2 * (4 * 6 + 3)], // the last projection leads to the residual only
    ['agd-net-9', 1 + 2 * (9 * 6 + 8)],
    ['hscnn-d', 1 + 2 * (1 + 64)],
    ['fm-net', 1 + 2 * (1 + 4 * (1 + 10) + 10 + 10)], // two kernels of 11 x 11 in a row look 10 pixels far
    // down: 5 pixels after two convolutions, and so on; the last convolution's 5 pixels need, at worst, 4 of the
    // next level, 8 with its convolutions, 6 of the coarsest, 10 with its own; those are 20 + 4, those 48 + 4
    ['chs-gan', 52],
    ['deep-basis', 52],
  ])('tell how far %s sees', (name, side) => {
    expect(factsOf(name).receptiveField).toEqual({ rows: side, columns: side });
  });

  it('tell how far a dense stage sees: its head and five depth-wise convolutions', () => {
    const options = { bands: 5, growth: 3, zeroMean: true, bias: true, shortcut: true };
    const parameter = lookupDeclared(denseStageParameters('stage', options));
    const field = receptiveField((rgb) => denseStage(rgb, 'stage', parameter, options));
    expect(field).toEqual({ rows: 13, columns: 13 });
  });

  it('tell which networks see the whole picture', () => {
    const whole = [...facts].filter(([, { receptiveField: field }]) => field === 'whole picture');
    expect(whole.map(([name]) => name)).toEqual(['srf-estimator', 'mst-plus-plus']);
  });

  it('are those of a picture that the network can take', () => {
    expect(() => networkFacts(catalogued('srf-estimator'), 15)).toThrow(NetworkError);
    expect(() => buildNetwork(catalogued('mst-plus-plus'), 4)).toThrow(/at least 5 pixels a side, found 4/);
    expect(() => buildNetwork(catalogued('generator'), 2.5)).toThrow(NetworkError);
  });
});

describe('what is said of printed figures', () => {
  it('holds: which of them count operations once, which twice', () => {
    expect(printedRatio('generator-93')).toBeCloseTo(2, 2);
    for (const name of ['hscnn-d', 'fm-net', 'chs-gan', 'deep-basis']) {
      expect(Math.abs(printedRatio(name) - 1), name).toBeLessThan(0.003);
    }
    for (const name of ['hscnn-d', 'fm-net']) {
      const { parameters, published } = factsOf(name);
      expect(Math.abs((published.parameters ?? 0) / parameters - 1), name).toBeLessThan(0.002);
      expect(Math.abs(printedRatio(name) - 1), name).toBeLessThan(0.002);
    }
    expect(printedRatio('mst-plus-plus')).toBeCloseTo(1.04, 2);
  });

  it('holds: the parameters of the generator', () => {
    const [released, wide, estimator] = ['generator', 'generator-93', 'srf-estimator'].map(
      (name) => factsOf(name).parameters,
    );
    expect(((released + estimator) / 1e6).toFixed(2)).toBe('0.30');
    expect(((wide + 2 * estimator) / 1e6).toFixed(2)).toBe('0.58');
  });

  it('holds: the ratios of AGD-Net to FM-Net', () => {
    const [ours, theirs] = [factsOf('agd-net-4'), factsOf('fm-net')];
    const operations = theirs.multiplyAccumulatesPerPixel / ours.multiplyAccumulatesPerPixel;
    expect(Math.round(theirs.parameters / ours.parameters)).toBe(68);
    expect(Math.round(operations / 2)).toBe(34);
  });

  it('names a source for every network, and each network once', () => {
    expect(facts.size).toBe(networkCatalogue.length);
    for (const { published, description } of facts.values()) {
      expect(published.source.length).toBeGreaterThan(10);
      expect(published.difference.length).toBeGreaterThan(10);
      expect(description.length).toBeGreaterThan(10);
    }
  });
});

describe('measuring', () => {
  it.each(['generator', 'srf-estimator', 'mst-plus-plus'])(
    'runs %s as often as asked and takes the median',
    async (name) => {
      const runtime = await nodeRuntime({ threads: 1 });
      const { milliseconds, millisecondsPerMegapixel, side } = await measureNetwork(
        catalogued(name),
        runtime,
        {
          side: 16,
          runs: 4,
        },
      );
      expect(side).toBe(16);
      expect(milliseconds).toHaveLength(4);
      const sorted = [...milliseconds].sort((a, b) => a - b);
      expect(sorted[0]).toBeGreaterThan(0);
      expect(millisecondsPerMegapixel).toBeCloseTo((sorted[1] + sorted[2]) / 2 / 256e-6, 6);
    },
  );

  it('ends where it is asked to, and needs at least one run', async () => {
    const runtime = await nodeRuntime({ threads: 1 });
    const reason = new Error('enough');
    const stopped = measureNetwork(catalogued('generator'), runtime, {
      side: 16,
      signal: AbortSignal.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
    const none = measureNetwork(catalogued('generator'), runtime, { side: 16, runs: 0 });
    await expect(none).rejects.toThrow(NetworkError);
  });
});
