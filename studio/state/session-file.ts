/** A session as one file: JSON with the settings and, where it is not too large, the photo itself. */
import { SpectraliftError } from '../engine/library.ts';
import { decodeSettings } from './decode-settings.ts';
import { decodeSource, type SourceName } from './link.ts';
import type { Settings } from './settings.ts';

/** Files of more bytes than this in sum are named, not embedded. */
export const LARGEST_EMBEDDED = 64 * 2 ** 20;
const FORMAT = 'spectralift session';

/** A session file that cannot be read. */
export class SessionFileError extends SpectraliftError {
  readonly _tag = 'SessionFileError';
}

export interface StoredSession {
  readonly source: SourceName;
  readonly settings: Settings;
  /** The embedded files; empty for the sample and for files that were too large. */
  readonly files: readonly File[];
}

/** The text of a session file. */
export async function encodeSession(
  source: SourceName,
  settings: Settings,
  files: readonly File[],
): Promise<string> {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const embedded = bytes <= LARGEST_EMBEDDED ? await Promise.all(files.map(embed)) : [];
  return JSON.stringify({ format: FORMAT, version: 1, source, settings, files: embedded });
}

/**
 * Reads a session file.
 *
 * @throws SessionFileError if it is no JSON, no session, or of a later version.
 */
export async function decodeSession(text: string): Promise<StoredSession> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SessionFileError('expected a session file, found text that is no JSON', { cause });
  }
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== FORMAT) {
    throw new SessionFileError('expected a session file of the studio, found other JSON', {
      hint: 'sessions are saved under “Export” and end in .session.json',
    });
  }
  if (!('version' in value) || value.version !== 1) {
    throw new SessionFileError('expected a session of version 1, found another', {
      hint: 'a newer studio wrote it: open it there',
    });
  }
  const files = 'files' in value && Array.isArray(value.files) ? value.files : [];
  return {
    source: decodeSource('source' in value ? value.source : undefined),
    settings: decodeSettings('settings' in value ? value.settings : undefined),
    files: await Promise.all(files.slice(0, 8).map(unpack)),
  };
}

interface EmbeddedFile {
  readonly name: string;
  readonly type: string;
  readonly base64: string;
}

async function embed(file: File): Promise<EmbeddedFile> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += 0x8000) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + 0x8000)));
  }
  return { name: file.name, type: file.type, base64: btoa(parts.join('')) };
}

function unpack(value: unknown): File {
  const damaged = new SessionFileError('expected embedded files with a name and their bytes, found damage');
  if (typeof value !== 'object' || value === null || !('name' in value) || !('base64' in value))
    throw damaged;
  const { name, base64 } = value;
  if (typeof name !== 'string' || typeof base64 !== 'string') throw damaged;
  const type = 'type' in value && typeof value.type === 'string' ? value.type : '';
  try {
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
    return new File([bytes], name, { type });
  } catch {
    throw damaged;
  }
}
