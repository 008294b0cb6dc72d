/** Waiting that can be cut short. */

/** Resolves after so many milliseconds, or at once when the signal aborts. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(clock);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const clock = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end, { once: true });
  });
}
