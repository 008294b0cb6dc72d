/**
 * Cubes on their way to and from the tools that people use: h5py, scipy and NumPy, Octave, GDAL; and weights to and from
 * PyTorch. Nothing here is needed elsewhere; what is not installed is skipped. Python that has the packages is looked for in
 * the path and at /usr/bin/python3.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWholeCube } from '../src/cube/cube-source.ts';
import type { CubeFormat, ReadCubeOptions, StoreOptions } from '../src/cube/formats/cube-format.ts';
import { CUBE_FORMATS } from '../src/cube/formats/index.ts';
import { openCubeAt } from '../src/cube/formats/open-cube.ts';
import { folderInput } from '../src/cube/node/folder-files.ts';
import { writeCube } from '../src/cube/node/open-cube.ts';
import type { SpectralCube } from '../src/cube/spectral-cube.ts';
import { readTorchState } from '../src/networks/pytorch/read-torch-state.ts';
import { writeTorchState } from '../src/networks/pytorch/write-torch-state.ts';
import { testCube } from './format-laws.ts';
import { startHdf5Here } from './start-hdf5-here.ts';

const PACKAGES = 'import h5py, json, numpy, scipy.io, sys';
const python = ['python3', '/usr/bin/python3', 'python'].find((name) => runs(name, ['-c', PACKAGES]));
const pythonWithTorch = ['python3', '/usr/bin/python3', 'python'].find((name) =>
  runs(name, ['-c', 'import torch']),
);
const octave = runs('octave-cli', ['--version']);
const gdal = runs('gdal_translate', ['--version']);

function runs(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** What a program prints; its failure is the test's. */
function output(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    cwd: folder,
  });
  expect(status, stderr).toBe(0);
  return stdout;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spectralift-'));
});
afterAll(() => rm(folder, { recursive: true }));

const SCALE = 8;
const cube = testCube(7, 5, 4);
/** The samples as they are stored. */
const stored = Array.from(cube.data, (value) => value * SCALE);

interface Written {
  readonly file: string;
  readonly format: string;
}

/** A file in every type that a format stores, packed and not. */
async function writeAll(names: readonly string[]): Promise<Written[]> {
  const written: Written[] = [];
  for (const format of CUBE_FORMATS.filter(({ name }) => names.includes(name))) {
    for (const options of storages(format)) {
      const name = `ours-${format.name}-${options.dataType}-${options.compress === true}${format.endings[0]}`;
      await writeCube(join(folder, name), cube, { ...options, format: format.name, overwrite: true });
      written.push({ file: name, format: format.name });
    }
  }
  expect(written.length).toBeGreaterThan(names.length);
  return written;
}

function storages({ stores }: CubeFormat): StoreOptions[] {
  const packings = stores?.options.includes('compress') === true ? [false, true] : [undefined];
  return (stores?.dataTypes ?? []).flatMap((dataType) =>
    packings.map((compress) => ({
      dataType,
      scaleFactor: SCALE,
      ...(compress === undefined ? {} : { compress }),
    })),
  );
}

async function read(name: string, options: ReadCubeOptions = {}): Promise<SpectralCube> {
  const place = { files: folderInput(folder), name };
  const source = await openCubeAt(place, { ...options, startHdf5: startHdf5Here });
  try {
    return await readWholeCube(source);
  } finally {
    await source.close();
  }
}

/** The cube of a file of another tool has the stored numbers of ours, or others. */
async function expectOurs(
  name: string,
  options: ReadCubeOptions = {},
  samples: readonly number[] = stored,
): Promise<void> {
  const found = await read(name, options);
  expect([found.bands, found.height, found.width], name).toEqual([7, 5, 4]);
  expect([...found.data], name).toEqual(samples);
  expect(found.wavelengths, name).toEqual(cube.wavelengths);
}

