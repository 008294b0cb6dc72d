/** A sink whose rows go to a writer, and whose files appear, together, once all rows are there. */
import type { CubeSink } from '../cube-source.ts';
import type { OutputFiles } from '../files/output-files.ts';
import type { CubeHeader } from '../spectral-cube.ts';
import type { RawWriter } from './raw/raw-writer.ts';

/**
 * The sink.
 *
 * @param complete writes what is still missing once all samples are there; gives notes on what was changed (clamped
 * samples). If it fails, nothing appears.
 */
export function committingSink(
  header: CubeHeader,
  outputs: OutputFiles,
  writer: RawWriter,
  complete: (described: CubeHeader) => Promise<readonly string[]>,
): CubeSink {
  const notes: string[] = [];
  return {
    notes,
    writeRows: (y, rows, data) => writer.writeRows(y, rows, data),
    async finish(metadata = {}) {
      writer.ledger.finish();
      try {
        notes.push(...(await complete({ ...header, metadata: { ...header.metadata, ...metadata } })));
        return await outputs.commit();
      } catch (error) {
        await outputs.abort();
        throw error;
      }
    },
    async abort() {
      if (writer.ledger.abort()) await outputs.abort();
    },
  };
}
