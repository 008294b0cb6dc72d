/**
 * A cube written as plain numbers with something that says what they are: a text file beside them, or bytes
 * before and after them in the same file.
 */
import type { CubeSink } from '../cube-source.ts';
import type { OutputFile, OutputFiles } from '../files/output-files.ts';
import type { CubeHeader } from '../spectral-cube.ts';
import { committingSink } from './committing-sink.ts';
import { type RawFormat, RawWriter } from './raw/raw-writer.ts';

/** What is written around the samples. */
export interface RawSinkParts {
  readonly dataName: string;
  readonly format: RawFormat;
  /** Bytes before the first sample, if they are known before the samples. */
  readonly preamble?: Uint8Array;
  /** Finishes the output once all samples are there. */
  readonly complete: (described: CubeHeader, file: OutputFile, clampedSamples: number) => Promise<void>;
}

/**
 * Opens the data file for writing, so that what is in the way shows before the work begins.
 *
 * @throws CubeError if the header or the scale factor cannot be.
 * @throws FileError if an output exists and may not be replaced, or its folder is missing or not writable.
 */
export async function createRawSink(
  header: CubeHeader,
  outputs: OutputFiles,
  parts: RawSinkParts,
): Promise<CubeSink> {
  try {
    const file = await outputs.create(parts.dataName);
    const writer = new RawWriter(file, header, parts.format);
    if (parts.preamble !== undefined) await file.writeAt(parts.preamble, 0);
    return committingSink(header, outputs, writer, async (described) => {
      await parts.complete(described, file, writer.clampedSamples);
      return writer.clampNotes();
    });
  } catch (error) {
    await outputs.abort();
    throw error;
  }
}

/**
 * The same with a text file beside the data file, begun before it is needed, so that what is in the way shows
 * early. The data file appears first.
 *
 * @param describe content of the text file, once all samples are there.
 */
export async function createPairedSink(
  header: CubeHeader,
  outputs: OutputFiles,
  parts: Omit<RawSinkParts, 'complete'> & {
    readonly textName: string;
    readonly describe: (described: CubeHeader, clampedSamples: number) => string;
  },
): Promise<CubeSink> {
  let text: OutputFile | undefined;
  const sink = await createRawSink(header, outputs, {
    ...parts,
    async complete(described, _file, clampedSamples) {
      const content = new TextEncoder().encode(parts.describe(described, clampedSamples));
      await text?.writeAt(content, 0);
    },
  });
  try {
    text = await outputs.create(parts.textName);
  } catch (error) {
    await sink.abort();
    throw error;
  }
  return sink;
}