describe.skipIf(python === undefined)(
  'Python (skipped where h5py, scipy and NumPy are not installed)',
  () => {
    const run = (code: string, ...args: readonly string[]) =>
      output(python ?? '', '-c', `${PACKAGES}\n${code}`, ...args);

    test('reads what we write', async () => {
      const files = await writeAll(['mat73', 'mat5', 'npy', 'npz']);
      const printed = run(
        `
def load(file, format):
    if format == 'mat73':
        with h5py.File(file) as f:
            text = ''.join(map(chr, f['spectralift'][:, 0]))
            return f['cube'][()].transpose(0, 2, 1), f['bands'][:, 0], text
    if format == 'mat5':
        m = scipy.io.loadmat(file)
        return m['cube'].transpose(2, 0, 1), m['bands'][0], m['spectralift'][0]
    if format == 'npz':
        m = numpy.load(file)
        return m['cube'], m['wavelengths'] if 'wavelengths' in m else None, None
    return numpy.load(file), None, None
found = []
for item in json.loads(sys.argv[1]):
    cube, bands, text = load(item['file'], item['format'])
    found.append({
        'file': item['file'], 'type': str(cube.dtype), 'shape': cube.shape, 'samples': cube.ravel().tolist(),
        'bands': None if bands is None else bands.tolist(), 'text': text})
print(json.dumps(found))`,
        JSON.stringify(files),
      );
      const found = JSON.parse(printed);
      expect(found.map(({ file }: Written) => file)).toEqual(files.map(({ file }) => file));
      for (const { file, type, shape, samples, bands, text } of found) {
        expect(file).toContain(`-${type}-`);
        expect(shape, file).toEqual([7, 5, 4]);
        expect(samples, file).toEqual(stored);
        if (bands !== null) expect(bands, file).toEqual(cube.wavelengths);
        if (text !== null)
          expect(JSON.parse(text), file).toMatchObject({ quantity: 'reflectance', scaleFactor: SCALE });
      }
    });

    test('writes what we read: h5py, savemat, NumPy', async () => {
      const names = run(
        `
cube = numpy.array(json.loads(sys.argv[1])).reshape(7, 5, 4)
bands = numpy.array(json.loads(sys.argv[2]))
names = []
def new(name):
    names.append(name)
    return name
for k, (type, libver, more) in enumerate([
    ('f4', 'earliest', {}), ('>f8', 'latest', {}), ('<i8', 'latest', {'compression': 'szip'}),
    ('>u2', 'earliest', {'chunks': (2, 3, 3), 'compression': 'gzip', 'shuffle': True, 'fletcher32': True}),
    ('i1', 'latest', {'chunks': (7, 2, 2), 'maxshape': (None, None, None), 'scaleoffset': 0})]):
    with h5py.File(new('first-%d.h5' % k), 'w', libver=libver) as f:
        f.create_dataset('cube', data=cube.astype(type), **more)
        f['bands'] = bands
        f['bands'].attrs['units'] = 'nm'
    with h5py.File(new('last-%d.h5' % k), 'w', libver=libver) as f:
        g = f.create_group('scene')
        g['anything'] = cube.transpose(1, 2, 0).astype(type)
        g['wavelength'] = bands.astype('>f8')[:, None]
    with h5py.File(new('matlab-%d.mat' % k), 'w', libver=libver, userblock_size=512) as f:
        f['rad'] = cube.transpose(0, 2, 1).astype(type)
        f['rad'].attrs['MATLAB_class'] = numpy.bytes_('double')
        f['bands'] = bands[:, None]
for compress in (False, True):
    for type in ('f4', 'f8', 'u1', 'i2', '>u2', 'u8'):
        scipy.io.savemat(
            new('scipy-%s-%s.mat' % (type.strip('>'), compress)),
            {'cube': cube.transpose(1, 2, 0).astype(type), 'bands': bands, 'cell': numpy.array([1, 'a'], dtype=object)},
            do_compression=compress)
numpy.save('first.npy', cube)
numpy.save('last.npy', numpy.asfortranarray(cube.transpose(1, 2, 0).astype('>i4')))
numpy.savez('plain.npz', cube=cube, wavelengths=bands)
numpy.savez_compressed('packed.npz', x=cube.astype('f4'), bands=bands)
print(json.dumps(names))`,
        JSON.stringify(stored),
        JSON.stringify(cube.wavelengths),
      );
      for (const name of JSON.parse(names)) await expectOurs(name);
      const { wavelengths } = cube;
      for (const name of ['first.npy', 'last.npy']) await expectOurs(name, { wavelengths });
      if (CUBE_FORMATS.some(({ name }) => name === 'npz')) {
        for (const name of ['plain.npz', 'packed.npz']) await expectOurs(name);
      }
    });
  },
);

