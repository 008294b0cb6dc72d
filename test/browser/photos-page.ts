/** Runs in a browser: decodes the photos that it is given, and says what came of each. */
import { decodePhotoFile } from '../../src/web.ts';
import { toText } from './bytes.ts';

/** What came of a photo. */
export type PhotoOutcome =
  | {
      readonly width: number;
      readonly height: number;
      readonly bitDepth: number;
      readonly notes: readonly string[];
      readonly exif: object;
      /** Samples as bytes in base64. */
      readonly samples: string;
    }
  | { readonly tag: string; readonly message: string };

/** A photo that is wanted, and how. */
export interface PhotoWish {
  readonly name: string;
  readonly linear: boolean;
}

export async function run(): Promise<PhotoOutcome[]> {
  const wishes = (await (await fetch('/given/wishes.json')).json()) as PhotoWish[];
  const outcomes: PhotoOutcome[] = [];
  for (const { name, linear } of wishes) {
    const file = await (await fetch(`/given/${name}`)).blob();
    try {
      const { width, height, bitDepth, notes, exif, data } = await decodePhotoFile(file, name, { linear });
      if (data.kind !== 'samples') throw new Error('expected samples');
      const { buffer, byteOffset, byteLength } = data.samples;
      const samples = toText(new Uint8Array(buffer, byteOffset, byteLength));
      outcomes.push({ width, height, bitDepth, notes, exif, samples });
    } catch (error) {
      const tag = error instanceof Error && '_tag' in error ? String(error._tag) : 'none';
      outcomes.push({ tag, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return outcomes;
}
