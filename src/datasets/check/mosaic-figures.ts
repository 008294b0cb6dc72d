/** What the samples of the mosaic frames of a video are like: their range, bands that are dead, saturation. */
import { type CubeSource, readWholeCube } from '../../cube/cube-source.ts';
import { tellNames } from '../found.ts';
import { GRAVE_SATURATION, NOTABLE_SATURATION, tellShare } from './findings.ts';
import type { SampleCheck } from './sample-check.ts';

/** Figures over the frames of one stream. */
export class MosaicFigures {
  #samples = 0;
  #saturated = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;
  /** Frames with a band of one value. */
  readonly #constant: string[] = [];

  /** Takes a frame; a sample of 1 is the full scale of its file. */
  async take(frame: CubeSource, name: string): Promise<void> {
    const { data, bands, height, width } = await readWholeCube(frame);
    const plane = height * width;
    let constant = false;
    for (let band = 0; band < bands; band++) {
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const sample of data.subarray(band * plane, (band + 1) * plane)) {
        if (sample < least) least = sample;
        if (sample > most) most = sample;
        if (sample >= 1) this.#saturated++;
      }
      if (least === most && plane > 1) constant = true;
      this.#minimum = Math.min(this.#minimum, least);
      this.#maximum = Math.max(this.#maximum, most);
    }
    this.#samples += data.length;
    if (constant) this.#constant.push(name);
  }

  /** Tells what was noticed; nothing if no frame was taken. */
  tell({ found, sheets }: SampleCheck): void {
    sheets.range(this.#minimum, this.#maximum);
    if (this.#constant.length > 0) {
      found.wrong(
        'constant bands',
        `the same value at every pixel of a band in ${this.#constant.length} frames: ${tellNames(this.#constant)}`,
      );
    }
    if (!(this.#saturated >= NOTABLE_SATURATION * this.#samples && this.#saturated > 0)) return;
    const message = `${tellShare(this.#saturated, this.#samples)} samples are at the full scale of their file`;
    if (this.#saturated >= GRAVE_SATURATION * this.#samples) found.wrong('saturated pixels', message);
    else found.remark('saturated pixels', message);
  }
}
