/**
 * What a worker may touch: folders (and stretches of buckets) that its operator names. A queue's contents are not to
 * be trusted, so each path is checked where it truly leads, links followed, before anything is opened.
 */
import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { errorCode, fileProblem } from '../../cube/files/file-error.ts';
import type { WorkUnit } from '../work-unit.ts';
import { PlaceError } from './queue-error.ts';
import type { BatchPlan } from './queue-content.ts';

/** As it is written here; any other way is taken for a path, and refused. */
const BUCKET = 's3://';

/** Folders and buckets that a worker may use. */
export interface AllowedPlaces {
  /** For reading and writing. */
  readonly roots: readonly string[];
  /** For reading only. */
  readonly readable: readonly string[];
}

/**
 * Folders as they truly are, links followed.
 *
 * @throws FileError if one is not there.
 */
export async function openPlaces(
  roots: readonly string[],
  readable: readonly string[] = [],
): Promise<AllowedPlaces> {
  const truly = (path: string): Promise<string> | string =>
    path.startsWith(BUCKET)
      ? checkedAddress(path)
      : realpath(path).catch((cause: unknown) => {
          throw fileProblem(cause, `use the folder ${path}`);
        });
  return { roots: await Promise.all(roots.map(truly)), readable: await Promise.all(readable.map(truly)) };
}

/**
 * Makes sure that all a unit reads and writes is allowed.
 *
 * @throws PlaceError that names what is not.
 */
export async function checkPlaces(
  places: AllowedPlaces,
  { destination, settings }: BatchPlan,
  unit: WorkUnit,
): Promise<void> {
  const anywhere = [...places.roots, ...places.readable];
  await checkPlace(unit.source, anywhere, 'read', '--root or --read');
  await checkPlace(destination, places.roots, 'write into', '--root');
  if (isWeightFile(settings.model)) await checkPlace(settings.model, anywhere, 'read', '--root or --read');
  if (isResponseFile(settings.camera))
    await checkPlace(settings.camera, anywhere, 'read', '--root or --read');
}

/** Whether a model is named by a path; all other names are those of shipped ones, which have no slashes. */
export function isWeightFile(model: string): boolean {
  return model.endsWith('.safetensors') || /[/\\]/.test(model);
}

/** Whether a camera is named by a file with its response. */
export function isResponseFile(camera: string): boolean {
  return /\.(csv|txt)$/i.test(camera) || /[/\\]/.test(camera);
}

async function checkPlace(
  path: string,
  allowed: readonly string[],
  purpose: string,
  option: string,
): Promise<void> {
  const found = path.startsWith(BUCKET) ? checkedAddress(path) : await trulyAt(path);
  if (allowed.some((root) => isWithin(found, root))) return;
  throw new PlaceError(
    `expected to be allowed to ${purpose} ${path}, found it outside of this worker's folders`,
    {
      hint: `start the worker with ${option} for a folder that holds it`,
    },
  );
}

/** Where a path leads; of what is not there yet the part that is, and the rest as it stands. */
async function trulyAt(path: string): Promise<string> {
  if (!isAbsolute(path)) {
    throw new PlaceError(`expected a path from the top in the queue, found ${path}`, {
      hint: 'spectralift cluster submit writes such paths',
    });
  }
  const whole = resolve(path);
  const missing: string[] = [];
  for (let known = whole; ; known = dirname(known)) {
    try {
      return join(await realpath(known), ...missing);
    } catch (cause) {
      // A link that leads nowhere must not count as missing: what is written would go where it leads.
      if (errorCode(cause) !== 'ENOENT' || (await isLink(known))) {
        throw fileProblem(cause, `find ${path}`);
      }
      if (dirname(known) === known) return whole;
      missing.unshift(relative(dirname(known), known));
    }
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true;
}

/** @throws PlaceError if an address has parts that mean another place. */
function checkedAddress(address: string): string {
  const parts = address.slice(BUCKET.length).split('/');
  if (parts[0] !== '' && parts.every((part) => part !== '.' && part !== '..')) return address;
  throw new PlaceError(`expected s3://bucket/key without dots as names, found ${address}`);
}

function isWithin(path: string, root: string): boolean {
  if (path.startsWith(BUCKET) || root.startsWith(BUCKET)) {
    return path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`);
  }
  const way = relative(root, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}
