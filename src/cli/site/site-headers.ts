/** Headers that the studio's site is served with, by whatever serves it: this command, the dev server, a host. */

/** Make a page cross-origin isolated, so that WebAssembly may use threads and memory be shared. */
export const ISOLATION_HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * What the built page may do: run the site's own scripts and WebAssembly, and ask the site alone for anything. Nothing
 * that a person opens can leave it.
 */
export const CONTENT_POLICY: string = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self' data: blob:",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Files whose names change with their content may be kept for good. */
export const KEEP_FOR_GOOD = 'public, max-age=31536000, immutable';
