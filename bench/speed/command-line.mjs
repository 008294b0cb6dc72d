/** The command line as a way for `alternate`: whole runs in processes of their own, from start to end. */
import { fileURLToPath } from 'node:url';
import { runNode } from './child-process.mjs';

export const COMMAND_LINE = 'spectralift command line';
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** `spectralift --help`. */
export function helpWay(name) {
  return {
    name,
    run: async () => {
      const { ms, peakKibibytes } = await runNode([MAIN, '--help']);
      return { ms, peakKibibytes };
    },
  };
}

/** `spectralift reconstruct` with its defaults; the outputs are deleted. */
export function reconstructWay({ name, photo, scratch, threads }) {
  return {
    name,
    run: async () => {
      try {
        const words = [
          'reconstruct',
          photo,
          '-o',
          scratch.file('cube/out'),
          '--threads',
          String(threads),
          '--json',
        ];
        const { ms, peakKibibytes, stdout } = await runNode([MAIN, ...words]);
        const { inferenceSeconds } = JSON.parse(stdout.trim().split('\n').pop());
        return { ms, peakKibibytes, inferenceMs: Math.round(1000 * inferenceSeconds) };
      } finally {
        scratch.remove('cube');
      }
    },
  };
}
