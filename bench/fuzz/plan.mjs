// Which input is number k of a target: a file or a few that belong together. It depends on the seed and k alone, so
// any input can be made again. Crafted inputs come first (what nobody meets by chance: bombs, loops, sizes whose
// product overflows), then every file cut to every length, then every byte flipped in three ways, then mutations.
import { Random } from '../../dist/random.js';
import { mutateBytes, oneOf } from './mutate-bytes.mjs';
import { mutateText } from './mutate-text.mjs';

/** What each byte is combined with, one after another: every bit, the lowest, the highest. */
const FLIPS = [0xff, 0x01, 0x80];
/** Files of up to so many bytes are cut to every length; of longer ones so many lengths are taken. */
const EVERY_BYTE = 16_384;
const TEXT_ENDING = /\.(hdr|json|csv|txt|xml)$/i;
/** One input in this many is mutated this many times at most; others a few times. */
const MANY = { oneIn: 16, times: 24 };

/**
 * The inputs of a target.
 *
 * @returns `count` of the systematic ones and `input(k)`, which gives `{ files, how }`: bytes by name, and in words
 * what was done to them.
 */
export async function planInputs(target, seed) {
  const seeds = await target.seeds();
  const crafted = (await target.crafted?.(seeds)) ?? [];
  const places = seeds.flatMap((files, index) =>
    [...files].map(([name, { length }]) => ({
      files,
      name,
      length,
      size: Math.min(length, EVERY_BYTE),
      title: `${name} of seed ${index}`,
    })),
  );
  const bytes = places.reduce((total, { size }) => total + size, 0);
  const counts = { crafted: crafted.length, cuts: bytes, flips: FLIPS.length * bytes };
  const systematic = counts.crafted + counts.cuts + counts.flips;
  return {
    seeds,
    counts,
    systematic,
    async input(k) {
      if (k < counts.crafted) {
        const { what, make } = crafted[k];
        return { how: what, files: await make() };
      }
      const cut = k - counts.crafted;
      if (cut < counts.cuts) return cutInput(places, cut);
      const flip = cut - counts.cuts;
      if (flip < counts.flips) {
        return flippedInput(places, flip % counts.cuts, FLIPS[Math.floor(flip / counts.cuts)]);
      }
      return mutatedInput(target, seeds, new Random(seed, (nameHash(target.name) + k) >>> 0));
    },
  };
}

/** The place that byte `index` of all seeds is at; of a long file all of the first half, then some of the rest. */
function locate(places, index) {
  let at = index;
  for (const entry of places) {
    const { size, length } = entry;
    const whole = size === length ? size : size / 2;
    const step = (length - whole) / (size - whole);
    if (at < size) return { ...entry, at: at < whole ? at : Math.floor(whole + (at - whole) * step) };
    at -= size;
  }
  throw new RangeError(`no byte ${index}`);
}

function cutInput(places, index) {
  const { files, name, at, title } = locate(places, index);
  return { how: `${title} cut to ${at} bytes`, files: withFile(files, name, files.get(name).slice(0, at)) };
}

function flippedInput(places, index, pattern) {
  const { files, name, at, title } = locate(places, index);
  const bytes = files.get(name).slice();
  bytes[at] ^= pattern;
  return {
    how: `${title} with byte ${at} combined with ${pattern}`,
    files: withFile(files, name, bytes),
  };
}

/** A seed with one of its files mutated a few times; half of the time in the target's own ways, where it has some. */
function mutatedInput(target, seeds, random) {
  const files = oneOf(random, seeds);
  const name = oneOf(random, [...files.keys()]);
  const other = oneOf(random, seeds).get(name) ?? files.get(name);
  const times = random.integer(MANY.oneIn) === 0 ? 1 + random.integer(MANY.times) : 1 + random.integer(4);
  const own = target.mutate !== undefined && random.integer(2) === 0;
  let bytes = files.get(name);
  for (let time = 0; time < times; time++) {
    const ways = [
      ...(own ? [() => target.mutate(random, bytes, name)] : []),
      ...(TEXT_ENDING.test(name) ? [() => mutateText(random, bytes)] : []),
      () => mutateBytes(random, bytes, other),
    ];
    // The first way of the list is the one that knows most of the format.
    bytes = (random.integer(4) > 0 ? ways[0] : oneOf(random, ways))();
  }
  return { how: `${name} mutated ${times} times`, files: withFile(files, name, bytes) };
}

function withFile(files, name, bytes) {
  return new Map([...files, [name, bytes]]);
}

/** A number for a name (FNV-1a), so that targets do not meet the same sequence of random numbers. */
function nameHash(name) {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}

/**
 * The number of the input that is tried in place `index`, when fewer are tried than a whole run has: crafted ones
 * first, all of them or as many as half of the inputs, then the others evenly from all kinds.
 */
export function inputNumber(index, inputs, whole, crafted) {
  if (inputs >= whole) return index;
  const first = Math.min(crafted, Math.ceil(inputs / 2));
  if (index < first) return Math.floor((index * crafted) / first);
  return crafted + Math.floor(((index - first) * (whole - crafted)) / Math.max(1, inputs - first));
}
