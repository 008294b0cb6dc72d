/**
 * Names of temporary files and folders, which say who made them, so that another process can tell what a killed one
 * left behind from what a living one is writing: `.spectralift-MACHINE-PID-RANDOM.tmp`.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../files/file-error.ts';

const PATTERN = /^\.spectralift-(?:([0-9a-f]{8})-)?(\d{1,10})-[0-9a-f]{12}(?:-old)?\.tmp$/;

let machine: string | undefined;

/**
 * Eight digits for what process numbers are counted in: a machine from one start to the next, and there a container.
 * Two machines have different ones, so that a number of one is never looked for on the other.
 */
export function processSpace(): string {
  machine ??= createHash('sha256')
    .update(
      [hostname(), quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')), pidSpace()].join(
        '\n',
      ),
    )
    .digest('hex')
    .slice(0, 8);
  return machine;
}

function pidSpace(): string {
  return quietly(() => readlinkSync('/proc/self/ns/pid'));
}

/** What a system other than Linux does not have is left out. */
function quietly(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** A new name. */
export function temporaryName(): string {
  return `.spectralift-${processSpace()}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

/** Hours without a write after which what another machine left counts as abandoned. */
const ABANDONED_HOURS = 24;

/**
 * Removes what killed processes left in a folder: those of this machine whose process is gone; of others, which
 * cannot be asked, what nothing has been written to for a day, by the clock of the disk.
 *
 * A process that slept for longer finds its file gone and fails; nothing wrong gets a name.
 *
 * @param now the present in milliseconds, by the clock that gave the files their times.
 * @returns the names that were removed.
 */
export async function removeStale(folder: string, now: number): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const removed: string[] = [];
  for (const name of names) {
    const [match, space, pid] = PATTERN.exec(name) ?? [];
    if (match === undefined) continue;
    const path = join(folder, name);
    const abandoned = space === processSpace() ? !isAlive(Number(pid)) : await isOld(path, now);
    if (!abandoned) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined); // somebody else's to remove, then
    removed.push(name);
  }
  return removed;
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

async function isOld(path: string, now: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && now - Math.max(found.mtimeMs, found.ctimeMs) > ABANDONED_HOURS * 3_600_000;
}
