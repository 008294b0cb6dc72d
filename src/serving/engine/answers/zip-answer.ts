/**
 * All that the command line would write, in one archive: the ENVI cube, its picture, the report. Members are stored as
 * they come; the directory at the end is what makes it an archive, so that one that breaks off is none.
 */
import type { ZipWriter } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { scaleFactorOf } from '../../../cube/formats/cube-format.ts';
import { formatEnviHeader } from '../../../cube/formats/envi/envi-header.ts';
import { loadZip } from '../../../cube/formats/npz/zip-module.ts';
import { RawWriter } from '../../../cube/formats/raw/raw-writer.ts';
import { SAMPLE_BYTES } from '../../../cube/formats/raw/sample-type.ts';
import type { AnswerFile } from '../answer-file.ts';
import type { OpenAnswer } from './answer-writer.ts';
import { collectPicture } from './picture-answer.ts';

/** Names of the members begin with it. */
const STEM = 'photo';
/** The date of every member: the same photo gives the same bytes but for the report's times. */
const DATE = new Date(1980, 0, 1);

export const zipAnswer: OpenAnswer = (file, header, { dataType, interleave }) => {
  const { bands, height, width } = header;
  const scaleFactor = scaleFactorOf({ dataType });
  const pieces = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const samples = pieces.writable.getWriter();
  const cube = new RawWriter(
    {
      name: file.name,
      writeAt: (bytes) => samples.write(Uint8Array.from(bytes)),
      read: () => file.read(),
    },
    header,
    { dataType, interleave, littleEndian: true, scaleFactor, headerOffset: 0 },
  );
  const picture = collectPicture(header);
  let archive: ZipWriter<unknown> | undefined;
  let adding: Promise<unknown> | undefined;
  return {
    contentType: 'application/zip',
    scaleFactor,
    picture: true,
    async strip(strip) {
      archive ??= await openArchive(file);
      const size = bands * height * width * SAMPLE_BYTES[dataType];
      if (adding === undefined) {
        adding = archive.add(`${STEM}.img`, { readable: pieces.readable, size }, { level: 0 });
        adding.catch((error: unknown) => samples.abort(error).catch(() => undefined));
      }
      picture.strip(strip);
      await cube.writeRows(strip.y, strip.rows, strip.cube);
    },
    stored: () => ({ clampedSamples: cube.clampedSamples, notes: cube.clampNotes() }),
    async finish(report, described) {
      cube.ledger.finish();
      await samples.close();
      await adding;
      const { clampedSamples } = cube;
      const text = formatEnviHeader(described, { dataType, scaleFactor, interleave, clampedSamples });
      const members: [name: string, bytes: Uint8Array][] = [
        [`${STEM}.hdr`, new TextEncoder().encode(text)],
        [`${STEM}.png`, await picture.png()],
        [`${STEM}.report.json`, new TextEncoder().encode(`${JSON.stringify(report, undefined, 2)}\n`)],
      ];
      for (const [name, bytes] of members) {
        const readable = new Blob([Uint8Array.from(bytes)]).stream();
        await archive?.add(name, { readable, size: bytes.length }, { level: 0 });
      }
      await archive?.close();
    },
    async abandon() {
      await samples.abort(new Error('abandoned')).catch(() => undefined);
      await adding?.catch(() => undefined);
    },
  };
};

async function openArchive(file: AnswerFile): Promise<ZipWriter<unknown>> {
  const zip = await loadZip();
  const written = new WritableStream<Uint8Array>({ write: (piece) => file.append(piece) });
  return new zip.ZipWriter(written, { useWebWorkers: false, extendedTimestamp: false, lastModDate: DATE });
}
