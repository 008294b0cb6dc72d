/** Whether an output can be written, asked before the work begins instead of after it. */
import { AtomicFile, type OverwriteOption } from './atomic-file.ts';

/**
 * Makes sure that a file can be written where it is wanted; leaves nothing behind.
 *
 * @throws FileError if the file exists and may not be replaced, is a folder, or its folder is missing or not
 * writable.
 */
export async function checkOutput(path: string, options: OverwriteOption = {}): Promise<void> {
  const file = await AtomicFile.create(path, options);
  await file.abort();
}