describe.skipIf(pythonWithTorch === undefined)('PyTorch (skipped where it is not installed)', () => {
  const run = (code: string, ...args: readonly string[]) =>
    output(pythonWithTorch ?? '', '-c', `import json, sys, torch\n${code}`, ...args);

  test('loads the weights that we write, without running anything', async () => {
    const shapes = [[3, 4, 1, 2], [5], [], [0, 3]];
    const tensors = new Map(
      shapes.map((shape, index) => {
        const length = shape.reduce((product, size) => product * size, 1);
        const data = Float32Array.from({ length }, (_, at) => Math.fround(at / 3 - index));
        return [`stages.${index}.é.weight`, { shape, data }] as const;
      }),
    );
    await writeFile(join(folder, 'ours.pth'), await writeTorchState(tensors, { network: 'generator' }));
    const printed = run(`
state = torch.load('ours.pth', weights_only=True)
print(json.dumps([[name, list(t.shape), str(t.dtype), t.is_contiguous(), t.flatten().tolist()] for name, t in state.items()]))`);
    expect(JSON.parse(printed)).toEqual(
      [...tensors].map(([name, { shape, data }]) => [name, shape, 'torch.float32', true, [...data]]),
    );
  });

  test('saves state dictionaries that we read, and other things that we refuse', async () => {
    const printed = run(`
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 4, 3)
        self.norm = torch.nn.BatchNorm2d(4)
        self.layer = torch.nn.Sequential(self.conv, self.norm)
    def forward(self, x):
        return self.layer(x)
net = Net()
optimiser = torch.optim.Adam(net.parameters())
net(torch.randn(1, 3, 5, 5)).sum().backward()
optimiser.step()
odd = {'half': torch.randn(4).half(), 'brain': torch.randn(4).bfloat16(), 'double': torch.randn(4).double(),
       'turned': torch.randn(3, 4).t(), 'part': torch.arange(10.)[3:7:2], 'whole': torch.tensor([5, -6]),
       'parameter': torch.nn.Parameter(torch.randn(2))}
torch.save(net.state_dict(), 'plain.pth')
torch.save(odd, 'odd.pt')
torch.save({'epoch': 7, 'state_dict': torch.nn.DataParallel(net).state_dict(), 'optimizer': optimiser.state_dict(),
            'loss': [0.5, None, True], 'name': 'é'}, 'checkpoint.pth')
torch.save(net.state_dict(), 'legacy.pth', _use_new_zipfile_serialization=False)
torch.save(net, 'module.pth')
torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), 'script.pt')
torch.save({'a': torch.zeros(1).expand(1000)}, 'expanded.pth')
print(json.dumps([{name: [list(t.shape), t.float().flatten().tolist()] for name, t in state.items()}
                  for state in (net.state_dict(), odd)]))`);
    const [network, odd] = JSON.parse(printed);
    const found = async (name: string) => {
      const { tensors } = await readTorchState(await readFile(join(folder, name)));
      return Object.fromEntries([...tensors].map(([key, { shape, data }]) => [key, [shape, [...data]]]));
    };
    expect(await found('odd.pt')).toEqual(odd);
    // what is registered twice is kept once, where its name is that of a convolution
    const { 'layer.0.weight': _weight, 'layer.0.bias': _bias, ...once } = network;
    for (const name of ['plain.pth', 'checkpoint.pth']) {
      const own = Object.fromEntries(
        Object.entries(await found(name)).map(([key, value]) => [key.replace(/^module\./, ''), value]),
      );
      expect(Object.keys(own)).toEqual(expect.arrayContaining(Object.keys(once)));
      for (const [key, value] of Object.entries(own)) expect(value, key).toEqual(network[key]);
    }
    for (const [name, reason] of [
      ['legacy.pth', /before PyTorch 1.6/],
      ['module.pth', /'__main__.Net', which is not run/],
      ['script.pt', /TorchScript/],
      ['expanded.pth', /within the 1 numbers/],
    ] as const) {
      await expect(found(name), name).rejects.toThrow(reason);
    }
  });
});

