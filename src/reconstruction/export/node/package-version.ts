/** The version of this package, as its package.json says. */
import { readFile } from 'node:fs/promises';
import { ExportError } from '../exported-network.ts';

/** @throws ExportError if the package was installed without its package.json. */
export async function packageVersion(): Promise<string> {
  const place = new URL('../../../../package.json', import.meta.url);
  const content: unknown = JSON.parse(await readFile(place, 'utf8').catch(() => 'null'));
  if (typeof content === 'object' && content !== null && 'version' in content) return String(content.version);
  throw new ExportError(`expected the version of spectralift in ${place.pathname}, found none`);
}
