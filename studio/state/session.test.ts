import { describe, expect, it } from 'vitest';
import { decodeSettings } from './decode-settings.ts';
import { decodeLink, encodeLink } from './link.ts';
import { decodeSession, encodeSession, SessionFileError } from './session-file.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';

const settings: Settings = {
  ...DEFAULT_SETTINGS,
  reading: {
    camera: 'file',
    responseFile: { name: 'mine.csv', text: 'wavelength,red,green,blue\n400,1,2,3' },
    light: 'LED-4000',
    linear: true,
    model: 'agd-net',
    reduction: 3,
  },
  views: [
    { ...DEFAULT_SETTINGS.views[0], kind: 'band', wavelength: 610, fit: true },
    { ...DEFAULT_SETTINGS.views[1], light: 'blackbody:2350' },
  ],
  comparing: true,
  split: 0.25,
  pins: [{ label: 'A', x: 12, y: 30 }],
  regions: [{ label: 'B', x: 1, y: 2, width: 3, height: 4 }],
  references: ['grey-18'],
  scaled: true,
  search: { target: 'place:A', threshold: 3.5 },
  ratio: {
    ranges: [
      [500, 510],
      [600, 690],
    ],
    kind: 'ratio',
  },
};

describe('settings', () => {
  it('come back from JSON as they were', () => {
    expect(decodeSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });

  it('that make no sense are replaced, one by one', () => {
    for (const nonsense of [undefined, null, 7, 'x', [], {}]) {
      expect(decodeSettings(nonsense)).toEqual(DEFAULT_SETTINGS);
    }
    const repaired = decodeSettings({
      ...settings,
      split: 4,
      pins: [{ label: 'A', x: 1, y: 2 }, { label: '<b>', x: 1, y: 2 }, { label: 'C', x: -1, y: 2 }, null],
      regions: [{ label: 'B', x: 1, y: 2, width: 0, height: 4 }],
      views: [{ kind: 'nothing', wavelength: Number.NaN, falseColour: 'red' }],
      search: { target: 'x'.repeat(1000), threshold: -5 },
      ratio: { ranges: [[700, 400], 'x'] },
    });
    expect(repaired.split).toBe(1);
    expect(repaired.pins).toEqual([{ label: 'A', x: 1, y: 2 }]);
    expect(repaired.regions).toEqual([]);
    expect(repaired.views).toEqual(DEFAULT_SETTINGS.views);
    expect(repaired.search).toEqual({ target: '', threshold: 0.1 });
    expect(repaired.ratio.ranges).toEqual(DEFAULT_SETTINGS.ratio.ranges);
  });
});

describe('a link', () => {
  it('holds all but the text of a response file', () => {
    const source = { kind: 'files', names: ['Körbe 1.jpg'] } as const;
    const fragment = encodeLink({ source, settings });
    expect(fragment).toMatch(/^session=[\w-]+$/);
    const { responseFile: _, ...reading } = settings.reading;
    expect(decodeLink(`#${fragment}`)).toEqual({
      source,
      settings: { ...settings, reading: { ...reading, camera: 'auto' } },
    });
  });

  it('that is damaged or something else is none', () => {
    for (const fragment of ['', '#top', '#session=', '#session=%%', '#session=bm90IGpzb24']) {
      expect(decodeLink(fragment)).toBeUndefined();
    }
  });
});

describe('a session file', () => {
  it('holds the photo byte for byte', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256);
    const photo = new File([bytes], 'a.jpg', { type: 'image/jpeg' });
    const text = await encodeSession({ kind: 'files', names: ['a.jpg'] }, settings, [photo]);
    const stored = await decodeSession(text);
    expect(stored.settings).toEqual(settings);
    expect(stored.source).toEqual({ kind: 'files', names: ['a.jpg'] });
    const [file] = stored.files;
    expect([file.name, file.type]).toEqual(['a.jpg', 'image/jpeg']);
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes);
  });

  it('that is none is refused with words', async () => {
    const broken = [
      'no json',
      '[]',
      '{"format":"other"}',
      '{"format":"spectralift session","version":2}',
      '{"format":"spectralift session","version":1,"files":[{"name":"a","base64":"*"}]}',
    ];
    for (const text of broken) await expect(decodeSession(text)).rejects.toBeInstanceOf(SessionFileError);
  });
});
