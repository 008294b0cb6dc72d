import { describe, expect, it } from 'vitest';
import { type Comparison, comparisonMarkdown, comparisonSvg } from './comparison-result.ts';

const scene = (name: string, psnr: number) => ({ name, figures: { psnr, 'sam-lit': 9.126 } });
const result: Comparison = {
  recipe: 'cave',
  title: 'Methods on CAVE',
  command: 'spectralift compare cave --data DATA -o OUT',
  budget: { minutes: 5, batch: 8 },
  camera: { name: 'Nikon D700', measured: true },
  split: 'as always',
  training: ['x', 'y', 'z'],
  validation: ['a', 'b'],
  machine: 'an engine, 1 thread',
  pixels: [{ scene: 'a', x: 1, y: 2 }],
  pixelsBy: 'as asked',
  rows: [
    {
      kind: 'classical',
      name: 'linear',
      title: 'linear regression',
      figures: { psnr: 30.126, rmse: 0.03126, 'estimate-seconds': 0.5 },
      scenes: [scene('a', 29), scene('b', 31.25)],
      parameters: 93,
      about: ['fitted'],
    },
    {
      kind: 'trained',
      name: 'deep',
      title: 'deep, reduced',
      figures: { psnr: 33, rmse: 0.02, 'estimate-seconds': 2.126 },
      scenes: [scene('b', 32), scene('a', 34)],
      seconds: 303,
      parameters: 170_000,
      about: ['a network', 'reduced, growth 8 in place of 16: as asked'],
      training: { reduced: 'growth 8 in place of 16', steps: 100, patches: 800, passes: 12.34 },
    },
  ],
};

describe('a comparison', () => {
  const text = comparisonMarkdown(result);

  it('is a table that says how it was made', () => {
    expect(text).toMatch(
      /\| linear regression +\| +30\.13 \| +0\.0313 \| +93 \| +n\/a \| +n\/a \| +0\.50 \|/,
    );
    expect(text).toMatch(
      /\| deep, reduced +\| +33\.00 \| +0\.0200 \| +170000 \| +5\.0\d? \| +12\.3 \| +2\.13 \|/,
    );
    expect(text).toContain('reduced, growth 8 in place of 16: as asked');
    expect(text).toContain('3 scenes train, 2 are scored (as always)');
    expect(text).toContain('measured response of the\nNikon D700');
    expect(text).toContain('minutes 5, batch 8');
    expect(text).toContain('RMSE: root of the mean square');
    expect(text).not.toContain('SRF error');
    expect(text).toContain('    spectralift compare cave --data DATA -o OUT');
  });

  it('has the figures of every scene, whatever their order', () => {
    expect(text).toMatch(/\| linear regression +\| 29\.00 \/ 9\.13 \| 31\.25 \/ 9\.13 \|/);
    expect(text).toMatch(/\| deep, reduced +\| 34\.00 \/ 9\.13 \| 32\.00 \/ 9\.13 \|/);
  });

  it('is a picture, in grey what did not learn under the budget', () => {
    const svg = comparisonSvg(result);
    expect(svg.match(/fill="#b0b0b0"/g)).toHaveLength(1);
    expect(svg).toContain('33.00 dB');
  });
});
