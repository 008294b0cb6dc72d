/**
 * What goes wrong is told in one line that says what was expected and found, with exit code 1 or 2, and
 * leaves every folder as it was.
 */
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeSafetensors } from '../../src/networks/safetensors.ts';
import { failureOf, runCli, testFolder, writeUntrainedGenerator } from './run-cli.ts';

const folder = testFolder();
const { path } = folder;
/** `$x` in an argument stands for the path of x in the folder of these tests. */
const filled = (args: string): string[] =>
  args.split(' ').map((word) => word.replace(/\$([\w./-]+)/, (_, name: string) => path(name)));

const pixels = Uint8Array.from({ length: 3 * 24 * 16 }, (_, index) => (index * 37) % 200);
const raw = { raw: { width: 24, height: 16, channels: 3 } } as const;

/** A PNG with an honest header of any size, and hardly any picture behind it. */
function hollowPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (name: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(body.length, 0);
    ends.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = chunk('IDAT', deflateSync(Buffer.alloc(64)));
  return Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', Buffer.alloc(0))]);
}

beforeAll(async () => {
  await mkdir(path('out'));
  await mkdir(path('taken'));
  await runCli('sample', '-o', path('sample'), '--width', '24', '--height', '16');
  await writeUntrainedGenerator(path('weights.safetensors'));
  await writeFile(path('text.jpg'), 'no picture at all\n');
  await writeFile(path('empty.png'), '');
  await sharp(pixels, raw).png().toFile(path('good.png'));
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const jpeg = await sharp({ create: { width: 200, height: 150, channels: 3, background: 'black', noise } })
    .jpeg()
    .toBuffer();
  await writeFile(path('truncated.jpg'), jpeg.subarray(0, Math.floor(jpeg.length * 0.6)));
  await writeFile(path('stub.jpg'), jpeg.subarray(0, 200));
  await writeFile(path('nothing.png'), hollowPng(0, 0));
  await writeFile(path('huge.png'), hollowPng(20_000, 15_000));
  await sharp(pixels.subarray(0, 3), { raw: { width: 1, height: 1, channels: 3 } })
    .png()
    .toFile(path('pixel.png'));
  await sharp(pixels, raw).toColourspace('b-w').png().toFile(path('grey.png'));
  await sharp(pixels, raw).toColourspace('cmyk').jpeg().toFile(path('cmyk.jpg'));
  for (const name of ['good.hdr', 'good.img', 'good.png', 'good.report.json']) {
    await writeFile(path('taken', name), 'mine');
  }
  await writeFile(path('gap.csv'), 'wavelength,red,green,blue\n400,1,0,0\n500,0,1,0\n700,0,0,1\n');
  await writeFile(path('columns.csv'), 'wavelength,red,green\n400,1,0\n700,0,1\n');
  const other = new Map([['stages.0.Upconv.conv.weight', { shape: [1], data: new Float32Array(1) }]]);
  await writeFile(path('other.safetensors'), writeSafetensors(other));
  await writeFile(path('broken.hdr'), 'ENVI\nsamples = 24\nlines = 16\nbands = 31\n');
  const header = await readFile(path('sample', 'cube.hdr'));
  await writeFile(path('short.hdr'), header);
  await writeFile(path('short.img'), await readFile(path('sample', 'cube.img')));
  await truncate(path('short.img'), 1000);
});

async function snapshot(): Promise<string[]> {
  const names = (await readdir(path(), { recursive: true })).sort();
  const taken = await Promise.all(
    (await readdir(path('taken'))).map((name) => readFile(path('taken', name), 'utf8')),
  );
  return [...names, ...taken];
}

async function refuses(code: 1 | 2, args: string, message: RegExp): Promise<void> {
  const before = await snapshot();
  expect(await failureOf(code, ...filled(args))).toMatch(message);
  expect(await snapshot()).toEqual(before);
}

