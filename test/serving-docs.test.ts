/** What docs/serving.md says of the service is what the service has. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { photoQuerySchema } from '../src/serving/http/schemas.ts';
import { DEFAULT_SERVING_LIMITS } from '../src/serving/serving-limits.ts';

const text = readFileSync(new URL('../docs/serving.md', import.meta.url), 'utf8');

test('every limit is listed with its default', () => {
  const table = /<!-- limits -->\n([\s\S]*)\n<!-- end of limits -->/.exec(text)?.[1] ?? '';
  const listed = table
    .split('\n')
    .slice(2)
    .map((row) => {
      const [name, value] = row
        .split('|')
        .slice(1)
        .map((cell) => cell.trim());
      return [name.replaceAll('`', ''), Number(value.replaceAll(',', ''))];
    });
  expect(listed).toEqual(Object.entries(DEFAULT_SERVING_LIMITS));
});

test('every option is listed with its values', () => {
  for (const [name, schema] of Object.entries(photoQuerySchema(['tiny'], 1).properties)) {
    const row = new RegExp(`^\\| \`${name}\` \\|.*$`, 'm').exec(text)?.[0];
    expect(row, name).toBeDefined();
    const values = Object(schema).enum ?? [];
    if (name !== 'camera' && name !== 'model') {
      for (const value of values) expect(row, name).toContain(`\`${value}\``);
    }
  }
});
