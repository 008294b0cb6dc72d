/** A folder on disk for what lies in a bucket: made for one process, removed with it, or by the next if it is killed. */
import { mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileProblem } from '../../cube/files/file-error.ts';
import { makeFolder } from '../../cube/node/make-folder.ts';
import { removeStale, temporaryName } from '../../cube/node/temporary-names.ts';

/** A folder of this process alone. */
export interface ScratchFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes one in `within`, or where the system has temporary files. @throws FileError if that cannot be written. */
export async function makeScratchFolder(within = tmpdir()): Promise<ScratchFolder> {
  await makeFolder(within);
  const path = join(within, temporaryName());
  try {
    await mkdir(path, { mode: 0o700 });
    await removeStale(within, (await stat(path)).mtimeMs);
  } catch (cause) {
    throw fileProblem(cause, `write into the folder ${within}`);
  }
  return {
    path,
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
