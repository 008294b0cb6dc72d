/** How the studio is served while one works on it, and built into `dist/studio`. */
import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig } from 'vite';
import { siteFiles } from './build/site-files.ts';
import { ISOLATION_HEADERS } from '../src/cli/site/site-headers.ts';
import { samplePlugin } from './build/sample-files.ts';
import { shippedModels } from './build/shipped-models.ts';

const here = fileURLToPath(new URL('./', import.meta.url));

export default defineConfig({
  root: here,
  base: './', // any host, any folder
  plugins: [shippedModels(), samplePlugin(), siteFiles()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // ONNX Runtime's own script is a file of its own, which its threads load too
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  worker: { format: 'es', rolldownOptions: { checks: { pluginTimings: false } } },
  // found only when the engine starts, which would reload the page
  optimizeDeps: {
    include: ['exif-reader', 'fflate', '@bufbuild/protobuf', 'onnx-buf', '@zip.js/zip.js', 'h5wasm'],
  },
  server: { host: '127.0.0.1', headers: ISOLATION_HEADERS, fs: { allow: ['..'] } },
  preview: { host: '127.0.0.1', headers: ISOLATION_HEADERS },
  build: {
    outDir: '../dist/studio',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 5000, // HDF5 as WebAssembly; test/studio-size.test.ts holds the rest
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});
