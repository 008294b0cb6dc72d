/** The weights that the studio computes with: served from `models/` while one works on it, copied into the built site. */
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { STUDIO_WEIGHTS } from '../engine/studio-models.ts';

const folder = fileURLToPath(new URL('../../models/', import.meta.url));

/** Serves and emits `models/<name>.safetensors`. */
export function shippedModels(): Plugin {
  return {
    name: 'spectralift-shipped-models',
    configureServer({ middlewares }) {
      middlewares.use('/models', (request, response, next) => {
        const name = STUDIO_WEIGHTS.find((each) => request.url?.split('?', 1)[0] === `/${each}.safetensors`);
        if (name === undefined) return next();
        response.setHeader('content-type', 'application/octet-stream');
        createReadStream(join(folder, `${name}.safetensors`)).pipe(response);
      });
    },
    generateBundle() {
      for (const name of STUDIO_WEIGHTS) {
        const fileName = `models/${name}.safetensors`;
        this.emitFile({ type: 'asset', fileName, source: readFileSync(join(folder, `${name}.safetensors`)) });
      }
    },
  };
}
