/**
 * A cube written as two files that appear together: the samples, and a text file that says what they are.
 */
import type { CubeSink } from '../cube-source.ts';
import type { CubeHeader } from '../spectral-cube.ts';
import { AtomicFile, commitTogether, type OverwriteOption } from './atomic-file.ts';
import { type PlanarFormat, PlanarWriter } from './planar-writer.ts';

/** What the two files are. */
export interface PairedFiles extends OverwriteOption {
  readonly dataPath: string;
  readonly textPath: string;
  readonly format: PlanarFormat;
  /** Bytes before the first sample. */
  readonly preamble: Uint8Array;
  /** Content of the text file, once all samples are there. */
  readonly describe: (header: CubeHeader, clampedSamples: number) => string;
}

/**
 * Opens both files for writing, so that what is in the way shows before the work begins. With `finish` the
 * data file appears first and the text file last; it gives both paths in that order.
 *
 * @throws CubeError if the header or the scale factor cannot be.
 * @throws FileError if an output exists and may not be replaced, or its folder is missing or not writable.
 */
export async function createPairedSink(header: CubeHeader, pair: PairedFiles): Promise<CubeSink> {
  const files: AtomicFile[] = [];
  const removeAll = async () => {
    for (const file of files) await file.abort();
  };
  try {
    const dataFile = await AtomicFile.create(pair.dataPath, pair);
    files.push(dataFile);
    const textFile = await AtomicFile.create(pair.textPath, pair);
    files.push(textFile);
    const writer = new PlanarWriter(dataFile, header, pair.format);
    await dataFile.writeAt(pair.preamble, 0);
    const notes: string[] = [];
    return {
      notes,
      writeRows: (y, rows, data) => writer.writeRows(y, rows, data),
      async finish(metadata = {}) {
        writer.ledger.finish();
        try {
          const described = { ...header, metadata: { ...header.metadata, ...metadata } };
          const text = pair.describe(described, writer.clampedSamples);
          await textFile.writeAt(new TextEncoder().encode(text), 0);
        } catch (error) {
          await removeAll();
          throw error;
        }
        const paths = await commitTogether(files);
        notes.push(...writer.clampNotes());
        return paths;
      },
      async abort() {
        if (writer.ledger.abort()) await removeAll();
      },
    };
  } catch (error) {
    await removeAll();
    throw error;
  }
}
