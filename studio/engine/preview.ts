/** Linear light as a page shows it. */
import { type LinearPicture, linearRgbImage, toSrgbImage } from './library.ts';

/** Rows that are converted at once. */
const ROWS = 64;

/** The picture as sRGB bytes with full opacity. */
export function previewOf(picture: LinearPicture): ImageData {
  const { width, height } = picture;
  const image = new ImageData(width, height);
  let to = 0;
  for (let y = 0; y < height; y += ROWS) {
    const rows = Math.min(ROWS, height - y);
    const { data } = toSrgbImage(
      linearRgbImage(width, rows, picture.readWindow({ x: 0, y, width, height: rows })),
    );
    for (let from = 0; from < data.length; from += 3) {
      image.data[to++] = data[from];
      image.data[to++] = data[from + 1];
      image.data[to++] = data[from + 2];
      image.data[to++] = 255;
    }
  }
  return image;
}
