import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWholeCube } from '../../cube-source.ts';
import { memoryFiles } from '../../files/input-files.ts';
import { memoryOutput } from '../../files/output-files.ts';
import { DEFAULT_LIMITS } from '../../files/read-limits.ts';
import { CubeError, createCube } from '../../spectral-cube.ts';
import { createCubeIn } from '../open-cube.ts';
import { enviLibraryFormat } from './envi-library.ts';
import { openEnvi } from './envi-file.ts';

const context = { limits: DEFAULT_LIMITS };

test('every pixel becomes a spectrum, row by row', async () => {
  const size = fc.integer({ min: 1, max: 5 });
  const types = fc.constantFrom('float32', 'float64', 'uint16', 'int32');
  await fc.assert(
    fc.asyncProperty(size, size, size, types, fc.boolean(), async (bands, height, width, dataType, big) => {
      const cube = createCube(
        {
          bands,
          height,
          width,
          wavelengths: Array.from({ length: bands }, (_, band) => 400 + band * 12.5),
          metadata: { quantity: 'reflectance', source: 'a, b {c}.jpg' },
        },
        Float32Array.from({ length: bands * height * width }, (_, index) => index / 8),
      );
      const outputs = memoryOutput();
      const options = { dataType, byteOrder: big ? 'big' : 'little', scaleFactor: 8 } as const;
      const sink = await createCubeIn(outputs, 'spectra.sli', cube, options);
      await sink.writeRows(0, height, cube.data);
      expect(await sink.finish()).toEqual(['spectra.sli', 'spectra.hdr']);
      for (const name of ['spectra.sli', 'spectra.hdr']) {
        const source = await openEnvi({ files: memoryFiles(outputs.files), name }, context);
        const library = await readWholeCube(source);
        expect(library).toMatchObject({
          bands,
          height: height * width,
          width: 1,
          wavelengths: cube.wavelengths,
          metadata: cube.metadata,
        });
        expect(library.data).toEqual(cube.data);
        expect(source.header.fields.get('spectra names')?.split(',\n')).toHaveLength(height * width);
      }
    }),
    { numRuns: 40 },
  );
});

test('a library as another program writes it', async () => {
  const header = `ENVI
samples = 3
lines = 2
bands = 1
header offset = 0
file type = ENVI Spectral Library
data type = 4
interleave = bsq
byte order = 0
wavelength units = Micrometers
spectra names = {grass, brick}
wavelength = {0.45, 0.55, 0.65}
`;
  const bytes = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);
  const files = (text: string) =>
    memoryFiles(
      new Map([
        ['usgs.hdr', new TextEncoder().encode(text)],
        ['usgs.sli', bytes],
      ]),
    );
  const cube = await readWholeCube(await openEnvi({ files: files(header), name: 'usgs.sli' }, context));
  expect(cube).toMatchObject({ bands: 3, height: 2, width: 1, wavelengths: [450, 550, 650] });
  expect([...cube.data]).toEqual([1, 4, 2, 5, 3, 6]);
  await expect(
    openEnvi({ files: files(header.replace('bands = 1', 'bands = 2')), name: 'usgs.hdr' }, context),
  ).rejects.toThrow(CubeError);
  expect(enviLibraryFormat.written('a', 3)).toEqual(['a.sli', 'a.hdr']);
});
