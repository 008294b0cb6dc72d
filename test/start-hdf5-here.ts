/**
 * HDF5 in this thread, for tests that open hundreds of small files that are known: nothing ends it, and a file that
 * brings the library down brings it down for all tests of the process.
 */
import type { Hdf5Listing, StartHdf5 } from '../src/cube/formats/hdf5-parser.ts';
import { type Hdf5Reader, openHdf5 } from '../src/cube/formats/mat73/hdf5-reader.ts';
import { bytesInMemory } from '../src/cube/formats/mat73/hdf5-module.ts';
import { viewSamples } from '../src/cube/formats/raw/sample-type.ts';

export const startHdf5Here: StartHdf5 = async (source, limits) => {
  const bytes = new Uint8Array(await source.read(0, source.size));
  const reader = await openHdf5(bytesInMemory(bytes), limits);
  const { datasets, refused } = listOrClose(reader);
  return {
    list: async () => ({ datasets, refused }),
    async read(path, start, count) {
      const type = datasets.find((dataset) => dataset.path === path)?.type ?? 'uint8';
      return viewSamples(reader.read(path, start, count), type, true);
    },
    async close() {
      reader.close();
    },
  };
};

/** A file that is left open would slow down all that are opened after it. */
function listOrClose(reader: Hdf5Reader): Hdf5Listing {
  try {
    return reader.list();
  } catch (error) {
    reader.close();
    throw error;
  }
}
