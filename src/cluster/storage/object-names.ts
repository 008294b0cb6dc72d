/** Names that come out of listings: what may be the name of a photo, and of the files beside its outputs. */
import { extname } from 'node:path';
import { checkPlainName } from '../../cube/files/input-files.ts';
import { ClusterError } from '../cluster-error.ts';
import { nameOfKey } from './bucket-address.ts';

/** Longest name in bytes: file systems know 255, and endings of outputs follow. */
const LONGEST_NAME = 200;

/**
 * The name of an object without its prefix, and the stem of its outputs.
 *
 * @throws ClusterError unless it is a plain file name: no way to another folder, no sign that steers a terminal, not
 * hidden, not too long for a disk.
 */
export function objectName(key: string): { readonly name: string; readonly stem: string } {
  const name = nameOfKey(key);
  const length = new TextEncoder().encode(name).length;
  const plain = !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name) && !name.startsWith('.') && length <= LONGEST_NAME;
  try {
    if (!plain) throw new ClusterError('');
    checkPlainName(name);
  } catch (cause) {
    const shown = JSON.stringify(name.slice(0, 80));
    throw new ClusterError(`expected an object with the name of a file, found ${shown}`, {
      hint: 'rename it in the bucket',
      cause,
    });
  }
  return { name, stem: name.slice(0, name.length - extname(name).length) };
}