describe('a photo that cannot be reconstructed', () => {
  const reconstruct = (photo: string): string =>
    `reconstruct ${photo} -o $out/x --model $weights.safetensors`;
  it.each([
    ['no image', '$text.jpg', /expected an image .* found no image/],
    ['an empty file', '$empty.png', /found an empty file/],
    ['a missing file', '$missing.jpg', /found no such file/],
    ['an empty folder', '$out', /expected photos .* in the folder .*out, found none/],
    ['a truncated JPEG', '$truncated.jpg', /expected a whole picture, found damaged or missing data/],
    ['a JPEG cut in its header', '$stub.jpg', /expected an image .* found a damaged file/],
    ['0 x 0 pixels', '$nothing.png', /expected an image .* found a damaged file/],
    ['1 x 1 pixel', '$pixel.png', /expected at least 2 x 2 pixels, found 1 x 1/],
    ['a grey photo', '$grey.png', /expected a colour photo with 3 channels, found a grey one/],
    ['CMYK', '$cmyk.jpg', /expected red, green and blue, found CMYK/],
    ['300 megapixels', '$huge.png', /at most 268 megapixels, found 20000 x 15000 = 300 megapixels/],
  ])('is refused: %s', (_, photo, message) => refuses(1, reconstruct(photo), message));
});

describe('a reconstruction that cannot be meant', () => {
  const good = 'reconstruct $good.png --model $weights.safetensors';
  it.each([
    ['existing output', `${good} -o $taken/good`, /good\.hdr to be free, found .*--overwrite/],
    ['an output below a file', `${good} -o $text.jpg/x`, /expected .*text\.jpg/],
    [
      'an output with the ending of another format',
      `${good} -o $out/x.npy --format envi`,
      /expected a name for ENVI, found x\.npy, which is one of NumPy/,
    ],
    ['an unknown camera', `${good} -o $out/x --camera nikn_d700 --linear`, /did you mean Nikon D700/],
    ['a response with a gap', `${good} -o $out/x --camera $gap.csv --linear`, /a gap from 400 to 500 nm/],
    ['a response without blue', `${good} -o $out/x --camera $columns.csv --linear`, /without blue/],
    ['a missing response', `${good} -o $out/x --camera $none.csv --linear`, /none\.csv/],
    ['an unknown light', `${good} -o $out/x --camera srgb --light D6x`, /found 'D6x' .*did you mean D65/],
    ['too little memory', `${good} -o $out/x --max-memory 100M`, /at least \d+ MiB .*found 100 MiB/],
    [
      'weights that do not fit',
      'reconstruct $good.png -o $out/x --model $other.safetensors',
      /expected weights/,
    ],
    [
      'weights that are none',
      'reconstruct $good.png -o $out/x --model $good.png',
      /expected a shipped model/,
    ],
    ['missing weights', 'reconstruct $good.png -o $out/x --model $no.safetensors', /no\.safetensors/],
  ])('is refused: %s', (_, args, message) => refuses(1, args, message));
});

describe('a cube that cannot be read', () => {
  it.each([
    ['nothing there', 'info $missing', /found nothing there/],
    ['a header without a data file', 'info $broken.hdr', /broken/],
    ['a truncated data file', 'info $short.hdr', /expected 47,616 bytes .*found 1,000/],
    [
      'a picture',
      'render $good.png -o $out/x.png',
      /expected a cube in a format that is known, found good\.png/,
    ],
    ['an empty folder', 'spectrum $out --at 1,1', /expected a folder with one grey PNG file a band/],
  ])('is refused: %s', (_, args, message) => refuses(1, args, message));
});

