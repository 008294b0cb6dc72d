/**
 * The sample that stands on the page on arrival, photo and spectra: made when it is first asked for, or when the site is
 * built, and kept in `node_modules/.cache` until the library or its weights change.
 */
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { createCubeIn } from '../../src/cube/formats/open-cube.ts';
import { memoryOutput } from '../../src/cube/files/output-files.ts';
import { chooseResponse } from '../../src/reconstruction/choose-response.ts';
import { DEFAULT_MODEL } from '../../src/reconstruction/model-names.ts';
import { readGeneratorModel } from '../../src/reconstruction/model.ts';
import { decodePhoto } from '../../src/reconstruction/node/decode-photo.ts';
import { writePicture } from '../../src/reconstruction/node/write-picture.ts';
import { reconstructWhole } from '../../src/reconstruction/reconstruct.ts';
import { generateSample } from '../../src/reconstruction/sample/generate-sample.ts';
import { nodeRuntime } from '../../src/runtime/node/node-runtime.ts';
import { SAMPLE_FILES, SAMPLE_SEED, SAMPLE_STEPS, type SampleFacts } from '../engine/sample-files.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const weights = join(root, 'models', `${DEFAULT_MODEL}.safetensors`);
const NAMES = Object.values(SAMPLE_FILES);

/** Contents by address below the site. */
type SampleFiles = Readonly<Record<string, Uint8Array>>;

async function sampleFiles(): Promise<SampleFiles> {
  const kept = join(root, 'node_modules/.cache/spectralift-sample', hashOfMakers());
  const read = (): SampleFiles =>
    Object.fromEntries(NAMES.map((name) => [name, readFileSync(join(kept, name))]));
  try {
    return read();
  } catch {
    mkdirSync(dirname(kept), { recursive: true });
    const made = mkdtempSync(`${kept}-`);
    try {
      mkdirSync(join(made, dirname(NAMES[0])));
      await makeSample(made);
      renameSync(made, kept);
    } catch (error) {
      rmSync(made, { recursive: true, force: true });
      // another build may have been faster
      if (!(error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST'].includes(`${error.code}`))) {
        throw error;
      }
    }
    return read();
  }
}

/** Of all that decides what is in the files: the library, the weights, this file and what it shares with the engine. */
function hashOfMakers(): string {
  const source = join(root, 'src');
  const names = readdirSync(source, { recursive: true, encoding: 'utf8' });
  const sources = names.filter((name) => /(?<!\.test)\.ts$/.test(name)).map((name) => join(source, name));
  const own = [fileURLToPath(import.meta.url), join(root, 'studio/engine/sample-files.ts'), weights];
  const hash = createHash('sha256');
  for (const path of [...sources.sort(), ...own])
    hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

/** Writes the photo, the spectra that the default model estimates from it, and what is known of them. */
async function makeSample(folder: string): Promise<void> {
  const path = join(folder, SAMPLE_FILES.photo);
  await writePicture(path, generateSample({ seed: SAMPLE_SEED }).photo, {});
  const photo = await decodePhoto(path);
  const model = readGeneratorModel(readFileSync(weights), DEFAULT_MODEL);
  const chosen = chooseResponse({ choice: { kind: 'auto' }, encoding: photo.encoding, exif: photo.exif });
  if (chosen.kind !== 'known')
    throw new Error(`expected the sample to be a developed photo: ${chosen.reason}`);
  const { response } = chosen;
  const { quantity, assumption, name } = response;
  const runtime = await nodeRuntime({ device: 'cpu' });
  const { cube, summary } = await reconstructWhole(photo, { runtime, model, response });
  const { width, height } = photo;
  const metadata = { quantity, assumption, response: name, model: model.name };
  const header = { bands: model.network.bands, width, height, wavelengths: model.wavelengths, metadata };
  const outputs = memoryOutput();
  const options = { dataType: 'uint16', scaleFactor: SAMPLE_STEPS, compress: true } as const;
  const file = 'estimate.tif';
  const sink = await createCubeIn(outputs, file, header, options);
  await sink.writeRows(0, height, cube);
  await sink.finish();
  const facts: SampleFacts = { seconds: summary.seconds, runtime: runtime.name };
  const packed = await outputs.files.get(file)?.arrayBuffer();
  writeFileSync(join(folder, SAMPLE_FILES.estimate), new Uint8Array(packed ?? []));
  writeFileSync(join(folder, SAMPLE_FILES.facts), JSON.stringify(facts));
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
