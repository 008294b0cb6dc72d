/** What `SECURITY.md` says of limits is what the code has. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../src/cube/files/read-limits.ts';

const root = new URL('../', import.meta.url);
const text = readFileSync(new URL('SECURITY.md', root), 'utf8');

test('every limit is listed with its default', () => {
  const table = /<!-- limits -->\n([\s\S]*)\n<!-- end of limits -->/.exec(text)?.[1] ?? '';
  const rows = table.split('\n').slice(2);
  const listed = rows.map((row) => {
    const [name, value] = row
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    return [name.replaceAll('`', ''), Number(value.replaceAll(',', ''))];
  });
  expect(listed).toEqual(Object.entries(DEFAULT_LIMITS));
});

test('the tests that it names are there', () => {
  const named = [...text.matchAll(/`((?:src|test)\/[^`*]*\.ts)`/g)].map(([, path]) => path);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});
