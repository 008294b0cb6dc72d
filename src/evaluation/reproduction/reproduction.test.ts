import { describe, expect, it } from 'vitest';
import {
  accuracySvg,
  type Reproduction,
  reproductionMarkdown,
  reproductionSvg,
} from './reproduction-result.ts';
import { REPRODUCTION_TABLES } from './tables.ts';

const table = (name: string) => {
  const found = REPRODUCTION_TABLES.find((known) => known.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe('the tables', () => {
  it('add one component a row in the ablation', () => {
    const { rows } = table('table3');
    expect(rows).toHaveLength(6);
    const parts = rows.map(({ choices: { weights, clipping }, semantic }) => [
      ...Object.entries(weights)
        .filter(([name, weight]) => weight !== 0 && name !== 'semantic')
        .map(([name]) => name),
      ...(clipping ? ['clipping'] : []),
      ...(semantic && weights.semantic !== 0 ? ['semantic'] : []),
    ]);
    for (const [index, row] of parts.entries()) {
      expect(row).toHaveLength(index + 1);
      if (index > 0) expect(row).toEqual(expect.arrayContaining(parts[index - 1]));
    }
  });

  it('change only the regulariser in table 5, only the sources in table 6', () => {
    const five = table('table5').rows;
    const kinds = five.map(({ choices: { clipping, penalty, penaltyWeight } }) =>
      clipping ? 'clipping' : penalty === 'none' ? 'none' : `${penalty} ${penaltyWeight}`,
    );
    expect(new Set(kinds).size).toBe(6);
    for (const { choices } of five) expect(choices.weights).toEqual(five[0].choices.weights);
    const six = table('table6').rows;
    expect(new Set(six.map(({ recipe }) => recipe)).size).toBe(4);
    for (const { choices } of six) expect(choices).toEqual(six[0].choices);
    for (const { rows } of REPRODUCTION_TABLES) {
      expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    }
  });
});

const result: Reproduction = {
  table: 'table3',
  title: 'A & B',
  about: 'About.',
  paper: 'paper: 37 dB',
  command: 'spectralift reproduce table3',
  budget: { steps: 10, seed: 1 },
  response: 'Nikon D700',
  rows: [{ name: 'a', title: 'first', figures: { psnr: 30.126, srfError: 0.2 }, scenes: [], seconds: 90 }],
  references: [{ name: 'b', title: 'fixed', figures: { psnr: 31 }, scenes: [] }],
};

describe('the table of forms', () => {
  it('changes one choice a row', () => {
    const [first, ...others] = table('forms').rows;
    for (const { choices } of others) {
      const changed = Object.entries(choices).filter(
        ([name, value]) =>
          JSON.stringify(value) !==
          JSON.stringify(Object.entries(first.choices).find(([other]) => other === name)?.[1]),
      );
      expect(changed).toHaveLength(1);
    }
  });
});

describe('a reproduction', () => {
  it('is a table that says how it was made', () => {
    const text = reproductionMarkdown(result);
    expect(text).toMatch(/\| first +\| +30\.13 \| 0\.200 +\| 1\.5 +\|/);
    expect(text).toMatch(/\| fixed +\| +31\.00 \| +\| +\|/);
    expect(text).toContain('steps 10, seed 1');
    expect(text).toContain('paper: 37 dB');
    expect(text).toContain('    spectralift reproduce table3');
    expect(text).not.toContain('SAM lit |');
  });

  it('is a picture, references in grey', () => {
    const svg = reproductionSvg(result);
    expect(svg).toContain('A &#38; B');
    expect(svg.match(/fill="#b0b0b0"/g)).toHaveLength(1);
    expect(svg).toContain('30.13 dB');
    expect(accuracySvg([{ name: 'x', x: [0, 1], y: [0, 1] }], 'Accuracy')).toContain('Accuracy');
  });
});
