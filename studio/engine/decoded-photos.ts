/** The samples of an open photo: as developed, or as linear light where it is said to be that. One of both is kept. */
import { decodePhotoFile } from '../../src/web.ts';
import type { Photo } from './library.ts';

export class DecodedPhotos {
  readonly #file: Blob;
  readonly #name: string;
  #last: { readonly linear: boolean; readonly photo: Promise<Photo> } | undefined;

  constructor(file: Blob, name: string) {
    this.#file = file;
    this.#name = name;
  }

  /** @throws PhotoError if it cannot be decoded. */
  async read(linear: boolean): Promise<Photo> {
    if (this.#last?.linear !== linear) {
      this.#last = { linear, photo: decodePhotoFile(this.#file, this.#name, { linear }) };
    }
    return this.#last.photo;
  }
}
