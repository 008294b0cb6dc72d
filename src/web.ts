/** The public face of spectralift for pages that compute: ONNX Runtime Web. Everything else is `spectralift`. */
export {
  type OrtBuild,
  type OrtFiles,
  type WebRuntimeOptions,
  webRuntime,
} from './runtime/web/web-runtime.ts';
