/** A cube as a data set means it: the samples of a file times a factor, under the set's own quantity and name. */
import type { CubeSource } from '../cube/cube-source.ts';
import type { CubeMetadata } from '../cube/spectral-cube.ts';

/** What a data set knows better than its files. */
export interface Derivation {
  /** Factor of every sample; 1 unless given. */
  readonly gain?: number;
  readonly metadata: CubeMetadata;
  /** Said before the notes of the file. */
  readonly notes?: readonly string[];
}

/** The same cube with other numbers and meaning; it closes with the one it is made from. */
export function derivedSource(
  source: CubeSource,
  { gain = 1, metadata, notes = [] }: Derivation,
): CubeSource {
  const { bands, height, width, wavelengths } = source;
  return {
    bands,
    height,
    width,
    wavelengths,
    metadata,
    notes: [...notes, ...source.notes],
    async readWindow(window, signal) {
      const samples = await source.readWindow(window, signal);
      if (gain !== 1) {
        for (let index = 0; index < samples.length; index++) samples[index] *= gain;
      }
      return samples;
    },
    async close() {
      await source.close();
    },
  };
}
