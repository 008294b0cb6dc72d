// TIFF files of one page as other programs write them: any packing, strips or tiles, GDAL's metadata.
import { deflateSync } from 'node:zlib';
import { textBytes } from './cubes.mjs';

const SIZES = { 2: 1, 3: 2, 4: 4 };
const [LZW_CLEAR, LZW_END, LZW_BITS] = [256, 257, 9];

/** A little-endian file of one page; `fields` are [tag, type, values] in the order of their tags. */
export function tiffBytes(fields, block) {
  const entries = fields.map(([tag, type, values]) => {
    const content = Buffer.alloc(values.length * SIZES[type]);
    for (const [index, value] of values.entries())
      content.writeUIntLE(value, index * SIZES[type], SIZES[type]);
    return { tag, type, count: values.length, content };
  });
  const head = Buffer.alloc(8 + 2 + 12 * fields.length + 4);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(fields.length, 8);
  const behind = [];
  let free = head.length;
  entries.forEach(({ tag, type, count, content }, index) => {
    const at = 10 + 12 * index;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    if (content.length <= 4) content.copy(head, at + 8);
    else {
      head.writeUInt32LE(free, at + 8);
      behind.push(content);
      free += content.length;
    }
  });
  // The strip or tile comes last: its place is known now.
  const offsets = entries.findIndex(({ tag }) => tag === 273 || tag === 324);
  head.writeUInt32LE(free, 10 + 12 * offsets + 8);
  return new Uint8Array(Buffer.concat([head, ...behind, block]));
}

const description = (bands) =>
  textBytes(
    JSON.stringify({
      format: 'spectralift-cube',
      wavelengths: Array.from({ length: bands }, (_, band) => 400 + 10 * band),
      quantity: 'reflectance',
    }),
  );

/** A page of 8-bit samples in one block. */
export function page({ width, height, samples = 1, compression, predictor = 1, tiled = false, gdal }, block) {
  const shared = (strip, tile) => (tiled ? tile : strip);
  return tiffBytes(
    [
      [256, 4, [width]],
      [257, 4, [height]],
      [258, 3, Array(samples).fill(8)],
      [259, 3, [compression]],
      [262, 3, [1]],
      ...(gdal === undefined ? [[270, 2, description(samples)]] : []),
      ...shared([[273, 4, [0]]], []),
      [277, 3, [samples]],
      ...shared(
        [
          [278, 4, [height]],
          [279, 4, [block.length]],
        ],
        [],
      ),
      [317, 3, [predictor]],
      ...shared(
        [],
        [
          [322, 4, [width]],
          [323, 4, [height]],
          [324, 4, [0]],
          [325, 4, [block.length]],
        ],
      ),
      ...(gdal === undefined ? [] : [[42112, 2, textBytes(`${gdal}\0`)]]),
    ],
    block,
  );
}

/** Literal bytes as PackBits. */
function packBits(bytes) {
  return Buffer.concat([Buffer.from([bytes.length - 1]), bytes, Buffer.from([0x81, 7])]);
}

/** Literal bytes as LZW with codes of nine bits: the table does not grow so far that longer ones are due. */
function lzw(bytes) {
  let digits = '';
  for (const code of [LZW_CLEAR, ...bytes, LZW_END]) digits += code.toString(2).padStart(LZW_BITS, '0');
  return Buffer.from(digits.match(/.{1,8}/g).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
}

const GDAL = `<GDALMetadata>
  <Item name="wavelength" sample="0" role="">450</Item><Item name="wavelength_units" sample="0">nm</Item>
  <Item name="wavelength" sample="1">0.55</Item><Item name="scale" sample="1" role="scale">0.0001</Item>
  <Item name="CENTRAL_WAVELENGTH_UM" domain="IMAGERY" sample="0">0.45</Item><Item name="A &amp; &#66;">&lt;b&gt;</Item>
</GDALMetadata>`;

/** One page a packing, all of the same kind of samples. */
export function tiffsOfOthers() {
  const raw = (count) => Buffer.from(Array.from({ length: count }, (_, at) => (at * 37) % 256));
  const size = { width: 4, height: 3, samples: 2 };
  return [
    page({ ...size, compression: 32773 }, packBits(raw(24))),
    page({ ...size, compression: 5, predictor: 2 }, lzw(raw(24))),
    page(
      { width: 16, height: 16, samples: 2, compression: 8, predictor: 2, tiled: true },
      deflateSync(raw(512)),
    ),
    page({ ...size, compression: 1, gdal: GDAL }, raw(24)),
  ];
}
