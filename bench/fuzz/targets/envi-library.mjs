// ENVI spectral libraries: a text header and a data file of spectra.
import { cubeTarget } from '../cubes.mjs';

export const target = cubeTarget({
  name: 'envi-library',
  reads: 'ENVI spectral library and its header',
  files: { open: 'spectra.sli' },
  variants: [{}, { dataType: 'int16', byteOrder: 'big' }],
});
