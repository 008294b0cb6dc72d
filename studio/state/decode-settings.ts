/**
 * Settings out of a file or a link, which anybody may have written: every field is checked, what does not fit is
 * replaced by its default, and nothing is executed or fetched.
 */
import { DEFAULT_VIEW, VIEW_KINDS, type ViewChoice } from '../views/view.ts';
import type { Pin, Region } from './places.ts';
import { DEFAULT_READING, DEFAULT_SETTINGS, type ReadingChoice, type Settings } from './settings.ts';

/** Marked places beyond this number are left out. */
const MOST_PLACES = 64;
const LONGEST_TEXT = 200;
const LARGEST_RESPONSE_FILE = 4_000_000;

type Fields = Readonly<Record<string, unknown>>;

/** @param value anything, such as parsed JSON. */
export function decodeSettings(value: unknown): Settings {
  const fields = asFields(value);
  const standard = DEFAULT_SETTINGS;
  const views = Array.isArray(fields['views']) ? fields['views'] : [];
  const search = asFields(fields['search']);
  const ratio = asFields(fields['ratio']);
  const ranges = Array.isArray(ratio['ranges']) ? ratio['ranges'] : [];
  return {
    reading: decodeReading(fields['reading']),
    views: [decodeView(views[0], standard.views[0]), decodeView(views[1], standard.views[1])],
    comparing: flag(fields['comparing'], standard.comparing),
    split: within(fields['split'], 0, 1, standard.split),
    stops: within(fields['stops'], -6, 6, standard.stops),
    pins: list(fields['pins'], decodePin),
    regions: list(fields['regions'], decodeRegion),
    references: list(fields['references'], (entry) => text(entry, '') || undefined),
    scaled: flag(fields['scaled'], standard.scaled),
    search: {
      target: text(search['target'], ''),
      threshold: within(search['threshold'], 0.1, 90, standard.search.threshold),
    },
    ratio: {
      ranges: [decodeRange(ranges[0], 0), decodeRange(ranges[1], 1)],
      kind: ratio['kind'] === 'ratio' ? 'ratio' : 'normalised-difference',
    },
  };
}

function decodeReading(value: unknown): ReadingChoice {
  const fields = asFields(value);
  const file = asFields(fields['responseFile']);
  const responseText = file['text'];
  const hasFile = typeof responseText === 'string' && responseText.length <= LARGEST_RESPONSE_FILE;
  const camera = text(fields['camera'], DEFAULT_READING.camera);
  return {
    camera: camera === 'file' && !hasFile ? DEFAULT_READING.camera : camera,
    light: text(fields['light'], ''),
    linear: flag(fields['linear'], false),
    model: text(fields['model'], DEFAULT_READING.model),
    reduction: Math.round(within(fields['reduction'], 0, 256, 0)),
    ...(hasFile ? { responseFile: { name: text(file['name'], 'response.csv'), text: responseText } } : {}),
  };
}

function decodeView(value: unknown, standard: ViewChoice): ViewChoice {
  const fields = asFields(value);
  const kind = VIEW_KINDS.find((known) => known === fields['kind']) ?? standard.kind;
  const wanted = Array.isArray(fields['falseColour']) ? fields['falseColour'] : [];
  const nanometres = (entry: unknown, otherwise: number): number => within(entry, 200, 3000, otherwise);
  const [red, green, blue] = DEFAULT_VIEW.falseColour;
  return {
    kind,
    of: fields['of'] === 'truth' ? 'truth' : 'cube',
    light: text(fields['light'], standard.light),
    wavelength: nanometres(fields['wavelength'], standard.wavelength),
    fit: flag(fields['fit'], standard.fit),
    falseColour: [nanometres(wanted[0], red), nanometres(wanted[1], green), nanometres(wanted[2], blue)],
  };
}

function decodePin(value: unknown): Pin | undefined {
  const { label, x, y } = asFields(value);
  return isLabel(label) && isPixel(x) && isPixel(y) ? { label, x, y } : undefined;
}

function decodeRegion(value: unknown): Region | undefined {
  const { label, x, y, width, height } = asFields(value);
  if (!(isLabel(label) && isPixel(x) && isPixel(y) && isPixel(width) && isPixel(height))) return undefined;
  return width > 0 && height > 0 ? { label, x, y, width, height } : undefined;
}

function decodeRange(value: unknown, index: 0 | 1): readonly [number, number] {
  const standard = DEFAULT_SETTINGS.ratio.ranges[index];
  if (!Array.isArray(value)) return standard;
  const from = within(value[0], 200, 3000, standard[0]);
  const to = within(value[1], 200, 3000, standard[1]);
  return to > from ? [from, to] : standard;
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list<T>(value: unknown, decode: (entry: unknown) => T | undefined): T[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, MOST_PLACES)
    .map(decode)
    .filter((entry) => entry !== undefined);
}

function within(value: unknown, low: number, high: number, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value)
    ? Math.min(Math.max(value, low), high)
    : otherwise;
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value.length <= LONGEST_TEXT ? value : otherwise;
}

function isLabel(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z]\d{0,3}$/.test(value);
}

function isPixel(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 65_536;
}
