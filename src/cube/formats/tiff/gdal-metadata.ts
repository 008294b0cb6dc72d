/**
 * What GDAL keeps of a raster beside its samples, in tag 42112: a list of named items, each of the whole file or of a
 * band. Wavelengths stand in items that GDAL itself, ENVI by way of GDAL, QGIS and rasterio show. Source: GDAL,
 * "GTiff -- GeoTIFF File Format" and "Raster Data Model" (IMAGERY domain).
 */
import type { CubeHeader } from '../../spectral-cube.ts';

/** What the items say of bands, in their order; undefined where they do not say it of every one. */
export interface GdalBands {
  readonly wavelengths: readonly number[] | undefined;
  readonly wavelengthUnits: string | undefined;
  /** Sample = stored * scale + offset. */
  readonly scales: readonly number[] | undefined;
  readonly offsets: readonly number[] | undefined;
}

interface Item {
  readonly name: string;
  /** Empty where it is of no domain. */
  readonly domain: string;
  /** Band, counted from 0; undefined where it is of the whole file. */
  readonly sample: number | undefined;
  readonly text: string;
}

/** Longest list of attributes of an item that is looked at. */
const MOST_ATTRIBUTES = 1000;

/**
 * Reads what the items of a file say of its bands.
 *
 * @param bands which samples of the file are bands, counted from 0.
 */
export function readGdalBands(xml: string, bands: readonly number[]): GdalBands {
  const items = parseItems(xml);
  const perBand = (name: string, domain: string): (string | undefined)[] => {
    const texts = new Map<number | undefined, string>();
    for (const item of items) {
      if (item.name === name && item.domain === domain) texts.set(item.sample, item.text);
    }
    return bands.map((band) => texts.get(band));
  };
  const numbers = (name: string, domain = ''): number[] | undefined =>
    whole(perBand(name, domain).map(toNumber));
  const scales = { scales: numbers('scale'), offsets: numbers('offset') };
  const plain = numbers('wavelength');
  if (plain !== undefined) {
    const unit = perBand('wavelength_units', '')[0];
    const ofFile = items.find(({ name, sample }) => name === 'wavelength_units' && sample === undefined);
    return { ...scales, wavelengths: plain, wavelengthUnits: unit ?? ofFile?.text };
  }
  const central = numbers('central_wavelength_um', 'imagery');
  if (central !== undefined) return { ...scales, wavelengths: central, wavelengthUnits: 'um' };
  const described = whole(perBand('description', '').map(toLength));
  const units = new Set(described?.map(({ unit }) => unit));
  if (described === undefined || units.size !== 1) {
    return { ...scales, wavelengths: undefined, wavelengthUnits: undefined };
  }
  return { ...scales, wavelengths: described.map(({ value }) => value), wavelengthUnits: described[0].unit };
}

function whole<Value>(values: readonly (Value | undefined)[]): Value[] | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known : undefined;
}

function toNumber(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A length in a description: "450.0 nm", "Band 7 (0.45 Micrometers)". */
function toLength(text: string | undefined): { readonly value: number; readonly unit: string } | undefined {
  const match =
    /(\d+(?:\.\d+)?)\s*(nanomet(?:er|re)s?|nm|micromet(?:er|re)s?|microns?|[u\u00b5\u03bc]m)\b/i.exec(
      (text ?? '').slice(0, 200),
    );
  if (match === null) return undefined;
  return { value: Number(match[1]), unit: match[2].toLowerCase().startsWith('n') ? 'nm' : 'um' };
}

function parseItems(xml: string): Item[] {
  const items: Item[] = [];
  // No part of the pattern runs over a '<', so every character is looked at once.
  for (const [, list, text] of xml.matchAll(/<Item\b([^<>]*)>([^<]*)<\/Item>/g)) {
    if (list.length > MOST_ATTRIBUTES) continue;
    const attributes = new Map(
      [...list.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    const name = attributes.get('name');
    const sample = attributes.get('sample');
    if (name === undefined || (sample !== undefined && !/^\d{1,9}$/.test(sample))) continue;
    items.push({
      name: unescapeXml(name).toLowerCase(),
      domain: (attributes.get('domain') ?? '').toLowerCase(),
      sample: sample === undefined ? undefined : Number(sample),
      text: unescapeXml(text),
    });
  }
  return items;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => ENTITIES[name]);
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The items of a cube: wavelengths and, where it is not 1, the scale of every band. */
export function formatGdalMetadata({ wavelengths, metadata }: CubeHeader, scaleFactor: number): string {
  const lines = wavelengths.flatMap((wavelength, sample) => [
    item('wavelength', wavelength, `sample="${sample}"`),
    item('wavelength_units', 'nanometers', `sample="${sample}"`),
    item('DESCRIPTION', `${wavelength} nm`, `sample="${sample}" role="description"`),
    ...(scaleFactor === 1
      ? []
      : [
          item('OFFSET', 0, `sample="${sample}" role="offset"`),
          item('SCALE', 1 / scaleFactor, `sample="${sample}" role="scale"`),
        ]),
  ]);
  const ofFile = [item('quantity', metadata.quantity, '')];
  return `<GDALMetadata>\n${[...ofFile, ...lines].join('\n')}\n</GDALMetadata>\n`;
}

function item(name: string, value: string | number, attributes: string): string {
  const text = escapeXml(String(value));
  return `  <Item name="${name}"${attributes === '' ? '' : ` ${attributes}`}>${text}</Item>`;
}