describe('a request that the cube cannot answer', () => {
  it.each([
    ['a pixel outside', 'spectrum $sample/cube.hdr --at 24,0', /within 24 x 16 pixels, found x 24, y 0/],
    ['an empty rectangle', 'spectrum $sample/cube.hdr --roi 1,1,0,3', /found x 1, y 1, width 0, height 3/],
    ['a wavelength outside', 'render $sample/cube.hdr -o $out/x.png --bands 650,550,900', /found 900 nm/],
    ['an unknown light', 'render $sample/cube.hdr -o $out/x.png --illuminant F13', /did you mean F1/],
    [
      'an existing picture',
      'render $sample/cube.hdr -o $taken/good.png',
      /good\.png to be free.*--overwrite/,
    ],
    ['a missing folder', 'render $sample/cube.hdr -o $none/x.png', /expected a folder/],
    ['an unknown camera', 'simulate $sample/cube.hdr -o $out/x.png --camera nikkon', /did you mean Nikon/],
    ['a camera of the photo', 'simulate $sample/cube.hdr -o $out/x.png --camera auto', /found 'auto'/],
    ['a response with a gap', 'simulate $sample/cube.hdr -o $out/x.npy --camera $gap.csv', /gap from 400/],
    ['an unknown camera to draw', 'cameras Nikon D7000', /did you mean Nikon D700/],
    ['a sample in the way', 'sample -o $sample', /cube\.hdr to be free.*--overwrite/],
    ['a sample in place of a file', 'sample -o $text.jpg', /expected a folder .*text\.jpg .*found a file/],
    ['a sample that is too large', 'sample -o $out --width 9000', /1\.\.8192, found 9000 x 320/],
    [
      'tensors that are none',
      'run generator --tensors $good.png --out $out/x',
      /good\.png: expected a safetensors/,
    ],
    [
      'missing tensors',
      'run srf-estimator --tensors $weights.safetensors --out $out/x',
      /'input\.dictionary'/,
    ],
    [
      'missing inputs',
      'run generator --tensors $weights.safetensors --out $out/x',
      /'input\.rgb' \[n, 3, height, width\]/,
    ],
  ])('is refused: %s', (_, args, message) => refuses(1, args, message));

  it.skipIf(process.platform !== 'linux').each([
    ['render', 'render $sample/cube.hdr -o /proc/x.png', /expected to write into the folder \/proc/],
    ['sample', 'sample -o /proc/x/y', /expected to make the folder \/proc\/x\/y/],
    ['reconstruct', 'reconstruct $good.png --model $weights.safetensors -o /proc/x', /folder \/proc/],
  ])('is refused: a folder that cannot be written (Linux only), %s', (_, args, message) =>
    refuses(1, args, message),
  );
});

describe('wrong usage', () => {
  it.each([
    ['an unknown command', 'rendr $sample/cube.hdr', /unknown command 'rendr' \(did you mean render\?\)/],
    ['an unknown option', 'render $sample/cube.hdr -o $out/x.png --bnds 1,2,3', /did you mean --bands\?/],
    ['a missing argument', 'info', /missing required argument 'cube' \(see spectralift info --help\)/],
    ['a missing option', 'render $sample/cube.hdr', /'-o, --output <png>' not specified/],
    ['too many arguments', 'info a b', /too many arguments/],
    ['neither pixel nor rectangle', 'spectrum $sample/cube.hdr', /either --at X,Y or --roi X,Y,W,H/],
    ['both', 'spectrum $sample/cube.hdr --at 1,1 --roi 1,1,2,2', /either --at X,Y or --roi/],
    ['half a pixel', 'spectrum $sample/cube.hdr --at 1.5,2', /X,Y: 2 whole numbers/],
    ['two answers at once', 'spectrum $sample/cube.hdr --at 1,1 --csv --json', /either --csv or --json/],
    ['two bands', 'render $sample/cube.hdr -o $out/x.png --bands 650,550', /R,G,B: 3 numbers/],
    ['light and bands', 'render $sample/cube.hdr -o $out/x.png --bands 650,550,450 --illuminant A', /either/],
    ['another kind of picture', 'render $sample/cube.hdr -o $out/x.jpg', /ends in \.png, found/],
    ['no exposure', 'simulate $sample/cube.hdr -o $out/x.png --exposure 0', /expected a positive number/],
    ['another kind of output', 'simulate $sample/cube.hdr -o $out/x.tif', /ends in \.png or \.npy/],
    ['an unknown network', 'run generater --tensors x --out y', /did you mean generator\?/],
    [
      'an unknown device',
      'run generator --tensors x --out y --device gpu',
      /Allowed choices are auto, cpu, webgpu/,
    ],
    ['an unknown recipe', 'train nothing --data $out -o $out/t', /unknown recipe 'nothing'/],
    ['a negative width', 'sample -o $out/s --width -4', /whole number of at least 1/],
  ])('is told with a suggestion: %s', (_, args, message) => refuses(2, args, message));
});
