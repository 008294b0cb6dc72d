// A folder for readers that take a path; it goes when the process does.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder;
let count = 0;

/**
 * Writes files side by side, in place of those before; gives the path of each name. No path comes twice: a decoder may
 * keep what it read from one.
 */
export function onDisk(files) {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'spectralift-fuzz-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  const place = (number) => join(folder, String(number));
  rmSync(place(count), { recursive: true, force: true });
  count++;
  mkdirSync(place(count));
  for (const [name, bytes] of files) writeFileSync(join(place(count), name), bytes);
  const path = place(count);
  return (name) => join(path, name);
}
