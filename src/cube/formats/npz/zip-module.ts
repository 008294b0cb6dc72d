/**
 * zip.js, loaded when the first archive is opened or written. Of its entries this is the smallest that reads and
 * writes, in Node and in a browser: no code for its own workers, no WebAssembly, the streams of the platform.
 */

/** What zip.js exports. */
export type ZipModule = typeof import('@zip.js/zip.js/lib/zip-core-custom.js');

/** Packed bytes that are unpacked in one go: at most 68 MB come of them, whatever they are. */
const PIECE_BYTES = 65_536;

/** Loads zip.js. */
export async function loadZip(): Promise<ZipModule> {
  const zip = await import('@zip.js/zip.js/lib/zip-core-custom.js');
  zip.configure({ useWebWorkers: false, chunkSize: PIECE_BYTES });
  return zip;
}
