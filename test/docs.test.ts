/** What the docs say of the code is what the code says of itself. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatTable } from '../src/cube/formats/format-table.ts';

test('docs/formats.md has the table that the formats make', () => {
  const text = readFileSync(new URL('../docs/formats.md', import.meta.url), 'utf8');
  const between = /<!-- formats -->\n([\s\S]*)\n<!-- end of formats -->/.exec(text)?.[1];
  expect(between, 'npm run build && npm run docs').toBe(formatTable());
});
