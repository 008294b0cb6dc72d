/** Whether this page has a GPU to compute on. */

/** What is asked of WebGPU, which the declarations of pages do not all know. Source: W3C, "WebGPU". */
interface Gpu {
  requestAdapter(options: { readonly powerPreference: 'high-performance' }): Promise<Adapter | null>;
}

interface Adapter {
  readonly info?: { readonly isFallbackAdapter?: boolean };
  /** In browsers that follow an earlier draft. */
  readonly isFallbackAdapter?: boolean;
}

/**
 * Why no adapter answers, or `undefined` if one does. An adapter that computes in software counts only where `software`
 * is true: it is correct, and many times slower than WebAssembly on the same processor.
 */
export async function adapterFailure({
  software,
}: {
  readonly software: boolean;
}): Promise<string | undefined> {
  const { gpu } = (globalThis.navigator ?? {}) as { readonly gpu?: Gpu };
  if (gpu === undefined) return 'this browser has no WebGPU here';
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (adapter === null) return 'no graphics adapter answers';
  const inSoftware = adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false;
  return inSoftware && !software ? 'only a software adapter answers' : undefined;
}
