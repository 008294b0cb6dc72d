/** `spectralift networks`: the table, its JSON, and times on this machine. */
import { describe, expect, it } from 'vitest';
import { answerOf, failureOf, runCli } from './run-cli.ts';

interface Answer {
  readonly size: number;
  readonly networks: readonly {
    readonly name: string;
    readonly parameters: number;
    readonly multiplyAccumulatesPerPixel: number;
    readonly receptiveField: unknown;
    readonly published: { readonly source: string; readonly difference: string };
    readonly measured?: {
      readonly milliseconds: readonly number[];
      readonly millisecondsPerMegapixel: number;
    };
  }[];
  readonly measuredOn?: { readonly runtime: string; readonly threads: number; readonly cpu: string };
}

async function networksAnswer(...args: string[]): Promise<Answer> {
  return (await answerOf('networks', ...args)) as unknown as Answer;
}

describe('networks', () => {
  it('is listed, and explains what it counts', async () => {
    expect((await runCli('--help')).stdout).toMatch(/^ {2}networks /m);
    const { code, stdout } = await runCli('networks', '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: spectralift networks /);
    expect(stdout).toMatch(/^MACs a pixel +multiply-accumulates of convolutions/m);
  });

  it('tells every network, its figures in line, and where the printed ones come from', async () => {
    const { code, stdout, stderr } = await runCli('networks');
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^network +parameters +MACs a pixel +sees +printed$/);
    expect(lines[1]).toMatch(/^generator +170,996 +171,368 +49 x 49 pixels +0\.58 M, 643 k a pixel$/);
    expect(stdout).toMatch(/^mst-plus-plus +1,619,625 +338,613 +whole picture +1\.62 M, 352 k a pixel$/m);
    expect(stdout).toMatch(/^mst-plus-plus: .*NTIRE 2022; /m);
    expect(stdout).not.toContain('megapixel');
  });

  it('gives the numbers as JSON, for the networks that are named, in their order', async () => {
    const { networks, size, measuredOn } = await networksAnswer('agd-net-9', 'srf-estimator');
    expect([size, measuredOn]).toEqual([256, undefined]);
    expect(networks.map(({ name }) => name)).toEqual(['agd-net-9', 'srf-estimator']);
    expect(networks[0]).toMatchObject({
      parameters: 386_136,
      multiplyAccumulatesPerPixel: 392_274,
      receptiveField: { rows: 125, columns: 125 },
    });
    expect(networks[1].receptiveField).toBe('whole picture');
    expect(networks[0].measured).toBeUndefined();
  });

  it('measures, and says on what', async () => {
    const answer = await networksAnswer('generator', '--measure', '--size', '16', '--threads', '1');
    expect(answer.measuredOn).toMatchObject({ threads: 1, device: 'cpu' });
    expect(answer.measuredOn?.runtime).toMatch(/^onnxruntime-node \d/);
    const [{ measured }] = answer.networks;
    expect(measured?.milliseconds).toHaveLength(5);
    const median = [...(measured?.milliseconds ?? [])].sort((a, b) => a - b)[2];
    expect(measured?.millisecondsPerMegapixel).toBeCloseTo(median / 256e-6, 3);
    const { stdout, stderr } = await runCli(
      ...['networks', 'generator', '--measure', '--size', '16', '--threads', '1'],
    );
    expect(stdout.split('\n')[0]).toMatch(/ms a megapixel$/);
    expect(stderr).toMatch(
      /measured on onnxruntime-node .*, 1 thread of .*: 16 x 16 pixels, median of 5 runs/,
    );
  });

  it('refuses names and options that cannot be meant', async () => {
    expect(await failureOf(2, 'networks', 'mst++')).toContain('did you mean mst-plus-plus?');
    expect(await failureOf(2, 'networks', '--size', '8')).toContain('at least 16');
    expect(await failureOf(2, 'networks', '--threads', '2')).toContain('--measure');
  });
});
