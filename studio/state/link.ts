/** A session as the fragment of a link. The fragment never leaves the browser: it is not sent to the host. */
import { decodeSettings } from './decode-settings.ts';
import type { Settings } from './settings.ts';

/** What is open: the sample, or files that a link can only name. */
export type SourceName =
  | { readonly kind: 'sample' }
  | { readonly kind: 'files'; readonly names: readonly string[] };

export interface LinkedSession {
  readonly source: SourceName;
  readonly settings: Settings;
}

const KEY = 'session=';

/** The fragment, without `#`. The text of a response file is left out: it would not fit. */
export function encodeLink({ source, settings }: LinkedSession): string {
  const { responseFile: _, ...reading } = settings.reading;
  const json = JSON.stringify({ version: 1, source, settings: { ...settings, reading } });
  const bytes = new TextEncoder().encode(json);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return KEY + btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** The session in a fragment, or undefined if there is none that can be read. */
export function decodeLink(fragment: string): LinkedSession | undefined {
  const text = fragment.replace(/^#/, '');
  if (!text.startsWith(KEY)) return undefined;
  try {
    const binary = atob(text.slice(KEY.length).replace(/-/g, '+').replace(/_/g, '/'));
    const json = new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(binary, (character) => character.charCodeAt(0)),
    );
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null) return undefined;
    return {
      source: decodeSource('source' in value ? value.source : undefined),
      settings: decodeSettings('settings' in value ? value.settings : undefined),
    };
  } catch {
    return undefined;
  }
}

/** What a session says was open; the sample where it says nothing that can be understood. */
export function decodeSource(value: unknown): SourceName {
  if (typeof value === 'object' && value !== null && 'names' in value && Array.isArray(value.names)) {
    const names = value.names.filter((name): name is string => typeof name === 'string' && name.length < 300);
    if (names.length > 0) return { kind: 'files', names: names.slice(0, 8) };
  }
  return { kind: 'sample' };
}
