/** Findings while they are collected: of one sample, with errors turned into findings. */
import { SpectraliftError } from '../../errors.ts';
import type { Finding, FindingKind } from './report.ts';

/** Share of saturated pixels below which nothing is said. */
export const NOTABLE_SATURATION = 1e-4;
/** Share of saturated pixels from which on it is wrong. */
export const GRAVE_SATURATION = 0.05;

/** Collects what is noticed about one sample. */
export class SampleFindings {
  readonly #sample: string;
  readonly #findings: Finding[];

  constructor(sample: string, findings: Finding[]) {
    this.#sample = sample;
    this.#findings = findings;
  }

  wrong(kind: FindingKind, message: string): void {
    this.#findings.push({ sample: this.#sample, kind, weight: 'wrong', message });
  }

  remark(kind: FindingKind, message: string): void {
    this.#findings.push({ sample: this.#sample, kind, weight: 'remark', message });
  }

  /**
   * Runs a step; a file that is broken becomes a finding and the check goes on.
   *
   * @returns what the step gives, undefined if it failed.
   * @throws what is no word on a file: an interruption, a fault of ours.
   */
  async attempt<T>(step: () => Promise<T>): Promise<T | undefined> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof SpectraliftError)) throw error;
      this.wrong('unreadable', error.hint === '' ? error.message : `${error.message} (${error.hint})`);
      return undefined;
    }
  }
}

/** `1,234 of 5,678 (21.7 %)`. */
export function tellShare(part: number, whole: number): string {
  const share = (100 * part) / whole;
  const rounded = share < 0.1 ? 'under 0.1 %' : `${share.toFixed(1)} %`;
  return `${part.toLocaleString('en-US')} of ${whole.toLocaleString('en-US')} (${rounded})`;
}

/** A number of at most four digits. */
export function fourDigits(value: number): string {
  return String(Number(value.toPrecision(4)));
}
