/** Trackers compared over sequences: table 4 of paper 1, for whatever sequences there are. */
import { averageFigures, type TrackingFigures } from './one-pass-evaluation.ts';
import { precisionSvg, successSvg } from './tracking-plots.ts';
import { type TrackingRow, trackingTable } from './tracking-table.ts';

/** A method on one sequence. */
export interface SequenceScore {
  readonly method: string;
  readonly sequence: string;
  readonly figures: TrackingFigures;
  readonly framesPerSecond: number;
  /** What was assumed and chosen, in words. */
  readonly notes: readonly string[];
}

/** All methods on all sequences. */
export interface TrackingComparison {
  readonly title: string;
  readonly scores: readonly SequenceScore[];
  /** What was left out and why, one sentence each. */
  readonly remarks: readonly string[];
  readonly command: string;
}

const PAPER =
  'The paper prints AP 78.65..83.21 %, AUC 0.5235..0.5360 and 17.4..14.8 px over ten videos that it does not name';

/** Means of each method over its sequences, in the order in which methods first come. */
export function methodRows(
  scores: readonly SequenceScore[],
): (TrackingRow & { readonly sequences: number })[] {
  const methods = [...new Set(scores.map(({ method }) => method))];
  return methods.map((name) => {
    const own = scores.filter(({ method }) => method === name);
    const frames = own.reduce((sum, { figures }) => sum + figures.frames, 0);
    const seconds = own.reduce(
      (sum, { figures, framesPerSecond }) => sum + figures.frames / framesPerSecond,
      0,
    );
    return {
      name,
      figures: averageFigures(own.map(({ figures }) => figures)),
      framesPerSecond: frames / seconds,
      sequences: own.length,
    };
  });
}

/** The comparison as Markdown: means, then each sequence, then what it rests on. */
export function comparisonMarkdown({ title, scores, remarks, command }: TrackingComparison): string {
  const rows = methodRows(scores);
  const names = [...new Set(scores.map(({ sequence }) => sequence))];
  const all = rows.map(({ sequences, name, ...row }) => ({
    ...row,
    name: sequences === names.length ? name : `${name} (${sequences} of ${names.length} sequences)`,
  }));
  const single = names.map((sequence) => {
    const own = scores.filter((score) => score.sequence === sequence);
    const table = trackingTable(
      own.map(({ method, figures, framesPerSecond }) => ({ name: method, figures, framesPerSecond })),
      'method',
    );
    return `## ${sequence}\n\n${table}\n`;
  });
  const notes = [
    ...new Set(
      scores.flatMap((score) => score.notes.map((note) => `${score.method}, ${score.sequence}: ${note}`)),
    ),
  ];
  return `# ${title}

Means over ${names.length} sequences (${names.join(', ')}), each counting alike:

${trackingTable(all, 'method')}

AP: mean precision over thresholds of 1..50 pixels (distance of middles below the threshold). DP@20: precision at 20 pixels. AUC: mean
success over overlaps of 0.02, 0.04, .. 1 (overlap at least that). One pass, no second start; frames without a true box do not count.
${PAPER}.

${single.join('\n')}
${[...remarks, ...notes].map((note) => `- ${note}`).join('\n')}

    ${command}
`;
}

/** Precision and success of all methods, means over their sequences, as SVG. */
export function comparisonPlots({ scores }: TrackingComparison): {
  readonly precision: string;
  readonly success: string;
} {
  const rows = methodRows(scores);
  return { precision: precisionSvg(rows), success: successSvg(rows) };
}
