/** What data sets need of Node: the HDF5 parser in a thread, and pictures through sharp. */
import { startHdf5 } from '../../cube/node/start-hdf5.ts';
import { DatasetError, type DatasetContext } from '../dataset.ts';
import { readPicture } from './read-picture.ts';

/** Reads the files of data sets on disk. */
export const NODE_DATASET_CONTEXT: DatasetContext = {
  startHdf5,
  async readPicture({ origin, name }) {
    if ('path' in origin) return readPicture(origin.path, name);
    throw new DatasetError(`expected a picture on disk, found ${name} in memory`);
  },
};
