/** Which failures another try can mend: those of disks, networks, memory and crashes, not those of the photo itself. */
import type { UnitFailure } from '../work-unit.ts';

/** Errors that say: this input with these settings cannot be done, here or elsewhere. */
const PERMANENT: ReadonlySet<string> = new Set([
  'CameraError',
  'CubeError',
  'NetworkError',
  'PhotoError',
  'PhotoInputError',
  'PictureError',
  'PlaceError',
  'QueueContentError',
  'ResponseChoiceError',
  'SafetensorsError',
  'SpectraError',
  'SpectraFileError',
  'TileError',
]);

/** Of files and videos some are the input's fault and some the machine's; these words mark the first. */
const PERMANENT_FILE =
  /already there|found a folder|found the photo|of something else|through something that is no folder/;
/** Of object storage: what no network is to blame for. */
const PERMANENT_OBJECT = /the name of a file|an address such as|where frames are named|NoSuchKey|NotFound/;
const TRANSIENT_VIDEO = /to be installed|cannot allocate|resource temporarily|too many open files/i;

/**
 * Whether trying again can help.
 *
 * What is not known is taken for transient: the number of attempts bounds what that costs. A file that is missing
 * may stand on a disk that is not mounted yet, so it is tried again, too.
 */
export function isTransient({ name, message }: UnitFailure): boolean {
  if (PERMANENT.has(name)) return false;
  if (name === 'FileError') return !PERMANENT_FILE.test(message);
  if (name === 'ClusterError') return !PERMANENT_OBJECT.test(message);
  if (name === 'VideoError') return TRANSIENT_VIDEO.test(message);
  return true;
}
