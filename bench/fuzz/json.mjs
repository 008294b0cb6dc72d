// Hostile JSON that every reader of JSON meets.
import { textBytes } from './cubes.mjs';

/** Texts that lie or go too deep, with what they are; `around` puts a value into the place that is read. */
export function hostileJson(around) {
  const values = [
    ['nested lists', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['nested objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['lists that are never closed', '['.repeat(400_000)],
    ['an object that cannot be a text', '{"toString":1,"valueOf":1}'],
    ['a list of such objects', '[{"toString":1,"valueOf":1},{"toString":1},{"join":1}]'],
    ['a prototype', '{"__proto__":{"length":3,"quantity":"reflectance"}}'],
    ['a number beyond all', '1e999'],
    ['a list of three hundred thousand numbers', `[${'1,'.repeat(300_000)}1]`],
    ['a text of a million letters', `"${'x'.repeat(1_000_000)}"`],
    ['null', 'null'],
    ['a list of nulls', '[null,null,null]'],
  ];
  return values.map(([what, text]) => ({ what, bytes: textBytes(around(text)) }));
}

/** The crafted inputs of a target with one JSON file. */
export function craftedJson(name, arounds) {
  return () =>
    arounds.flatMap((around) =>
      hostileJson(around).map(({ what, bytes }) => ({ what, make: () => new Map([[name, bytes]]) })),
    );
}
