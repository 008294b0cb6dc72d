/**
 * Whether this page or worker may share memory with others. Some browsers say that a page is isolated and still have
 * no shared memory (WebKitGTK 2.50 under automation).
 */
export function mayShareMemory(): boolean {
  return globalThis.crossOriginIsolated === true && typeof globalThis.SharedArrayBuffer === 'function';
}
