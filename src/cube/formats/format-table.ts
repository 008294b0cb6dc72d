/** What every format can do, as a Markdown table for the docs: made from the list, so that it cannot differ from it. */
import type { CubeFormat } from './cube-format.ts';
import { CUBE_FORMATS } from './index.ts';

const HEAD = ['format', '`--format`', 'files', 'read', 'written as', 'options', 'Node', 'browser'];

/** A line a format. */
export function formatTable(formats: readonly CubeFormat[] = CUBE_FORMATS): string {
  const rows = formats.map(({ title, name, layout, reading, stores }) => [
    title,
    `\`${name}\``,
    layout,
    reading === 'window' ? 'in windows' : 'whole',
    stores === undefined ? 'not written' : stores.dataTypes.join(', '),
    stores === undefined || stores.options.length === 0 ? '' : stores.options.join(', '),
    'yes',
    'yes',
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(line)].join('\n');
}
