/**
 * Photo files in a browser: JPEG, WebP and AVIF through the browser's own decoders, PNG and TIFF through our readers,
 * which keep 16 bits. Everything that can be refused is refused from the header, before a pixel is decoded.
 */
import { blobBytes } from '../../cube/files/byte-source.ts';
import { SpectraliftError } from '../../errors.ts';
import { createPhoto, type Photo, PhotoError, type PhotoExif } from '../photo.ts';
import {
  checkNotEmpty,
  checkPhotoSize,
  cmykPhoto,
  damagedPhoto,
  decodingNotes,
  greyPhoto,
  wrongSamples,
} from '../photo-checks.ts';
import { readExif } from '../read-exif.ts';
import { bitmapSamples } from './bitmap-samples.ts';
import { type StoredPicture, swapsSides, upright } from './orientation.ts';
import { type PhotoFacts, photoFacts, photoFormat } from './photo-facts.ts';
import type { PngFacts } from './png-facts.ts';
import { pngSamples } from './png-samples.ts';
import { openTiffPhoto } from './tiff-samples.ts';

/** Bytes that tell the format. */
const SIGNATURE_BYTES = 64;
/** Photos are a few tens of megabytes; a file of more than this is not read into memory at once. */
const LARGEST_FILE = 2 ** 30;

/**
 * Decodes a photo: orientation applied, embedded ICC profile converted to sRGB, alpha dropped. Everything that was done
 * to the samples is said in `notes`.
 *
 * As `decodePhoto` in Node, but for what browsers do not give: AVIF is read with 8 bits a sample, and so is a 16-bit PNG
 * whose ICC profile must be converted; a TIFF's profile is not converted; colours under transparency are rounded where
 * the browser decodes. The notes say so.
 *
 * With `linear` the samples are taken as proportional to light: no curve is undone and no profile applied.
 *
 * @throws PhotoError as `decodePhoto` does in Node.
 */
export async function decodePhotoFile(
  file: Blob,
  name: string,
  options: { readonly linear?: boolean } = {},
): Promise<Photo> {
  const linear = options.linear ?? false;
  checkNotEmpty(file.size, name);
  if (file.size > LARGEST_FILE) {
    throw new PhotoError(`${name}: expected a photo file of at most 1 GiB, found ${file.size} bytes`);
  }
  const start = new Uint8Array(await file.slice(0, SIGNATURE_BYTES).arrayBuffer());
  const format = photoFormat(start, name);
  const { picture, exif, notes } =
    format === 'tiff' ? await decodeTiff(file, name, linear) : await decodeOther(format, file, name, linear);
  return createPhoto({
    width: picture.width,
    height: picture.height,
    samples: picture.samples,
    encoding: linear ? 'linear' : 'srgb',
    exif,
    notes,
  });
}

interface Decoded {
  readonly picture: StoredPicture;
  readonly exif: PhotoExif;
  readonly notes: readonly string[];
}

async function decodeTiff(file: Blob, name: string, linear: boolean): Promise<Decoded> {
  const source = blobBytes(name, file);
  try {
    const photo = await openTiffPhoto(source, name);
    checkPhotoSize(photo, file.size, name);
    const picture = upright(await photo.readSamples(), photo.orientation);
    const notes = decodingNotes({
      profile: photo.hasProfile && linear ? 'not applied' : 'none',
      alpha: photo.hasAlpha ? 'colours kept' : 'none',
      pages: photo.pages,
    });
    if (photo.hasProfile && !linear) {
      notes.push('embedded ICC profile not converted: samples of a TIFF are taken as sRGB in a browser');
    }
    return { picture, exif: photo.exif, notes };
  } catch (cause) {
    if (cause instanceof SpectraliftError && !(cause instanceof PhotoError)) {
      throw new PhotoError(`${name}: ${cause.message}`, { hint: cause.hint, cause });
    }
    throw cause;
  } finally {
    await source.close();
  }
}

async function decodeOther(
  format: PhotoFacts['format'],
  file: Blob,
  name: string,
  linear: boolean,
): Promise<Decoded> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const facts = photoFacts(format, bytes, name);
  const { exif, orientation } =
    facts.exif === undefined ? { exif: {}, orientation: 1 } : readExif(facts.exif);
  checkFacts(facts, orientation, file.size, name);
  const png = 'packed' in facts ? facts : undefined;
  // A browser would also convert what a PNG says of its gamma, which the samples of photos do not follow.
  const ours = png?.plain === true && (linear || !facts.hasProfile);
  // Browsers turn JPEG and AVIF, but not all of them WebP and PNG.
  const turned = ours || format === 'webp' || format === 'png';
  const stored =
    ours && png !== undefined
      ? await pngSamples(png, name)
      : await bitmapSamples(unturned(file, png), name, { colours: linear, orientation: turned });
  const picture = turned ? upright(stored, orientation) : stored;
  const notes = decodingNotes({
    profile: !facts.hasProfile ? 'none' : linear ? 'not applied' : 'converted',
    alpha: !facts.hasAlpha ? 'none' : ours ? 'colours kept' : 'colours lost',
    pages: facts.pages,
  });
  if (facts.bits > 8 && !ours) {
    notes.push(`read with 8 of its ${facts.bits} bits a sample, which is what browsers give`);
  }
  return { picture, exif, notes };
}

/** The file without what says which way is up: Chromium turns a PNG even where it is asked not to. */
function unturned(file: Blob, png: PngFacts | undefined): Blob {
  if (png?.exifChunk === undefined) return file;
  const [from, to] = png.exifChunk;
  return new Blob([file.slice(0, from), file.slice(to)]);
}

/** @throws PhotoError if the header says that it cannot be reconstructed, or that something is missing. */
function checkFacts(facts: PhotoFacts, orientation: number, bytes: number, name: string): void {
  const { width, height, colours, bits, missing, format } = facts;
  if (colours === 'grey') throw greyPhoto(1, name);
  if (colours === 'cmyk') throw cmykPhoto(name);
  if (format === 'jpeg' && bits !== 8) throw wrongSamples(`${bits} bits`, name);
  const size = swapsSides(orientation) ? { width: height, height: width } : { width, height };
  checkPhotoSize(size, bytes, name);
  if (missing !== undefined) throw damagedPhoto(missing, name);
}
