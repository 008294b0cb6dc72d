/** What the check of one sample is given. */
import type { DatasetContext } from '../dataset.ts';
import type { FileTree } from '../file-tree.ts';
import type { SampleFindings } from './findings.ts';
import { TallySheet } from './report.ts';

/** Figures over all samples, filled while they are checked. */
export class CheckSheets {
  readonly sizes = new TallySheet();
  readonly wavelengths = new TallySheet();
  /** Labelled pixels by class. */
  readonly labelled = new Map<number, number>();
  minimum = Number.POSITIVE_INFINITY;
  maximum = Number.NEGATIVE_INFINITY;

  /** Widens the range; what is not finite does not count. */
  range(minimum: number, maximum: number): void {
    if (minimum < this.minimum) this.minimum = minimum;
    if (maximum > this.maximum) this.maximum = maximum;
  }
}

/** The surroundings of one sample. */
export interface SampleCheck {
  readonly tree: FileTree;
  readonly context: DatasetContext;
  /** Only names and headers are looked at. */
  readonly quick: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly found: SampleFindings;
  readonly sheets: CheckSheets;
  /** Says that one file of the sample was looked at. */
  readonly step: () => void;
}
