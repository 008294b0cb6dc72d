/** Amounts as people read them. */

/** Bytes in binary units, two digits. */
export function bytesText(bytes: number): string {
  for (const [unit, size] of [
    ['GB', 2 ** 30],
    ['MB', 2 ** 20],
    ['kB', 2 ** 10],
  ] as const) {
    if (bytes >= 0.95 * size) {
      const amount = bytes / size;
      return `${amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${unit}`;
    }
  }
  return `${bytes} bytes`;
}

/** A time to wait, roughly. */
export function secondsText(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 1.5) return 'about a second';
  if (seconds < 90) return `about ${Math.round(seconds)} seconds`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} minutes`;
  return `about ${(seconds / 3600).toFixed(1)} hours`;
}

/** Pixels in megapixels. */
export function megapixels(width: number, height: number): string {
  return `${((width * height) / 1e6).toFixed(1)} megapixels`;
}