describe.skipIf(!octave)('Octave (skipped where octave-cli is not installed)', () => {
  const run = async (name: string, code: string): Promise<string> => {
    await writeFile(join(folder, name), code);
    return output('octave-cli', '--norc', '--no-history', name);
  };

  test('loads what we write', async () => {
    const files = await writeAll(['mat73', 'mat5']);
    const printed = await run(
      'read_ours.m',
      `files = {${files.map(({ file }) => `'${file}'`).join(', ')}};
for k = 1:numel(files)
  s = load(files{k});
  printf('%s|%s|%s|', files{k}, class(s.cube), char(s.spectralift(:)'));
  printf('%d ', size(s.cube)); printf('|');
  printf('%.17g ', s.bands); printf('|');
  printf('%.17g ', permute(double(s.cube), [2 1 3])); printf('\\f');
end`,
    );
    const found = printed.split('\f').slice(0, -1);
    expect(found).toHaveLength(files.length);
    for (const [index, { file, format }] of files.entries()) {
      const [name, kind, text, shape, bands, samples] = found[index].split('|');
      const numbers = (words: string): number[] => words.trim().split(' ').map(Number);
      expect(name).toBe(file);
      const type = /-(\w+)-\w+\.mat$/.exec(file)?.[1] ?? '';
      // Octave 7 takes all floating point of HDF5 for doubles.
      const real = type === 'float32' && format === 'mat5' ? 'single' : 'double';
      expect(kind, file).toBe(type.startsWith('float') ? real : type);
      expect(JSON.parse(text), file).toMatchObject({ quantity: 'reflectance', scaleFactor: SCALE });
      expect(numbers(shape), file).toEqual([5, 4, 7]);
      expect(numbers(bands), file).toEqual(cube.wavelengths);
      expect(numbers(samples), file).toEqual(stored);
    }
  });

  test('saves what we read', async () => {
    await run(
      'write_theirs.m',
      `cube = permute(reshape([${stored.join(' ')}], [4 5 7]), [2 1 3]);
bands = [${cube.wavelengths.join(' ')}]';
other = {1, 'a'}; where.cube = cube;
save -v7 octave-v7.mat cube bands other where
save -v6 octave-v6.mat cube bands other where
rad = single(cube); save -v7 octave-single.mat rad bands
ref = uint16(cube); save -v6 octave-uint16.mat ref bands
save -hdf5 octave.h5 cube bands other where`,
    );
    await expectOurs('octave.h5');
    for (const name of ['v7', 'v6', 'single', 'uint16']) await expectOurs(`octave-${name}.mat`);
  });
});

describe.skipIf(!gdal)('GDAL (skipped where gdal_translate is not installed)', () => {
  const { wavelengths } = cube;
  const ENVI = ['-q', '-of', 'ENVI'];

  test('reads our TIFF files', async () => {
    const files = await writeAll(['tiff']);
    // GDAL before 3.7 takes signed bytes for unsigned ones.
    for (const { file } of files.filter(({ file: name }) => !name.includes('-int8-'))) {
      output('gdal_translate', ...ENVI, file, 'theirs.img');
      // The scale goes with them.
      await expectOurs('theirs.img', { wavelengths }, [...cube.data]);
    }
  });

  test('writes TIFF files that we read', async () => {
    await writeCube(join(folder, 'for-gdal.hdr'), cube, { dataType: 'uint16', scaleFactor: SCALE });
    for (const [index, options] of [
      [],
      ['COMPRESS=DEFLATE', 'PREDICTOR=2', 'TILED=YES'],
      ['COMPRESS=LZW', 'INTERLEAVE=BAND'],
      ['BIGTIFF=YES', 'ENDIANNESS=BIG'],
    ].entries()) {
      const args = options.flatMap((option) => ['-co', option]);
      output('gdal_translate', '-q', '-of', 'GTiff', ...args, 'for-gdal.img', `gdal-${index}.tif`);
      await expectOurs(`gdal-${index}.tif`, { wavelengths });
    }
  });
});
