// NumPy arrays with a description beside them.
import { cubeTarget, smallCube, textBytes } from '../cubes.mjs';
import { mutateText } from '../mutate-text.mjs';
import { headerText, LYING_HEADERS, mutateNpy, npyBytes } from '../npy-bytes.mjs';

export const target = cubeTarget({
  name: 'npy',
  reads: 'NumPy array and its description',
  files: { open: 'cube.npy' },
  variants: [
    {},
    { dataType: 'uint16', byteOrder: 'big' },
    { dataType: 'float64', cube: smallCube({ bands: 31, height: 2, width: 1 }) },
  ],
  crafted: ([files]) => [
    ...LYING_HEADERS.map(([what, text]) => ({
      what,
      make: () => new Map([...files, ['cube.npy', npyBytes(text, files.get('cube.npy').slice(-96))]]),
    })),
    {
      what: 'a header of 4 GiB',
      make: () => {
        const bytes = npyBytes(headerText('3, 2, 4'), new Uint8Array(96), 2);
        new DataView(bytes.buffer).setUint32(8, 0xffffffff, true);
        return new Map([...files, ['cube.npy', bytes]]);
      },
    },
    {
      what: 'a description of nested lists',
      make: () =>
        new Map([
          ...files,
          ['cube.json', textBytes(`{"axes": ${'['.repeat(300_000)}${']'.repeat(300_000)}}`)],
        ]),
    },
  ],
  mutate: (random, bytes, name) =>
    name === 'cube.npy' ? mutateNpy(random, bytes) : mutateText(random, bytes),
});
