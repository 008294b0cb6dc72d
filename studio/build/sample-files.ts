/**
 * The sample that stands on the page on arrival: generated when it is first asked for, or when the site is built, and
 * kept in `node_modules/.cache` until its makers change.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Plugin } from 'vite';
import { createCubeIn } from '../../src/cube/formats/open-cube.ts';
import { memoryOutput } from '../../src/cube/files/output-files.ts';
import { generateSample } from '../../src/reconstruction/sample/generate-sample.ts';

const SEED = 1;
const root = fileURLToPath(new URL('../../', import.meta.url));
const makers = join(root, 'src/reconstruction/sample');

/** Contents by address below the site. */
export type SampleFiles = Readonly<Record<string, Uint8Array>>;

/** The photo as PNG; the truth in 16 bits, steps of 1/10000. */
export async function sampleFiles(): Promise<SampleFiles> {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of readdirSync(makers).sort()) hash.update(readFileSync(join(makers, name)));
  const folder = join(root, 'node_modules/.cache/spectralift-sample', hash.digest('hex').slice(0, 16));
  try {
    return Object.fromEntries(
      ['photo.png', 'truth.tif'].map((name) => [`sample/${name}`, readFileSync(join(folder, name))]),
    );
  } catch {
    const { cube, photo } = generateSample({ seed: SEED });
    const { width, height, data } = photo;
    const png = await sharp(data, { raw: { width, height, channels: 3 } })
      .png({ effort: 10 })
      .toBuffer();
    const outputs = memoryOutput();
    const sink = await createCubeIn(outputs, 'truth.tif', cube, { dataType: 'uint16', compress: true });
    await sink.writeRows(0, height, cube.data);
    await sink.finish();
    const truth = new Uint8Array((await outputs.files.get('truth.tif')?.arrayBuffer()) ?? []);
    mkdirSync(folder, { recursive: true });
    for (const [name, bytes] of [
      ['photo.png', png],
      ['truth.tif', truth],
    ] as const) {
      writeFileSync(join(folder, `${name}.tmp${process.pid}`), bytes);
      renameSync(join(folder, `${name}.tmp${process.pid}`), join(folder, name));
    }
    return { 'sample/photo.png': png, 'sample/truth.tif': truth };
  }
}

/** Serves and emits the sample. */
export function samplePlugin(): Plugin {
  let made: Promise<SampleFiles> | undefined;
  return {
    name: 'spectralift-sample',
    configureServer({ middlewares }) {
      middlewares.use('/sample', async (request, response, next) => {
        made ??= sampleFiles();
        const bytes = (await made)[`sample${request.url?.split('?', 1)[0]}`];
        if (bytes === undefined) return next();
        response.setHeader('content-type', 'application/octet-stream');
        response.end(bytes);
      });
    },
    async generateBundle() {
      for (const [fileName, source] of Object.entries(await sampleFiles())) {
        this.emitFile({ type: 'asset', fileName, source });
      }
    },
  };
}
