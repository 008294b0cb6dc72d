/** A folder for what the benchmark writes on its way; it goes when the process does, however it ends. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes the folder. `file` names a path in it, `bytes` writes an array's bytes there. */
export function scratchFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'spectralift-speed-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
  const file = (name) => join(folder, name);
  return {
    file,
    bytes: (name, data) => {
      writeFileSync(file(name), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return file(name);
    },
    remove: (name) => rmSync(file(name), { recursive: true, force: true }),
  };
}
