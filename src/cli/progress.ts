/** A progress bar on standard error: drawn only on a terminal, silent elsewhere. */

export interface ProgressBar {
  /**
   * @param remaining expected seconds to the end; undefined where they are not known.
   * @param what is at work, said last and cut where the terminal ends.
   */
  update(done: number, total: number, note: string, remaining: number | undefined, what?: string): void;
  /** Takes the bar away, so that something else can be said; the next update draws it again. */
  clear(): void;
  /** Ends the line. */
  done(): void;
}

const WIDTH = 24;

/** `3:05` or `1:02:07`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export function progressBar(wanted: boolean): ProgressBar {
  const enabled = wanted && process.stderr.isTTY === true;
  let drawn = false;
  return {
    update: (done, total, note, remaining, what) => {
      if (!enabled) return;
      const filled = Math.min(WIDTH, Math.round((WIDTH * done) / total));
      const bar = '#'.repeat(filled) + '.'.repeat(WIDTH - filled);
      const left = remaining === undefined ? '' : `  ${formatDuration(remaining)} left`;
      const line = `[${bar}] ${done}/${total}  ${note}${left}`;
      const whole = what === undefined ? line : `${line}  ${what}`;
      process.stderr.write(`\r\x1b[K${whole.slice(0, (process.stderr.columns ?? 80) - 1)}`);
      drawn = true;
    },
    clear: () => {
      if (drawn) process.stderr.write('\r\x1b[K');
      drawn = false;
    },
    done: () => {
      if (drawn) process.stderr.write('\n');
      drawn = false;
    },
  };
}
/** Seconds of work before a bar is worth drawing. */
const PATIENCE = 0.5;

/** A bar that counts rows and expects the rest to go as fast; not drawn for work that is soon done. */
export function rowProgress(wanted: boolean): {
  readonly update: (done: number, total: number) => void;
  readonly done: () => void;
} {
  const bar = progressBar(wanted);
  const start = performance.now();
  return {
    update: (done, total) => {
      const seconds = (performance.now() - start) / 1000;
      if (seconds > PATIENCE) bar.update(done, total, 'rows', (seconds * (total - done)) / done);
    },
    done: bar.done,
  };
}
