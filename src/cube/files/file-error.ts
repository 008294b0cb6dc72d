/**
 * Trouble with files themselves: missing, in the way, not readable, disk full. What a file holds is a matter
 * for the errors of its format.
 */
import { SpectraliftError } from '../../errors.ts';

/** A file or folder that cannot be read or written. */
export class FileError extends SpectraliftError {
  readonly _tag = 'FileError';
}

const REASONS: Readonly<Record<string, { readonly found: string; readonly hint: string }>> = {
  ENOENT: { found: 'nothing there', hint: 'check the path' },
  ENOTDIR: { found: 'a path through something that is no folder', hint: 'check the path' },
  EACCES: { found: 'no permission', hint: 'check the permissions or choose another folder' },
  EPERM: { found: 'no permission', hint: 'check the permissions or choose another folder' },
  EROFS: { found: 'a read-only file system', hint: 'choose another folder' },
  EISDIR: { found: 'a folder', hint: 'give the path of a file' },
  EEXIST: { found: 'a file already there', hint: 'choose another name or allow overwriting' },
  ENOSPC: { found: 'a full disk', hint: 'free space or choose another disk' },
  EDQUOT: { found: 'a full quota', hint: 'free space or choose another disk' },
  EFBIG: { found: 'a file that is too large for the file system', hint: 'choose another disk' },
  EMFILE: { found: 'too many open files', hint: 'close other programs or raise the limit' },
  ENAMETOOLONG: { found: 'a name that is too long', hint: 'choose a shorter name' },
};

/**
 * Turns the error of a file operation into one line.
 *
 * @param purpose what was to be done, as in "expected to <purpose>": "read scene.hdr".
 */
export function fileProblem(cause: unknown, purpose: string): FileError {
  if (cause instanceof FileError) return cause;
  const code = errorCode(cause);
  const reason = code !== undefined && Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  const found = reason?.found ?? (cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause));
  return new FileError(`expected to ${purpose}, found ${found}`, { cause, hint: reason?.hint ?? '' });
}

/** The system's code of an error (`ENOENT`), undefined if it has none. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
