import { describe, expect, it } from 'vitest';
import { markdownTable } from './markdown-table.ts';

describe('Markdown tables', () => {
  it('align numbers to the right', () => {
    expect(
      markdownTable(
        ['name', 'dB'],
        [
          ['a', '9.50'],
          ['bc', '36.90'],
        ],
      ),
    ).toBe(['| name |    dB |', '|------|------:|', '| a    |  9.50 |', '| bc   | 36.90 |'].join('\n'));
    expect(() => markdownTable(['name', 'dB'], [['a']])).toThrow(/2 cells in every row, found 1/);
  });

  it('take exponents, inf and n/a for numbers', () => {
    const [, rule] = markdownTable(
      ['a', 'b'],
      [
        ['2.0e-5', 'x'],
        ['inf', '1'],
        ['n/a', '2'],
      ],
    ).split('\n');
    expect(rule).toBe('|-------:|-----|');
  });

  it('escape what would end a cell or start a tag', () => {
    const [, , row] = markdownTable(['a', 'b'], [['x|y\nz', '<b>a</b> < 5 \\']]).split('\n');
    expect(row).toBe('| x\\|y z | \\<b>a\\</b> < 5 \\\\ |');
  });
});
