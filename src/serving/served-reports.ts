/** The youngest reports, for clients that ask again: what is known of a reconstruction only at its end. */
import type { ServedReport } from './photo-settings.ts';
import type { FailureFacts } from './serving-error.ts';

export class ServedReports {
  readonly #most: number;
  readonly #reports = new Map<string, ServedReport>();

  /** @param most reports that are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  find(id: string): ServedReport | undefined {
    return this.#reports.get(id);
  }

  /** Keeps a report, in place of an earlier one of the same reconstruction. */
  keep(report: ServedReport): void {
    this.#reports.delete(report.id);
    this.#reports.set(report.id, report);
    for (const old of [...this.#reports.keys()].slice(0, -this.#most)) this.#reports.delete(old);
  }

  /** Says that a reconstruction that had begun has failed. */
  fail(id: string, error: FailureFacts): void {
    const report = this.#reports.get(id);
    if (report !== undefined) this.#reports.set(id, { ...report, state: 'failed', error });
  }
}
