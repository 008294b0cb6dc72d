/** How the studio is served while one works on it, and built into `dist/studio`. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { ISOLATION_HEADERS } from './build/isolation-headers.ts';
import { samplePlugin } from './build/sample-files.ts';
import { shippedModels } from './build/shipped-models.ts';

const here = fileURLToPath(new URL('./', import.meta.url));

export default defineConfig({
  root: here,
  base: './', // any host, any folder
  plugins: [shippedModels(), samplePlugin()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  // found only when the engine starts, which would reload the page
  optimizeDeps: { include: ['exif-reader', 'fflate', '@bufbuild/protobuf', 'onnx-buf', '@zip.js/zip.js', 'h5wasm'] },
  server: { host: '127.0.0.1', headers: ISOLATION_HEADERS, fs: { allow: ['..'] } },
  preview: { host: '127.0.0.1', headers: ISOLATION_HEADERS },
  build: { outDir: '../dist/studio', emptyOutDir: true, target: 'es2022' },
});
