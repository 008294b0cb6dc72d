/** The public face of spectralift for pages that compute: ONNX Runtime Web and photo files. All else is `spectralift`. */
export { webLaneRuntime } from './reconstruction/web/lane-runtime.ts';
export { decodePhotoFile } from './reconstruction/web/decode-photo.ts';
export {
  type OrtBuild,
  type OrtFiles,
  type WebRuntimeOptions,
  webRuntime,
} from './runtime/web/web-runtime.ts';
