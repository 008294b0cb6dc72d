/** A worker that lives once: it makes the scene of the sample again and hands its true spectra out. */
import { generateSample } from '../../src/reconstruction/sample/generate-sample.ts';
import type { HeldCube } from './contract.ts';
import { SAMPLE_SEED } from './sample-files.ts';

const scope = globalThis as unknown as {
  postMessage(message: HeldCube, transfer: readonly Transferable[]): void;
};
const { cube } = generateSample({ seed: SAMPLE_SEED });
scope.postMessage(cube, [cube.data.buffer]);
