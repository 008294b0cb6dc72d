/** The cube as a NumPy array, rows outermost, so that they can go as they come. */
import { scaleFactorOf } from '../../../cube/formats/cube-format.ts';
import { formatNpyHeader } from '../../../cube/formats/npy/npy-header.ts';
import { RawWriter } from '../../../cube/formats/raw/raw-writer.ts';
import { SAMPLE_BYTES } from '../../../cube/formats/raw/sample-type.ts';
import type { OpenAnswer } from './answer-writer.ts';

/** The length of the answer is known before, so that a transfer that breaks off cannot be taken for a whole one. */
export const npyAnswer: OpenAnswer = (file, header, { dataType, interleave }) => {
  const { bands, height, width } = header;
  const shape = interleave === 'bip' ? [height, width, bands] : [height, bands, width];
  const preamble = formatNpyHeader(shape, { type: dataType, littleEndian: true });
  const scaleFactor = scaleFactorOf({ dataType });
  const headerOffset = preamble.length;
  const writer = new RawWriter(file, header, {
    ...{ dataType, interleave, littleEndian: true, scaleFactor, headerOffset },
  });
  let begun = false;
  return {
    contentType: 'application/x-npy',
    bytes: headerOffset + bands * height * width * SAMPLE_BYTES[dataType],
    scaleFactor,
    picture: false,
    async strip({ y, rows, cube }) {
      if (!begun) await file.append(preamble);
      begun = true;
      await writer.writeRows(y, rows, cube);
    },
    stored: () => ({ clampedSamples: writer.clampedSamples, notes: writer.clampNotes() }),
    async finish() {
      writer.ledger.finish();
    },
    async abandon() {},
  };
};
