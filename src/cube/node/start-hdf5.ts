/** Starts the HDF5 parser in a thread of Node. */
import { CubeError } from '../spectral-cube.ts';
import type { StartHdf5 } from '../formats/hdf5-parser.ts';

/** Opens an HDF5 file in a thread of its own, which is ended when it takes more than the limits allow. */
export const startHdf5: StartHdf5 = async (source) => {
  throw new CubeError(`expected an HDF5 parser to open ${source.name}, found none`);
};
