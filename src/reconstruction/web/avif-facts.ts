/**
 * The boxes of an AVIF file that say what its picture is. Sources: ISO/IEC 14496-12 (boxes, `iloc`, `iinf`), 23008-12
 * (`ispe`, `pixi`, `iprp`), Alliance for Open Media, "AV1 Image File Format" (`av1C`).
 */
import { BrokenHeader, viewOf, wordAt } from './broken-header.ts';
import type { PhotoFacts } from './photo-facts.ts';

/** A box: its kind, and where its content stands. */
interface Box {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

/** Most boxes beside one another; a photo has about ten. */
const MOST_BOXES = 1000;

/** What an AVIF file says. @throws BrokenHeader or RangeError if it has no picture. */
export function avifFacts(bytes: Uint8Array): PhotoFacts {
  const top = boxes(bytes, 0, bytes.length);
  const meta = named(top, 'meta');
  if (meta === undefined) throw new BrokenHeader('no description of a picture');
  const inner = boxes(bytes, meta.from + 4, meta.to);
  const properties = named(inner, 'iprp');
  const container = properties && named(boxes(bytes, properties.from, properties.to), 'ipco');
  if (container === undefined) throw new BrokenHeader('no properties of a picture');
  const list = boxes(bytes, container.from, container.to);
  const view = viewOf(bytes);
  let [width, height] = [0, 0];
  let [bits, grey, hasAlpha, hasProfile] = [8, false, false, false];
  for (const { kind, from, to } of list) {
    if (kind === 'ispe') {
      // Alpha planes, thumbnails and parts of a grid are no larger.
      const [across, down] = [view.getUint32(from + 4), view.getUint32(from + 8)];
      if (across * down > width * height) [width, height] = [across, down];
    } else if (kind === 'av1C') {
      const flags = view.getUint8(from + 2);
      if ((flags & 0x40) !== 0) bits = Math.max(bits, (flags & 0x20) !== 0 ? 12 : 10);
    } else if (kind === 'pixi') {
      const channels = view.getUint8(from + 4);
      for (let channel = 0; channel < channels; channel++)
        bits = Math.max(bits, view.getUint8(from + 5 + channel));
    } else if (kind === 'colr') {
      hasProfile ||= ['prof', 'rICC'].includes(wordAt(bytes, from));
    } else if (kind === 'auxC') {
      hasAlpha ||= latin(bytes.subarray(from, to)).includes('alpha');
    }
  }
  // The picture's own channels come first.
  const pixels = named(list, 'pixi');
  if (pixels !== undefined) grey = view.getUint8(pixels.from + 4) === 1 && !hasAlpha;
  if (width === 0) throw new BrokenHeader('no size of a picture');
  const items = itemsOf(bytes, inner);
  const exif = exifOf(bytes, items);
  const whole =
    top.every(({ to }) => to <= bytes.length) &&
    items.every(({ from, to }) => from <= to && to <= bytes.length);
  return {
    format: 'avif',
    width,
    height,
    colours: grey ? 'grey' : 'rgb',
    bits,
    hasAlpha,
    hasProfile,
    ...(exif === undefined ? {} : { exif }),
    pages: named(top, 'moov') === undefined ? 1 : 2,
    ...(whole ? {} : { missing: 'it is shorter than it says' }),
  };
}

function named(list: readonly Box[], kind: string): Box | undefined {
  return list.find((box) => box.kind === kind);
}

/** Boxes beside one another. The last may end beyond the bytes: what follows says whether that matters. */
function boxes(bytes: Uint8Array, from: number, to: number): Box[] {
  const view = viewOf(bytes);
  const found: Box[] = [];
  for (let at = from; at + 8 <= Math.min(to, bytes.length); ) {
    if (found.length === MOST_BOXES) throw new BrokenHeader(`more than ${MOST_BOXES} boxes`);
    const size = view.getUint32(at);
    const [head, length] =
      size === 1 ? [16, Number(view.getBigUint64(at + 8))] : [8, size === 0 ? to - at : size];
    if (length < head) throw new BrokenHeader('a box that is smaller than its head');
    found.push({ kind: wordAt(bytes, at + 4), from: at + head, to: at + length });
    at += length;
  }
  return found;
}

/** Where the bytes of an item stand. */
interface Item {
  readonly id: number;
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

/** The items that stand in the file as it is. */
function itemsOf(bytes: Uint8Array, meta: readonly Box[]): Item[] {
  const [info, location] = [named(meta, 'iinf'), named(meta, 'iloc')];
  if (info === undefined || location === undefined) return [];
  const view = viewOf(bytes);
  const wide = view.getUint8(info.from) > 0;
  const kinds = new Map<number, string>();
  for (const { kind, from } of boxes(bytes, info.from + (wide ? 8 : 6), info.to)) {
    if (kind !== 'infe') continue;
    const version = view.getUint8(from);
    if (version < 2) continue;
    const id = version === 2 ? view.getUint16(from + 4) : view.getUint32(from + 4);
    kinds.set(id, wordAt(bytes, from + (version === 2 ? 8 : 10)));
  }
  return locations(bytes, location).map((place) => ({ ...place, kind: kinds.get(place.id) ?? '' }));
}

/** First extents of items. Source: 14496-12, 8.11.3. */
function locations(bytes: Uint8Array, { from }: Box): Omit<Item, 'kind'>[] {
  const view = viewOf(bytes);
  const version = view.getUint8(from);
  const [offsetBytes, lengthBytes] = [view.getUint8(from + 4) >> 4, view.getUint8(from + 4) & 15];
  const [baseBytes, indexBytes] = [
    view.getUint8(from + 5) >> 4,
    version === 0 ? 0 : view.getUint8(from + 5) & 15,
  ];
  let at = from + 6;
  const next = (size: number): number => {
    let value = 0;
    for (let byte = 0; byte < size; byte++) value = value * 256 + view.getUint8(at++);
    return value;
  };
  const count = next(version < 2 ? 2 : 4);
  if (offsetBytes + lengthBytes === 0) throw new BrokenHeader('items without a place');
  const places: Omit<Item, 'kind'>[] = [];
  for (let item = 0; item < count; item++) {
    const id = next(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : next(2) & 15;
    next(2);
    const base = next(baseBytes);
    const extents = next(2);
    for (let extent = 0; extent < extents; extent++) {
      next(indexBytes);
      const start = base + next(offsetBytes);
      const length = next(lengthBytes);
      if (method === 0 && extent === 0) places.push({ id, from: start, to: start + length });
    }
  }
  return places;
}

/** The EXIF item, behind the four bytes that say where its TIFF header stands. */
function exifOf(bytes: Uint8Array, items: readonly Item[]): Uint8Array | undefined {
  const item = items.find(({ kind }) => kind === 'Exif');
  if (item === undefined || item.to > bytes.length || item.to - item.from < 4) return undefined;
  const skip = viewOf(bytes).getUint32(item.from);
  return bytes.subarray(item.from + 4 + skip, item.to);
}

function latin(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 100), (byte) => String.fromCharCode(byte)).join('');
}
