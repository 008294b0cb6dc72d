/** The spectra in their true colours, as PNG. */
import sharp from 'sharp';
import type { Strip } from '../../../reconstruction/strip.ts';
import { NOTHING_STORED, type OpenAnswer } from './answer-writer.ts';

/** Gathers the picture of a cube; it is as large as the photo. */
export function collectPicture({ width, height }: { readonly width: number; readonly height: number }): {
  strip(strip: Strip): void;
  png(): Promise<Uint8Array>;
} {
  const colours = new Uint8Array(3 * width * height);
  return {
    strip: ({ y, picture }) => colours.set(picture, 3 * y * width),
    png: () =>
      sharp(colours, { raw: { width, height, channels: 3 }, limitInputPixels: false })
        .toColourspace('srgb')
        .png({ compressionLevel: 6 })
        .toBuffer(),
  };
}

export const pictureAnswer: OpenAnswer = (file, header) => {
  const picture = collectPicture(header);
  return {
    contentType: 'image/png',
    picture: true,
    strip: async (strip) => picture.strip(strip),
    stored: () => NOTHING_STORED,
    finish: async () => file.append(await picture.png()),
    async abandon() {},
  };
};
