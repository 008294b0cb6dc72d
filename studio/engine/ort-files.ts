/** Where the site keeps ONNX Runtime Web's own files. */
import asyncifyMjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiMjs from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import wasmMjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { OrtBuild, OrtFiles } from '../../src/web.ts';

const at = (mjs: string, wasm: string): OrtFiles => ({
  mjs: new URL(mjs, import.meta.url).href,
  wasm: new URL(wasm, import.meta.url).href,
});

export const ORT_FILES: Readonly<Record<OrtBuild, OrtFiles>> = {
  wasm: at(wasmMjs, wasmWasm),
  jspi: at(jspiMjs, jspiWasm),
  asyncify: at(asyncifyMjs, asyncifyWasm),
};
