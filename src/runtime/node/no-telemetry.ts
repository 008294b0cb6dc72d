/**
 * Switches ONNX Runtime's telemetry off, which its builds for Node carry since 1.30: photos are worked on where
 * they are, and nothing is to be told to anybody. Imported before the native library, which reads this when it loads.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
